"""Hands a claim's mails to the relay in their order, each noted in the journal before its final dot."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from services.notifications.delivery.actions.claims import (
    Claimed,
    Heard,
    end_claim,
    settle_claimed,
)
from services.notifications.delivery.actions.journal import Journal
from services.notifications.delivery.actions.ledger import ledger_connection
from services.notifications.delivery.gateways import (
    Announced,
    Announcement,
    Relay,
    RelayAway,
    Reply,
)
from services.notifications.delivery.rules import Envelope, Settlement, Verdict, settle
from services.notifications.settings import NotificationsSettings
from shared.logs import get_logger

log = get_logger(__name__)

_TELL_SECONDS = 1.0
_DATABASE_AWAY_SECONDS = 0.5


@dataclass(frozen=True)
class Mail:
    """One mail of a claim: written, or with the reason why it could not be."""

    claimed: Claimed
    envelope: Envelope | None
    fault: str = ""


@dataclass(frozen=True)
class _Settling:
    """A result that did not simply succeed, until it is written."""

    claimed: Claimed
    settlement: Settlement
    outcome: Verdict
    words: str


@dataclass
class Handing:
    """One claim's mails on their way over one connection.

    `done` is the position below which everybody has a result, `handed` the one below which mails may
    have left; `sent` counts the results that stand in the journal alone.
    """

    connection: Connection
    relay: Relay
    journal: Journal
    settings: NotificationsSettings
    hold: bool
    claim_id: int
    mails: Sequence[Mail]
    done: int = 0
    handed: int = 0
    sent: int = 0
    heard: list[Heard] = field(default_factory=list)
    _told_at: float = 0.0
    _owed: _Settling | None = None

    def run(self) -> bool:
        """Hand all of them over and end the claim; False when sending has to stop for now."""
        try:
            return self._hand_over()
        except RelayAway as error:
            log.warning("relay_away", error=str(error))
            return False
        except (OperationalError, psycopg.OperationalError):
            self.relay.close()  # it may be waiting for a mail
            raise
        finally:
            self._end()

    def _hand_over(self) -> bool:
        announced: Announcement = Announced.NOT_YET
        for index, mail in enumerate(self.mails):
            following = self.mails[index + 1] if index + 1 < len(self.mails) else None
            if mail.envelope is None:
                going, announced = (
                    self._settle(mail, Verdict.REFUSED, mail.fault),
                    Announced.NOT_YET,
                )
            else:
                going, announced = self._send(mail, mail.envelope, announced, following)
            if not going:
                if announced is Announced.WANTED:
                    self.relay.close()  # the only way to leave a mail that the relay waits for
                return False
        return True

    def _send(
        self, mail: Mail, envelope: Envelope, announced: Announcement, following: Mail | None
    ) -> tuple[bool, Announcement]:
        """Hand one mail over; returns whether to go on, and how far the following is announced."""
        try:
            if announced is Announced.NOT_YET:
                announced = self.relay.announce(envelope)
            if isinstance(announced, Reply):
                return self._settle(mail, announced.verdict, announced.words), Announced.NOT_YET
        except RelayAway as error:
            self._settle(mail, Verdict.DEFERRED, str(error))
            raise
        if not self._may_leave(mail):
            return False, Announced.WANTED
        reply, next_announced = self.relay.hand_over(
            envelope, following.envelope if following else None
        )
        if reply.verdict is Verdict.ACCEPTED and not mail.claimed.doubtful:
            self.done = mail.claimed.position + 1
            self.sent += 1
            self.heard.append(Heard(mail.claimed.position, _now(), reply.words))
            return True, next_announced
        going = self._settle(mail, reply.verdict, reply.words)
        return going, next_announced

    def _may_leave(self, mail: Mail) -> bool:
        """Note in the journal that this mail leaves, with as many more as the setting allows."""
        position = mail.claimed.position
        if position < self.handed and time.monotonic() - self._told_at < _TELL_SECONDS:
            return True
        last = self.mails[-1].claimed.position + 1
        handed = min(position + self.settings.mail_marks_every, last)
        may = self.journal.tell(
            self.claim_id,
            done=self.done,
            sent=self.sent,
            handed=handed,
            lease_seconds=self.settings.lease_seconds,
        )
        self.handed, self._told_at = handed, time.monotonic()
        return may

    def _settle(self, mail: Mail, verdict: Verdict, words: str) -> bool:
        """Write a result other than a plain success into the recipient's own row, at once."""
        settlement = settle(
            verdict,
            attempts=mail.claimed.attempts,
            doubtful=mail.claimed.doubtful,
            hold=self.hold,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        self._owed = _Settling(mail.claimed, settlement, verdict, words)
        return self._write_owed(self.connection)

    def _write_owed(self, connection: Connection) -> bool:
        owed = self._owed
        if owed is None:
            return True
        going = settle_claimed(
            connection,
            owed.claimed,
            owed.settlement,
            outcome=owed.outcome.value,
            words=owed.words,
            sent=self.sent,
            lease=dt.timedelta(seconds=self.settings.lease_seconds),
        )
        self.done = self.handed = owed.claimed.position + 1
        self._owed = None
        return going

    def _end(self) -> None:
        """End the claim; results that only we know are written once the database is back.

        Nobody else can know them, so we try as long as the lease lasts.
        """
        deadline = time.monotonic() + self.settings.lease_seconds
        while True:
            try:
                with ledger_connection() as connection:
                    self._write_owed(connection)
                    end_claim(
                        connection, self.claim_id, done=self.done, sent=self.sent, heard=self.heard
                    )
            except (OperationalError, psycopg.OperationalError) as error:
                if time.monotonic() > deadline:
                    log.exception("results_not_written", claim=self.claim_id)
                    raise
                log.warning("database_away", error=type(error).__name__)
                time.sleep(_DATABASE_AWAY_SECONDS)
            else:
                return


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
