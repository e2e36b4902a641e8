"""What was kept long enough goes, with its line in the log; addresses that nobody has are marked."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from sqlalchemy import select, text, update

from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import find_contacts
from services.notifications.database import database
from services.notifications.delivery.actions import queue_letter
from services.notifications.delivery.models import Letter, Mailing, Recipient
from services.notifications.privacy.models import Removal
from services.notifications.upkeep.actions import mark_bounced_addresses
from services.notifications.upkeep.rules import UNKNOWN_MAILBOX
from services.notifications.upkeep.tasks import mark_bounced, retain
from shared.imports.models import Import
from tests.notifications.conftest import World

Headers = dict[str, str]
NOW = dt.datetime.now(dt.UTC)


def sent_campaign(world: World, organiser: Headers) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    world.send(world.campaign(organiser), organiser)


def settle(state: str, words: str, at: dt.datetime) -> None:
    with database.transaction() as session:
        session.execute(update(Recipient).values(state=state, last_reply=words, settled_at=at))
        session.execute(update(Mailing).values(finished_at=at, state="finished"))


def removed() -> list[tuple[str, int]]:
    with database.reading() as session:
        rows = session.execute(
            select(Removal.what, Removal.count.label("count_")).order_by(Removal.what)
        )
        return [(row.what, row.count_) for row in rows]


def test_texts_go_after_their_days_and_no_sooner_each_with_its_line(
    world: World, organiser: Headers
) -> None:
    sent_campaign(world, organiser)
    with database.transaction() as session:
        queue_letter(session, to="a@b.example", subject="s", text="t", kind="k", key="old")
        queue_letter(session, to="a@b.example", subject="s", text="t", kind="k", key="waiting")
    settle("sent", "250 ok", NOW - dt.timedelta(days=89))
    retain()
    assert removed() == []
    settle("sent", "250 ok", NOW - dt.timedelta(days=91))
    old = NOW - dt.timedelta(days=91)
    with database.transaction() as session:
        values = {"state": "sent", "settled_at": old}
        session.execute(update(Letter).where(Letter.key == "old").values(**values))
        session.execute(text("UPDATE rehearsals SET made_at = :old"), {"old": old})
        session.add(_import(old))
    retain()
    retain()
    assert removed() == [
        ("letters", 1), ("lines of rehearsals", 1), ("reports of imports", 1),
        ("texts of campaigns", 1), ("texts to recipients", 1),
    ]  # fmt: skip
    with database.reading() as session:
        assert session.scalars(select(Letter.key)).all() == ["waiting"]
        assert session.scalars(select(Mailing.body)).all() == [""]
        assert session.execute(select(Recipient.state, Recipient.values)).one() == ("sent", {})


def _import(finished_at: dt.datetime) -> Import:
    return Import(
        id=uuid.uuid4(), kind="contacts", filename="f", dry_run=False, publish=False,
        actor_id=uuid.uuid4(), state="done", rows=1, report="row,outcome", created_at=finished_at,
        finished_at=finished_at,
    )  # fmt: skip


def test_contacts_nobody_has_heard_of_go_and_a_sign_of_life_keeps_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTACTS_KEPT_MONTHS", "12")
    rows = [(f"p{n}@b.example", "", "Surrey CC", "invitations") for n in range(3)]
    world.contacts(*rows)
    with database.transaction() as session:
        session.execute(update(Contact).values(active_at=NOW - dt.timedelta(days=366)))
    world.contacts(rows[0])  # a list that still has them is a sign of life
    retain()
    assert removed() == [("contacts", 2)]
    with database.reading() as session:
        assert list(find_contacts(session, [row[0] for row in rows])) == ["p0@b.example"]
    assert [outcome.state for outcome in world.contacts(rows[1])] == ["created"]


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("550 5.1.1 <jo@surrey.example>: Recipient address rejected: User unknown", True),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", True),
        ("550 No such user here", True),
        ("553 sorry, mailbox does not exist", True),
        ("550 5.7.1 message refused by policy", False),
        ("550 mailbox unavailable", False),
        ("552 5.2.2 mailbox full", False),
        ("451 4.1.1 try later, user unknown for now", False),
        ("554 5.1.12 something else", False),
    ],
)
def test_only_an_answer_that_nobody_has_the_address_marks_it(
    world: World, organiser: Headers, words: str, unknown: bool
) -> None:
    sent_campaign(world, organiser)
    settle("failed", words, dt.datetime.now(dt.UTC))
    assert mark_bounced_addresses() == int(unknown)
    assert mark_bounced_addresses() == 0
    plain = UNKNOWN_MAILBOX.replace(r"\y", r"\b")
    assert bool(re.search(plain, words, re.IGNORECASE)) == unknown


def test_an_address_said_to_work_after_all_is_not_marked_again_by_the_old_answer(
    world: World, organiser: Headers
) -> None:
    sent_campaign(world, organiser)
    settle("failed", "550 5.1.1 unknown", dt.datetime.now(dt.UTC))
    mark_bounced()
    with database.transaction() as session:
        contact = session.scalars(select(Contact)).one()
        assert contact.bounced_at is not None
        assert contact.bounce_words.startswith("550")
        contact.bounced_at, contact.address_since = None, dt.datetime.now(dt.UTC)
    assert mark_bounced_addresses() == 0
