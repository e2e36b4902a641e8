"""Loads the project's own sample data into a running stack, over HTTP as anybody would."""

import contextlib
import io
import os
from pathlib import Path

from stack.faults import StackFault
from stack.sample.cohorts import load_cohort
from stack.sample.editions import load_edition
from stack.sample.imports import Importer
from stack.sample.postings import post_missing

FOLDER = Path(__file__).parent


def main() -> None:
    """Load the sample, kind by kind; again changes nothing. StackFault: it failed."""
    importer = Importer(_address(), _token())
    done = importer.run("catalogue", FOLDER / "innovations.csv", "innovations", publish=True)
    print(f"Innovations: {done}")
    done = importer.run("notifications", FOLDER / "contacts.csv", "contacts", publish=False)
    print(f"Contacts: {done}")
    print(f"Asks and offers: {post_missing(importer, FOLDER / 'postings.csv')}")
    print(f"Editions: {load_edition(importer, FOLDER)}")
    print(f"Cohorts: {load_cohort(importer, FOLDER)}")


def _address() -> str:
    from stack.environment import Place

    return (os.environ.get("PUBLIC_URL") or Place.here().public_url).rstrip("/")


def _token() -> str:
    """The token given by ZONE_TOKEN, or a fresh one that ends tomorrow."""
    if token := os.environ.get("ZONE_TOKEN"):
        return token
    from stack.passing import run_for

    printed = io.StringIO()
    wanted = ["token", "create", "--role", "operator", "--name", "sample data", "--days", "1"]
    with contextlib.redirect_stdout(printed):
        run_for("notifications", wanted)
    lines = printed.getvalue().split()
    if not lines:
        raise StackFault("No token could be made for the sample data: set ZONE_TOKEN to one.")
    return lines[-1]
