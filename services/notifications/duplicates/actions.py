"""Makes two contacts one, losing nothing: refusals, consents, ids, addresses and mails go along."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, exists, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from services.notifications.contacts.actions import keep_refusals, remember_address
from services.notifications.contacts.models import (
    Consent,
    ConsentChange,
    Contact,
    KnownPerson,
    PastAddress,
    Preference,
    Suppression,
)
from services.notifications.contacts.queries import get_contact
from services.notifications.contacts.rules import EVERYTHING
from services.notifications.database import database
from services.notifications.delivery.models import Letter, Recipient
from shared.refusals import Invalid


def merge_contacts(keep_id: uuid.UUID, gone_id: uuid.UUID, now: dt.datetime) -> Contact:
    """Make the contact `gone_id` part of `keep_id`, whose address is mailed. Raises NotFound, Invalid.

    The strictest wish wins: what either refused is refused at both addresses, and the lower weekly
    cap and the longer rest count.
    """
    if keep_id == gone_id:
        raise Invalid("Choose two different contacts.", pointer="/contact_id")
    with database.transaction() as session:
        first, second = (get_contact(session, i, lock=True) for i in sorted((keep_id, gone_id)))
        keep, gone = (first, second) if first.id == keep_id else (second, first)
        keep_refusals(session, gone.mark, keep.mark)
        keep_refusals(session, keep.mark, gone.mark)
        _take_consents(session, keep, gone)
        _take_preferences(session, keep, gone, now)
        _take_ids(session, keep, gone)
        remember_address(session, gone, keep.id, now)
        _take_mails(session, keep, gone)
        _take_facts(keep, gone, now)
        session.flush()
        session.execute(delete(Contact).where(Contact.id == gone.id))
        return keep


def _take_consents(session: Session, keep: Contact, gone: Contact) -> None:
    """Keep what either agreed to, as it was said first known, less what either refused."""
    columns = ["contact_id", "purpose", "source", "given_at"]
    theirs = select(literal(keep.id), Consent.purpose, Consent.source, Consent.given_at).where(
        Consent.contact_id == gone.id
    )
    session.execute(insert(Consent).from_select(columns, theirs).on_conflict_do_nothing())
    session.execute(delete(Consent).where(Consent.contact_id == gone.id))
    refused = exists().where(
        Suppression.mark == keep.mark, Suppression.purpose.in_([Consent.purpose, EVERYTHING])
    )
    session.execute(delete(Consent).where(Consent.contact_id == keep.id, refused))
    for table in (ConsentChange, PastAddress):
        moved = update(table).where(table.contact_id == gone.id)
        session.execute(moved.values(contact_id=keep.id))


def _take_preferences(session: Session, keep: Contact, gone: Contact, now: dt.datetime) -> None:
    theirs = session.get(Preference, gone.id)
    if theirs is None:
        return
    ours = session.get(Preference, keep.id)
    if ours is None:
        ours = Preference(
            contact_id=keep.id, topics=theirs.topics, weekly_cap=None, paused_until=None, version=0
        )
        session.add(ours)
    caps = [cap for cap in (ours.weekly_cap, theirs.weekly_cap) if cap is not None]
    rests = [day for day in (ours.paused_until, theirs.paused_until) if day is not None]
    ours.weekly_cap, ours.paused_until = min(caps, default=None), max(rests, default=None)
    ours.version, ours.changed_at = ours.version + 1, now
    session.delete(theirs)
    session.flush()


def _take_ids(session: Session, keep: Contact, gone: Contact) -> None:
    """Let every id that stood for the one stand for the other, their own too."""
    known = update(KnownPerson).where(KnownPerson.contact_id == gone.id)
    session.execute(known.values(contact_id=keep.id))
    session.execute(
        insert(KnownPerson)
        .values(person_id=gone.id, contact_id=keep.id, version=0)
        .on_conflict_do_nothing()
    )


def _take_mails(session: Session, keep: Contact, gone: Contact) -> None:
    """Move the mails; of a campaign that has both, the other stays under its id, which leads here."""
    other = aliased(Recipient)
    both = exists().where(other.campaign_id == Recipient.campaign_id, other.contact_id == keep.id)
    mails = update(Recipient).where(Recipient.contact_id == gone.id, ~both)
    session.execute(
        mails.values(contact_id=keep.id), execution_options={"synchronize_session": False}
    )
    letters = update(Letter).where(Letter.contact_id == gone.id)
    session.execute(letters.values(contact_id=keep.id))


def _take_facts(keep: Contact, gone: Contact, now: dt.datetime) -> None:
    keep.name = keep.name or gone.name
    keep.organisation_id = keep.organisation_id or gone.organisation_id
    keep.roles = list(dict.fromkeys([*keep.roles, *gone.roles]))
    keep.version += 1
    keep.updated_at = keep.active_at = now
