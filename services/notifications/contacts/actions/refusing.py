"""Takes a person's word that they want no more mail; it outlives the contact."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Consent, Suppression
from services.notifications.contacts.queries import get_contact


def refuse_mail(
    session: Session, contact_id: uuid.UUID, *, purpose: str, reason: str, now: dt.datetime
) -> None:
    """Send a contact no more mail for a purpose; doing it twice is harmless. Raises NotFound."""
    contact = get_contact(session, contact_id)
    session.execute(
        delete(Consent).where(Consent.contact_id == contact.id, Consent.purpose == purpose)
    )
    session.execute(
        insert(Suppression)
        .values(mark=contact.mark, purpose=purpose, reason=reason, made_at=now)
        .on_conflict_do_nothing()
    )
