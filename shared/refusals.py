"""The kinds of refusal a rule or use case can answer with, each with a sentence for the reader."""

from __future__ import annotations


class Refusal(Exception):
    """A request that was understood and declined; the message says what to do next.

    `pointer` names the field at fault as a JSON pointer where there is one (RFC 6901).
    """

    status = 422

    def __init__(self, message: str, *, pointer: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer


class Invalid(Refusal):
    """Something in the request is wrong and can be corrected by who sent it."""


class NotFound(Refusal):
    """There is no such thing, or not for this reader."""

    status = 404


class Conflict(Refusal):
    """The state of things does not allow it now."""

    status = 409


class Forbidden(Refusal):
    """The reader may not do this."""

    status = 403


class Gone(Refusal):
    """It was there and has ended: a spent link, an expired invitation."""

    status = 410


class Stale(Refusal):
    """Somebody else changed it since it was read (RFC 9110, If-Match)."""

    status = 412


class PreconditionMissing(Refusal):
    """A change was sent without saying which version it changes (RFC 6585)."""

    status = 428


class TooMany(Refusal):
    """Too many requests; `retry_after_seconds` says when to come back (RFC 6585)."""

    status = 429

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    """A part this needs is away for the moment; trying again later helps."""

    status = 503
