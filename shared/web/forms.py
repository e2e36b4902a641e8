"""Where the faults of a form are shown: beside which input, and in which words."""

from __future__ import annotations

from marshmallow import ValidationError

from shared.refusals import Refusal
from shared.web.problems import pointers


def faults_of(error: ValidationError | Refusal) -> dict[str, str]:
    """Return the first fault of each field, by the id of the input to go to ("" for the form)."""
    if isinstance(error, Refusal):
        return {(error.pointer or "").strip("/").split("/")[0]: error.message}
    faults: dict[str, str] = {}
    for fault in pointers(error.messages):
        faults.setdefault(fault["pointer"].strip("/").split("/")[0], fault["message"])
    return faults


def status_of(error: ValidationError | Refusal) -> int:
    """Return the status that a form's page answers a fault with."""
    return error.status if isinstance(error, Refusal) else 422
