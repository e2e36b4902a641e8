"""What is done with asks and offers: posting, changing, and saying that one is answered or over."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.catalogue.database import database
from services.catalogue.organisations.queries import get_bodies
from services.catalogue.postbox.models import Posting
from services.catalogue.postbox.queries import find_by_submission, get_posting
from services.catalogue.postbox.rules import (
    Kind,
    NotYourPosting,
    PostingStale,
    PostingText,
    State,
    Writer,
    may_change,
)
from shared.db import new_id


def post(
    kind: Kind,
    text: PostingText,
    *,
    submission_id: uuid.UUID,
    writer: Writer,
    now: dt.datetime,
) -> Posting:
    """Post an ask or an offer; the same submission twice, also at once, is one posting.

    Raises NotYourPosting when somebody else's form had this submission's id.
    """
    try:
        with database.transaction() as session:
            posting = find_by_submission(session, submission_id)
            if posting is None:
                posting = _new(session, kind, text, submission_id, writer, now)
    except IntegrityError:
        with database.reading() as session:
            posting = find_by_submission(session, submission_id)
        if posting is None:
            raise
    if posting.author_id != writer.person_id:
        raise NotYourPosting
    return posting


def _new(
    session: Session,
    kind: Kind,
    text: PostingText,
    submission_id: uuid.UUID,
    writer: Writer,
    now: dt.datetime,
) -> Posting:
    posting = Posting(
        id=new_id(),
        submission_id=submission_id,
        kind=kind,
        state=State.OPEN,
        author_id=writer.person_id,
        version=1,
        created_at=now,
        updated_at=now,
        **_columns(session, text),
    )
    session.add(posting)
    session.flush()
    return posting


def edit_posting(
    posting_id: uuid.UUID, text: PostingText, *, version: int, writer: Writer, now: dt.datetime
) -> Posting:
    """Change what a posting says. Raises NoSuchPosting, NotYourPosting, PostingStale."""
    with database.transaction() as session:
        posting = _changeable(session, posting_id, version, writer)
        _write(posting, _columns(session, text), now)
    return posting


def move_posting(
    posting_id: uuid.UUID, state: State, *, version: int | None, writer: Writer, now: dt.datetime
) -> Posting:
    """Say that a posting is answered, closed or open again; `version` None takes the newest.

    Raises NoSuchPosting, NotYourPosting, PostingStale.
    """
    with database.transaction() as session:
        posting = _changeable(session, posting_id, version, writer)
        _write(posting, {"state": state}, now)
    return posting


def _changeable(
    session: Session, posting_id: uuid.UUID, version: int | None, writer: Writer
) -> Posting:
    posting = get_posting(session, posting_id, lock=True)
    if not may_change(writer, posting.author_id):
        raise NotYourPosting
    if version not in (None, posting.version):
        raise PostingStale
    return posting


def _columns(session: Session, text: PostingText) -> dict[str, Any]:
    council = get_bodies(session).match(text.organisation).council
    return {
        "title": text.title,
        "text": text.text,
        "themes": list(text.themes),
        "organisation_name": text.organisation,
        "organisation_id": council.id if council else None,
    }


def _write(posting: Posting, columns: dict[str, Any], now: dt.datetime) -> None:
    if all(getattr(posting, name) == value for name, value in columns.items()):
        return
    for name, value in columns.items():
        setattr(posting, name, value)
    posting.version += 1
    posting.updated_at = now
