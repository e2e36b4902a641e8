"""A small process for the supervisor's tests: tells a journal what happens to it, and lives on."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("name")
parser.add_argument("journal", type=Path)
parser.add_argument("--stubborn", action="store_true", help="ignore the request to stop")
parser.add_argument(
    "--grandchild", action="store_true", help="leave a child in a session of its own"
)
parser.add_argument("--fail", action="store_true", help="stop at once with a last word")
arguments = parser.parse_args()


def tell(what: str) -> None:
    """Add a line in one write."""
    with arguments.journal.open("a") as journal:
        journal.write(f"{arguments.name} {what} {os.getpid()}\n")


def stopped(number: int, _frame: object) -> None:
    """Tell which signal came."""
    tell(signal.Signals(number).name)
    if not arguments.stubborn:
        sys.exit(0)


signal.signal(signal.SIGTERM, stopped)
signal.signal(signal.SIGINT, stopped)
if arguments.fail:
    sys.exit("the tap is dry")
if arguments.grandchild:
    child = subprocess.Popen(
        [sys.executable, __file__, f"{arguments.name}-child", str(arguments.journal), "--stubborn"],
        start_new_session=True,
    )
tell("started")
sys.stdout.write(f"{arguments.name} lives\n")
sys.stdout.flush()
while True:
    time.sleep(60)
