"""One budget of mails a week holds across invitations and alerts; what is too much waits or is left out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from services.notifications.contacts.models import Contact, Preference
from services.notifications.contacts.queries import find_contacts
from services.notifications.database import database
from services.notifications.delivery.actions import send_letters
from services.notifications.delivery.models import Letter, Recipient
from services.notifications.frequency.queries import audience_people
from services.notifications.frequency.rules import WINDOW, next_turn
from services.notifications.letters.actions import take_letter
from services.notifications.settings import NotificationsSettings
from shared.contracts.people import ALERTS
from tests.notifications.conftest import World
from tests.notifications.smtp_server import MisbehavingSmtp

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
Headers = dict[str, str]


def contact_id(email: str = "jo@surrey.example") -> uuid.UUID:
    with database.reading() as session:
        return find_contacts(session, [email])[email].id


def wish(person: uuid.UUID, **wishes: object) -> None:
    values: dict[str, object] = {"topics": [], "weekly_cap": None, "paused_until": None} | wishes
    with database.transaction() as session:
        session.merge(Preference(contact_id=person, version=1, changed_at=NOW, **values))


def alert(person: uuid.UUID, now: dt.datetime) -> None:
    data = {
        "letter_id": uuid.uuid4(), "person_id": person, "kind": "saved-search", "purpose": ALERTS,
        "subject": "Something new", "text": "A new innovation.", "calendar": "",
    }  # fmt: skip
    with database.transaction() as session:
        take_letter(session, data, now)
        take_letter(session, data, now)


def turns() -> list[dt.datetime]:
    with database.reading() as session:
        return list(session.scalars(select(Letter.due_at).order_by(Letter.due_at, Letter.id)))


def columns(default_cap: int = 3, topics: tuple[str, ...] = ()) -> dict[str, bool]:
    """What the rehearsal sees of Jo."""
    with database.reading() as session:
        query = audience_people("invitations", default_cap=default_cap, topics=topics)
        row = session.execute(query.where(Contact.email == "jo@surrey.example")).one()
        return {n: v for n, v in row._mapping.items() if isinstance(v, bool)}


@given(
    st.lists(st.integers(-200, 400), max_size=12),
    st.integers(1, 5),
    st.integers(1, 8),
)
def test_no_seven_days_ever_hold_more_than_the_cap(hours: list[int], cap: int, more: int) -> None:
    """Whatever came before, adding by turns never makes a window fuller than it was or than the cap."""
    uses = [NOW + dt.timedelta(hours=hour) for hour in hours]

    def fullest(from_: dt.datetime) -> int:
        return sum(1 for use in uses if from_ - WINDOW < use <= from_)

    for _ in range(more):
        turn = next_turn(uses, cap=cap, paused_until=None, now=NOW)
        assert turn >= NOW
        uses.append(turn)
        assert fullest(turn) <= cap


def test_a_pause_puts_the_turn_off_to_the_morning_of_its_day() -> None:
    turn = next_turn([], cap=3, paused_until=dt.date(2026, 8, 1), now=NOW)
    assert turn == dt.datetime(2026, 8, 1, 8, tzinfo=dt.UTC)  # nine o'clock in London in summer
    assert next_turn([], cap=3, paused_until=dt.date(2026, 6, 1), now=NOW) == NOW


def test_who_has_had_enough_this_week_is_left_out_of_the_rehearsal_with_the_reason(
    world: World, organiser: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILS_A_WEEK", "1")
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    world.send(world.campaign(organiser), organiser)
    second = world.campaign(organiser, name="Another")
    assert world.client is not None
    rehearsal = world.client.post(f"{second}/rehearsals", headers=organiser).json
    assert rehearsal["recipients"] == 0
    assert rehearsal["excluded"] == {"over_budget": 1}
    wish(contact_id(), weekly_cap=2)
    rehearsal = world.client.post(f"{second}/rehearsals", headers=organiser).json
    assert rehearsal["recipients"] == 1


def test_mails_of_more_than_a_week_ago_and_those_that_never_left_do_not_count(
    world: World, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    world.send(world.campaign(organiser), organiser)
    assert columns(default_cap=1)["over_budget"]
    for values in (
        {"state": "sent", "settled_at": dt.datetime.now(dt.UTC) - dt.timedelta(days=8)},
        {"state": "failed", "settled_at": dt.datetime.now(dt.UTC)},
    ):
        with database.transaction() as session:
            session.execute(update(Recipient).values(**values))
        assert not columns(default_cap=1)["over_budget"]


def test_alerts_beyond_the_budget_wait_for_the_next_window_and_none_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILS_A_WEEK", "2")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "alerts"))
    now = dt.datetime.now(dt.UTC)
    for _ in range(5):
        alert(contact_id(), now)
    seen = [round((turn - now) / WINDOW) for turn in turns()]
    assert seen == [0, 0, 1, 1, 2]


def test_an_alert_in_a_pause_waits_for_its_end(world: World) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "alerts"))
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    wish(contact_id(), paused_until=until)
    alert(contact_id(), dt.datetime.now(dt.UTC))
    assert [turn.date() for turn in turns()] == [until]
    assert columns()["paused"]


def test_topics_leave_out_who_chose_others(world: World) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    assert not columns(topics=("climate",))["off_topic"]
    wish(contact_id(), topics=["housing", "waste"])
    assert columns(topics=("climate",))["off_topic"]
    assert not columns(topics=("climate", "waste"))["off_topic"]
    assert not columns()["off_topic"]


def test_a_waiting_alert_is_not_sent_to_who_has_changed_their_mind(
    world: World, settings_for: Callable[[MisbehavingSmtp], NotificationsSettings]
) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "alerts"))
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        alert(contact_id(), dt.datetime.now(dt.UTC))
        with database.transaction() as session:
            session.execute(update(Contact).values(left_on=dt.date(2026, 1, 1)))
        send_letters(settings)
        assert server.mails == []
        with database.reading() as session:
            assert list(session.scalars(select(Letter.state))) == ["suppressed"]


def test_an_alert_says_where_to_change_ones_mind(
    world: World, settings_for: Callable[[MisbehavingSmtp], NotificationsSettings]
) -> None:
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "alerts"))
    with MisbehavingSmtp() as server:
        settings = settings_for(server)
        alert(contact_id(), dt.datetime.now(dt.UTC))
        send_letters(settings)
        assert "/notifications/preferences/" in server.mails[0].message.get_content()
