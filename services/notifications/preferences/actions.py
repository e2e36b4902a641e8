"""Takes down what somebody wants to get, on their own word."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.notifications.contacts.actions import choose_purposes, lift_refusal, refuse_mail
from services.notifications.contacts.models import Contact
from services.notifications.contacts.rules import EVERYTHING, Purpose
from services.notifications.database import database
from services.notifications.delivery.actions import put_letters_off
from services.notifications.frequency.rules import end_of_pause
from services.notifications.preferences.queries import Choices, get_choices
from services.notifications.preferences.rules import OWN_LINK, Wishes, checked_wishes


def choose_mail(
    contact_id: uuid.UUID,
    fields: Mapping[str, Any],
    *,
    check_version: Callable[[int], None],
    now: dt.datetime,
) -> Choices:
    """Keep what a contact wants from now on. Raises NotFound, Stale, Invalid.

    What they choose lifts their earlier refusal of it; what they had and leave out is refused, and
    stays refused whoever imports them again. Letters that wait for their turn wait for the pause.
    """
    with database.transaction() as session:
        before = get_choices(session, contact_id, lock=True)
        check_version(before.preference.version)
        wishes = checked_wishes(
            purposes=fields["purposes"],
            topics=fields["topics"],
            known_topics=before.topics,
            weekly_cap=fields["weekly_cap"],
            paused_until=fields["paused_until"],
            today=now.date(),
        )
        _choose_purposes(session, before.contact, before.purposes, wishes, now)
        kept = before.preference
        kept.topics, kept.weekly_cap = list(wishes.topics), wishes.weekly_cap
        kept.paused_until = wishes.paused_until
        kept.version, kept.changed_at = kept.version + 1, now
        session.add(kept)
        before.contact.active_at = now
        if wishes.paused_until is not None:
            put_letters_off(session, contact_id, end_of_pause(wishes.paused_until))
        session.flush()
        return get_choices(session, contact_id)


def stop_all_mail(contact_id: uuid.UUID, now: dt.datetime) -> None:
    """Send a contact nothing any more that they did not ask for; twice is harmless. Raises NotFound."""
    with database.transaction() as session:
        for purpose in (*Purpose, EVERYTHING):
            refuse_mail(session, contact_id, purpose=purpose, reason=OWN_LINK, now=now)


def _choose_purposes(
    session: Session, contact: Contact, before: list[str], wishes: Wishes, now: dt.datetime
) -> None:
    if wishes.purposes:
        lift_refusal(session, contact.mark, EVERYTHING)
    for wanted in wishes.purposes:
        lift_refusal(session, contact.mark, wanted)
    for unwanted in sorted(set(before) - set(wishes.purposes)):
        refuse_mail(session, contact.id, purpose=unwanted, reason=OWN_LINK, now=now)
    choose_purposes(session, contact.id, wishes.purposes, source=OWN_LINK, now=now)
