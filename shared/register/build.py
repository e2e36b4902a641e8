"""Writes the shipped register from a published one: `python -m shared.register.build FILE`."""

import sys
from pathlib import Path

from shared.register.parse import parse_register
from shared.register.shipped import FILE_NAME, read_councils, write_councils


def main(arguments: list[str]) -> int:
    """Build the shipped file beside this module, keeping the ids that it already gives."""
    if len(arguments) != 1:
        sys.stderr.write("Say which file: python -m shared.register.build FILE\n")
        return 2
    target = Path(__file__).with_name(FILE_NAME)
    known = read_councils(target.read_text(encoding="utf-8")) if target.exists() else []
    parsed = parse_register(Path(arguments[0]).read_text(encoding="utf-8-sig"), known)
    for fault in parsed.faults:
        sys.stderr.write(f"row {fault.row}, {fault.field}: {fault.message}\n")
    target.write_text(write_councils(parsed.councils), encoding="utf-8")
    sys.stdout.write(f"{len(parsed.councils)} councils written to {target.name}\n")
    return 1 if parsed.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
