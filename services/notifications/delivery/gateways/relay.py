"""The mail relay, over SMTP connections that stay open (RFC 5321, RFC 2920, RFC 6152)."""

from __future__ import annotations

import enum
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.delivery.gateways.connecting import Connected, RelayAway, connect
from services.notifications.delivery.gateways.wire import Answer, WireCut
from services.notifications.delivery.rules import Envelope, Verdict
from shared.logs import get_logger

log = get_logger(__name__)

_IDLE_SECONDS = 1
_GO_AHEAD = 354
_LONGEST_REPLY = 300
_of_thread = threading.local()


@dataclass(frozen=True)
class Reply:
    """How handing one mail over ended, with the relay's words."""

    verdict: Verdict
    words: str = ""


class Announced(enum.Enum):
    """How far the announcement of a mail has come, where it was not refused."""

    WANTED = "wanted"  # the relay waits for the mail itself
    NOT_YET = "not yet"


Announcement = Announced | Reply


class Relay:
    """One connection to the relay; not to be shared by threads.

    A mail takes two steps: `announce` and `hand_over`, which announces the next one in the same round
    trip where the relay offers PIPELINING.
    """

    def __init__(self, url: str, hostname: str) -> None:
        self._url = url
        self._hostname = hostname
        self._connected: Connected | None = None
        self._used_at = 0.0

    def open(self) -> None:
        """Connect unless we are; one that was idle is tried first. Raises RelayAway."""
        if self._connected is not None and time.monotonic() - self._used_at > _IDLE_SECONDS:
            try:
                self._connected.wire.say(b"NOOP\r\n")
                alive = self._connected.wire.answer().is_fine
            except OSError:
                alive = False
            if not alive:
                self.close()
        if self._connected is None:
            self._connected = connect(self._url, self._hostname)
        self._used_at = time.monotonic()

    def opens(self) -> bool:
        """False when the relay is away, which is logged: then nothing is to be claimed."""
        try:
            self.open()
        except RelayAway as error:
            log.warning("relay_away", error=str(error))
            return False
        return True

    def close(self) -> None:
        """Drop the connection; what was not ended by the final dot, the relay forgets."""
        if self._connected is not None:
            self._connected.wire.close()
            self._connected = None

    def announce(self, envelope: Envelope) -> Announcement:
        """Say from whom and to whom, and that a mail comes; once more where the relay has ended the
        connection since the last one. Raises RelayAway.
        """
        reused = self._connected is not None
        try:
            self.open()
            return self._announce(envelope)
        except OSError as error:
            self.close()
            if not reused:
                raise RelayAway(str(error)) from error
        try:
            self.open()
            return self._announce(envelope)
        except OSError as error:
            self.close()
            raise RelayAway(str(error)) from error

    def hand_over(
        self, envelope: Envelope, following: Envelope | None
    ) -> tuple[Reply, Announcement]:
        """Send a wanted mail with its final dot: it may have been taken whatever we hear.

        Returns how that ended, and how far `following` is announced.
        """
        connected = self._now
        together = following is not None and connected.pipelining
        said = envelope.content.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        dot = len(said)
        try:
            if following is not None and together:
                said += self._commands(following)
            connected.wire.say(said, final=dot)
            answer = connected.wire.answer()
        except WireCut as error:
            self.close()
            return Reply(Verdict.DEFERRED, str(error)[:_LONGEST_REPLY]), Announced.NOT_YET
        except OSError as error:
            self.close()
            return Reply(Verdict.UNKNOWN, str(error)[:_LONGEST_REPLY]), Announced.NOT_YET
        self._used_at = time.monotonic()
        reply = _judged(answer)
        if answer.is_goodbye or not together:
            return reply, Announced.NOT_YET
        try:
            return reply, self._heard()
        except (OSError, RelayAway):
            self.close()  # nothing of the following mail has been sent: it is announced again
            return reply, Announced.NOT_YET

    def send(self, envelope: Envelope, may_finish: Callable[[], bool]) -> Reply:
        """Hand one mail over. Raises RelayAway when the relay does not come to want it.

        `may_finish` is asked before the mail itself. When it says no or raises, nothing was sent.
        """
        announced = self.announce(envelope)
        if isinstance(announced, Reply):
            return announced
        finish = False
        try:
            finish = may_finish()
        finally:
            if not finish:
                self.close()
        return self.hand_over(envelope, None)[0] if finish else Reply(Verdict.ABANDONED)

    @property
    def _now(self) -> Connected:
        if self._connected is None:
            raise RelayAway("the connection is closed")
        return self._connected

    def _announce(self, envelope: Envelope) -> Announcement:
        wire = self._now.wire
        if self._now.pipelining:
            wire.say(self._commands(envelope))
            return self._heard()
        answers: list[Answer] = []
        for command in self._commands(envelope).splitlines(keepends=True):
            wire.say(command)
            answers.append(wire.answer())
            if not answers[-1].is_fine:
                break
        return self._judge(answers)

    def _commands(self, envelope: Envelope) -> bytes:
        eight_bit = b" BODY=8BITMIME" if envelope.eight_bit else b""
        sender, recipient = envelope.sender.encode("ascii"), envelope.recipient.encode("ascii")
        return b"MAIL FROM:<%b>%b\r\nRCPT TO:<%b>\r\nDATA\r\n" % (sender, eight_bit, recipient)

    def _heard(self) -> Announcement:
        answer = self._now.wire.answer
        return self._judge([answer(), answer(), answer()])

    def _judge(self, answers: list[Answer]) -> Announcement:
        """Return what the answers to MAIL, RCPT and DATA mean. Raises RelayAway for one about us."""
        refused = next((one for one in answers if not one.is_fine), None)
        wanted = answers[-1].code == _GO_AHEAD
        if refused is None and wanted:
            return Announced.WANTED
        if wanted:  # a mail to nobody is ended as RFC 2920, 3.1 asks for
            self._now.wire.say(b".\r\n")
            self._now.wire.answer()
        if refused is None:
            raise RelayAway(f"the relay answered DATA with {answers[-1]}")
        if refused is answers[0] or refused.is_goodbye:
            self.close()
            raise RelayAway(str(refused)[:_LONGEST_REPLY])
        self._now.wire.say(b"RSET\r\n")
        self._now.wire.answer()
        return _judged(refused)


def relay_of_thread(url: str, hostname: str) -> Relay:
    """Return this thread's connection to the relay, kept open from one task to the next."""
    relays: dict[str, Relay] = _of_thread.__dict__.setdefault("relays", {})
    return relays.setdefault(url, Relay(url, hostname))


def close_relays() -> None:
    """Close this thread's connections."""
    for relay in _of_thread.__dict__.pop("relays", {}).values():
        relay.close()


def _judged(answer: Answer) -> Reply:
    said = str(answer)[:_LONGEST_REPLY]
    if answer.is_fine:
        return Reply(Verdict.ACCEPTED, said)
    return Reply(Verdict.DEFERRED if answer.is_temporary else Verdict.REFUSED, said)
