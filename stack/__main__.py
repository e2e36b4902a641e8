"""Makes `python -m stack` the `zone` command."""

from stack.cli import main

main()
