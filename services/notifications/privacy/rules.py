"""Why personal data is removed, and when it may not be yet."""

from __future__ import annotations

import enum

from shared.refusals import Conflict


class Why(enum.StrEnum):
    """What made us forget somebody."""

    REQUEST = "on request"
    INACTIVE = "not heard of for too long"


class MailUnderWay(Conflict):
    """A mail to the person is with a worker at this moment."""

    def __init__(self) -> None:
        super().__init__(
            "A mail to this person is leaving at this moment. Try again in a few minutes: then nothing"
            " of it stays behind."
        )
