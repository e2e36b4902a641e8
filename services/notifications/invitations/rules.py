"""What can be answered to an invitation, and until when."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping

from shared.refusals import Gone, Invalid

LONGEST_COMMENT = 2000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class AnswerKind(enum.StrEnum):
    """What a council says to an invitation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"


ANSWERS: Mapping[AnswerKind, str] = {
    AnswerKind.ACCEPTED: "Yes, we would like to take part",
    AnswerKind.LATER: "Maybe, we will decide later",
    AnswerKind.DECLINED: "No, not this time",
}


class InvitationOver(Gone):
    """The event the invitation was for has ended."""

    def __init__(self) -> None:
        super().__init__("The event has ended, so this invitation can no longer be answered.")


def check_open(ends_on: dt.date, today: dt.date) -> None:
    """Raise InvitationOver once the event has ended."""
    if today > ends_on:
        raise InvitationOver


def checked_answer(text: str) -> AnswerKind:
    """Return the answer that was chosen. Raises Invalid."""
    try:
        return AnswerKind(text)
    except ValueError as error:
        raise Invalid("Choose an answer.", pointer="/answer") from error


def checked_comment(text: str) -> str:
    """Return the comment, trimmed. Raises Invalid when it is too long."""
    comment = _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(
            f"Your comment must be {LONGEST_COMMENT:,} characters or fewer.", pointer="/comment"
        )
    return comment
