"""Letters as the other services write them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from services.notifications.letters.actions import take_letter
from shared.contracts import Message


def on_letter_written(session: Session, message: Message) -> None:
    """Owe the person the letter; its id makes it one however often we hear of it."""
    take_letter(session, message.data, dt.datetime.now(dt.UTC))
