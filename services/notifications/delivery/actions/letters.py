"""Letters: single mails that the system owes somebody."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.delivery.models import Letter
from services.notifications.delivery.rules import State
from shared.bus import enqueue
from shared.contracts.people import SERVICE
from shared.db import new_id


def queue_letter(
    session: Session,
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    key: str,
    calendar: str = "",
    contact_id: uuid.UUID | None = None,
    purpose: str = SERVICE,
    due_at: dt.datetime | None = None,
) -> uuid.UUID:
    """Owe somebody a letter, in the transaction that is open, and return its id.

    `key` makes it one letter however often it is asked for. `calendar` is an iCalendar text to attach.
    The text is blanked once it has left. A letter for another `purpose` than "service" leaves only
    if its contact still wants it then; `due_at` is when it may leave, None for now.
    """
    letter_id: uuid.UUID | None = session.scalar(
        insert(Letter)
        .values(
            id=new_id(),
            key=key,
            kind=kind,
            to=to,
            subject=subject,
            text=text,
            calendar=calendar,
            contact_id=contact_id,
            purpose=purpose,
            due_at=due_at or func.now(),
        )
        .on_conflict_do_nothing(index_elements=[Letter.key])
        .returning(Letter.id)
    )
    if letter_id is None:
        return session.scalars(select(Letter.id).where(Letter.key == key)).one()
    enqueue(session, "notifications.send-letters")
    return letter_id


def put_letters_off(session: Session, contact_id: uuid.UUID, until: dt.datetime) -> None:
    """Let the letters that a contact did not ask for, and that wait, wait until then at least."""
    session.execute(
        update(Letter)
        .where(
            Letter.contact_id == contact_id,
            Letter.purpose != SERVICE,
            Letter.state == State.QUEUED,
            Letter.due_at < until,
        )
        .values(due_at=until)
    )
