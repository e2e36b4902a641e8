"""Removes what was kept long enough, a batch at a time, and notes addresses that nobody has."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import String, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from services.notifications.campaigns.models import Rehearsal, RehearsalEntry
from services.notifications.contacts.models import Contact
from services.notifications.database import database
from services.notifications.delivery.models import Letter, Mailing, Recipient
from services.notifications.delivery.rules import FINAL_STATES, State
from services.notifications.privacy.actions import forget, note_removal
from services.notifications.privacy.rules import MailUnderWay, Why
from services.notifications.upkeep.rules import UNKNOWN_MAILBOX, Kept
from shared.imports.models import Import
from shared.logs import get_logger
from shared.refusals import NotFound

log = get_logger(__name__)
_BATCH, _MOST_BATCHES = 5_000, 200
_CONTACTS_A_RUN = 500
_LATELY = dt.timedelta(days=2)
_OLD = "kept long enough"


def apply_retention(kept: Kept, now: dt.datetime) -> None:
    """Remove texts and people that were kept long enough; twice removes nothing more."""
    steps: list[tuple[str, Callable[[Session, dt.datetime], int]]] = [
        ("letters", _letters),
        ("texts of campaigns", _campaigns),
        ("texts to recipients", _recipients),
        ("lines of rehearsals", _rehearsals),
        ("reports of imports", _imports),
    ]
    for what, remove in steps:
        _in_batches(what, remove, kept.bodies, now)
    _inactive_contacts(kept.contacts, now)


def mark_bounced_addresses() -> int:
    """Mark contacts to whose present address a relay said for good that nobody has it."""
    failed = (
        select(
            Recipient.contact_id,
            func.max(Recipient.settled_at).label("at"),
            func.max(Recipient.last_reply).label("words"),
        )
        .join(Mailing, Mailing.id == Recipient.campaign_id)
        .where(
            or_(Mailing.finished_at.is_(None), Mailing.finished_at > func.now() - _LATELY),
            Recipient.state == State.FAILED,
            Recipient.settled_at > func.now() - _LATELY,
            Recipient.last_reply.op("~*")(UNKNOWN_MAILBOX),
        )
        .group_by(Recipient.contact_id)
        .subquery("failed")
    )
    with database.transaction() as session:
        marked = session.execute(
            update(Contact)
            .where(
                Contact.id == failed.c.contact_id,
                Contact.bounced_at.is_(None),
                Contact.address_since < failed.c.at,
            )
            .values(bounced_at=failed.c.at, bounce_words=failed.c.words)
            .returning(Contact.id)
        ).all()
    return len(marked)


def _in_batches(
    what: str, remove: Callable[[Session, dt.datetime], int], before: dt.datetime, now: dt.datetime
) -> None:
    """Remove batch by batch, each with its line in the log, until nothing is left or the turn is over."""
    total = 0
    for _ in range(_MOST_BATCHES):
        with database.transaction() as session:
            count = remove(session, before)
            if count:
                note_removal(session, what, count, _OLD, now=now, older_than=before.date())
        total += count
        if count < _BATCH:
            break
    if total:
        log.info("retention_applied", what=what, count=total)


def _letters(session: Session, before: dt.datetime) -> int:
    old = select(Letter.id).where(Letter.state.in_(FINAL_STATES), Letter.settled_at < before)
    gone = delete(Letter).where(Letter.id.in_(old.order_by(Letter.settled_at).limit(_BATCH)))
    return len(session.execute(gone.returning(Letter.id)).all())


def _campaigns(session: Session, before: dt.datetime) -> int:
    old = select(Mailing.id).where(Mailing.finished_at < before, Mailing.body != "")
    blanked = update(Mailing).where(Mailing.id.in_(old.order_by(Mailing.id).limit(_BATCH)))
    return len(session.execute(blanked.values(body="").returning(Mailing.id)).all())


def _recipients(session: Session, before: dt.datetime) -> int:
    filled = or_(Recipient.values != cast({}, JSONB), Recipient.last_reply != "")
    old = (
        select(Recipient.id)
        .join(Mailing, Mailing.id == Recipient.campaign_id)
        .where(Mailing.finished_at < before, filled, Recipient.state.in_(FINAL_STATES))
        .order_by(Recipient.id)
        .limit(_BATCH)
    )
    blanked = update(Recipient).where(Recipient.id.in_(old)).values(values={}, last_reply="")
    return len(session.execute(blanked.returning(Recipient.id)).all())


def _rehearsals(session: Session, before: dt.datetime) -> int:
    old = (
        select(RehearsalEntry.position)
        .join(Rehearsal, Rehearsal.id == RehearsalEntry.rehearsal_id)
        .where(Rehearsal.made_at < before)
        .order_by(RehearsalEntry.position)
        .limit(_BATCH)
    )
    gone = delete(RehearsalEntry).where(RehearsalEntry.position.in_(old))
    return len(session.execute(gone.returning(RehearsalEntry.position)).all())


def _imports(session: Session, before: dt.datetime) -> int:
    told = or_(Import.report.is_not(None), cast(Import.errors, String) != "[]")
    old = select(Import.id).where(Import.finished_at < before, told)
    blanked = update(Import).where(Import.id.in_(old.order_by(Import.id).limit(_BATCH)))
    emptied = blanked.values(report=None, errors=[], notes=[], filename="")
    return len(session.execute(emptied.returning(Import.id)).all())


def _inactive_contacts(since: dt.datetime, now: dt.datetime) -> None:
    """Forget people nobody has heard of since then, some hundreds a turn, each in a transaction."""
    with database.reading() as session:
        query = select(Contact.id).where(Contact.active_at < since)
        ids = session.scalars(
            query.order_by(Contact.active_at, Contact.id).limit(_CONTACTS_A_RUN)
        ).all()
    gone = sum(_forget_inactive(contact_id, now) for contact_id in ids)
    if gone:
        with database.transaction() as session:
            note_removal(session, "contacts", gone, Why.INACTIVE, now=now, older_than=since.date())
        log.info("retention_applied", what="contacts", count=gone)


def _forget_inactive(contact_id: uuid.UUID, now: dt.datetime) -> bool:
    try:
        with database.transaction() as session:
            forget(session, contact_id, suppress=False, now=now)
    except (MailUnderWay, NotFound):
        return False  # the next turn looks again
    return True
