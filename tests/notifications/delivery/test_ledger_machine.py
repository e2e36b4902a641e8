"""The ledger under random histories: nobody is missed, and only what was in flight may come twice."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections import Counter
from typing import Any, cast

from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from services.notifications.database import database
from services.notifications.delivery.actions import (
    cancel_mailing,
    decide_held,
    finish_mailing,
    pause_mailing,
    resume_mailing,
    sweep,
)
from services.notifications.delivery.actions.claims import claim_recipients, suppress_claimed
from services.notifications.delivery.actions.handing import Handing, Mail
from services.notifications.delivery.actions.journal import journal_of_thread
from services.notifications.delivery.actions.ledger import ledger_connection
from services.notifications.delivery.gateways import Announced, Announcement, Relay, Reply
from services.notifications.delivery.models import Claim, Mailing, Recipient
from services.notifications.delivery.queries import count_states, get_mailing, state_now
from services.notifications.delivery.rules import Envelope, State, Verdict
from services.notifications.settings import NotificationsSettings, read_settings
from shared.db import new_id

PEOPLE = 6
LEASE = dt.timedelta(minutes=5)
KILLS = ("killed before the dot", "killed after the dot")
OUTCOMES = st.sampled_from(
    ["taken", "taken", "taken", "later", "refused", "unheard", "unheard and lost", *KILLS]
)


class Killed(BaseException):
    """The worker dies: nothing of what it would have done after happens."""


class ScriptedRelay:
    """A relay that answers by a script, and keeps what it took."""

    def __init__(self, script: list[str], kept: Counter[str]) -> None:
        self.script, self.kept, self.in_flight = script, kept, ""

    def close(self) -> None:
        """Nothing to close."""

    def announce(self, envelope: Envelope) -> Announcement:
        outcome = self.script[0] if self.script else "taken"
        if outcome == "refused":
            self.script.pop(0)
            return Reply(Verdict.REFUSED, "550 no")
        return Announced.WANTED

    def hand_over(
        self, envelope: Envelope, following: Envelope | None
    ) -> tuple[Reply, Announcement]:
        outcome = self.script.pop(0) if self.script else "taken"
        self.in_flight = envelope.recipient
        if outcome == KILLS[0]:
            raise Killed
        if outcome not in {"later", "unheard and lost"}:
            self.kept[envelope.recipient] += 1
        if outcome == KILLS[1]:
            raise Killed
        verdict = {"later": Verdict.DEFERRED}.get(outcome, Verdict.ACCEPTED)
        if outcome.startswith("unheard"):
            verdict = Verdict.UNKNOWN
        return Reply(verdict, outcome), Announced.NOT_YET


class MortalHanding(Handing):
    """A claim's worker that may die."""

    def _end(self) -> None:
        if not self.dead:
            super()._end()

    dead = False

    def work(self) -> None:
        with contextlib.suppress(Killed):
            self.run()

    def _hand_over(self) -> bool:
        try:
            return super()._hand_over()
        except Killed:
            self.dead = True
            raise


class LedgerMachine(RuleBasedStateMachine):
    """One mailing, its workers one after the other, and the organisers around it."""

    settings_of_service: NotificationsSettings

    @initialize(hold=st.booleans(), marks=st.sampled_from(["mail", "ten"]))
    def begin(self, hold: bool, marks: str) -> None:
        self.kept: Counter[str] = Counter()
        self.may_repeat: Counter[str] = Counter()
        self.marks = marks
        self.mailing_id = new_id()
        mailing = Mailing(
            id=self.mailing_id, name="m", edition_id=None, purpose="invitations", subject="s",
            body="b", constants={}, recipients=PEOPLE, hold_uncertain=hold, state="sending",
            started_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        with database.transaction() as session:
            session.add(mailing)
            session.flush()
            session.add_all(
                [
                    Recipient(
                        id=new_id(), campaign_id=mailing.id, contact_id=uuid.uuid4(),
                        organisation_name=f"Council {n}", values={},
                    )
                    for n in range(PEOPLE)
                ]
            )  # fmt: skip

    @rule(script=st.lists(OUTCOMES, max_size=5), count=st.integers(1, PEOPLE))
    def work(self, script: list[str], count: int) -> None:
        self._work(list(script), count)

    def _work(self, script: list[str], count: int) -> None:
        settings = self.settings_of_service
        settings = type(settings)(**{**settings.__dict__, "mail_marks": self.marks})
        with ledger_connection() as connection:
            held = claim_recipients(connection, self.mailing_id, count=count, lease=LEASE)
            if not held:
                return
            with database.reading() as session:
                hold = get_mailing(session, self.mailing_id).hold_uncertain
            mails = [Mail(c, Envelope(str(c.id), "z@z.example", b"x\r\n")) for c in held]
            relay = ScriptedRelay(script, self.kept)
            worker = MortalHanding(
                connection,
                cast("Relay", relay),
                journal_of_thread(database.url, to_disk=False),
                settings,
                hold,
                held[0].claim_id,
                mails,
            )
            worker.work()
        self._note_doubts(held[0].claim_id)

    def _note_doubts(self, claim_id: int) -> None:
        """Whoever is doubtful by now, or will be once this claim is found lost, may come once more."""
        query = (
            select(Recipient.id)
            .join(Claim, Claim.id == Recipient.claim_id)
            .where(Recipient.claim_id == claim_id)
            .where(
                Recipient.doubtful
                | ((Recipient.position >= Claim.done) & (Recipient.position < Claim.handed))
            )
        )
        with database.reading() as session:
            for recipient_id in session.scalars(query):
                self.may_repeat[str(recipient_id)] += 1

    @rule()
    def find_lost(self) -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE claims SET lease_expires_at = now() - interval '1s'"))
        sweep(lanes=1)

    @rule()
    def let_time_pass(self) -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE recipients SET due_at = now() WHERE state = 'queued'"))

    @rule()
    def somebody_refuses(self) -> None:
        with ledger_connection() as connection:
            held = claim_recipients(connection, self.mailing_id, count=1, lease=LEASE)
            if held and not held[0].doubtful:
                suppress_claimed(connection, held[0].claim_id, [0])

    @precondition(lambda self: self._state() == "sending")
    @rule()
    def pause(self) -> None:
        with database.transaction() as session:
            pause_mailing(session, self.mailing_id)
        before = self.kept.total()
        self._work(["taken"], PEOPLE)
        assert self.kept.total() == before, "nothing leaves while it is paused"

    @precondition(lambda self: self._state() == "paused")
    @rule()
    def resume(self) -> None:
        with database.transaction() as session:
            resume_mailing(session, self.mailing_id, lanes=1)

    @precondition(lambda self: self._state() in {"sending", "paused"})
    @rule(really=st.integers(0, 4))
    def cancel(self, really: int) -> None:
        if really == 0:
            with database.transaction() as session:
                cancel_mailing(session, self.mailing_id)

    @rule(again=st.booleans())
    def decide(self, again: bool) -> None:
        if self._state() != "cancelled":
            with database.transaction() as session:
                decide_held(session, self.mailing_id, send_again=again, lanes=1)

    @invariant()
    def everybody_is_in_one_state_and_the_counters_know(self) -> None:
        with database.reading() as session:
            mailing = get_mailing(session, self.mailing_id)
            counted = count_states(session, mailing)
            rows = session.execute(
                select(state_now())
                .select_from(Recipient)
                .outerjoin(Claim, (Claim.id == Recipient.claim_id) & Claim.ended_at.is_(None))
                .where(Recipient.campaign_id == self.mailing_id)
            )
            found = Counter(row[0] for row in rows)
        assert counted == {state: found[state] for state in State}
        assert sum(counted.values()) == PEOPLE

    @invariant()
    def only_what_was_in_flight_came_twice(self) -> None:
        for recipient, times in self.kept.items():
            assert times <= 1 + self.may_repeat[recipient]

    def teardown(self) -> None:
        """Let it end: everybody has got it, or the ledger says why not."""
        if not hasattr(self, "mailing_id"):
            return
        if self._state() == "paused":
            self.resume()
        for _ in range(4):
            self.find_lost()
            self.let_time_pass()
            self.decide(again=False)
            self._work([], PEOPLE)
        finish_mailing(self.mailing_id)
        assert self._state() in {"finished", "cancelled"}
        with database.reading() as session:
            rows = session.execute(
                select(Recipient.id, Recipient.state).where(
                    Recipient.campaign_id == self.mailing_id
                )
            ).all()
        for row in rows:
            taken = self.kept[str(row.id)]
            if row.state == State.SENT:
                assert taken == 1
            elif row.state in {State.SUPPRESSED, State.FAILED, State.CANCELLED}:
                assert taken == 0, f"{row.state}, yet it came"
            else:
                assert row.state == State.UNCERTAIN

    def _state(self) -> str:
        with database.reading() as session:
            return get_mailing(session, self.mailing_id).state


def test_the_ledger_holds_its_promise_in_every_history(client: FlaskClient) -> None:
    LedgerMachine.settings_of_service = read_settings()
    run_state_machine_as_test(
        cast("Any", LedgerMachine),
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
