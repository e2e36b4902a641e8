"""Makes `python -m stack.sample` load the sample data."""

import sys

from stack.faults import StackFault
from stack.sample import main

try:
    main()
except StackFault as fault:
    print(" ".join(str(fault).split()), file=sys.stderr)
    sys.exit(fault.exit_code)
