"""Idempotency-Key on creating and sending POSTs, kept a day in the database (IETF draft, httpapi)."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.auth.access import current_principal
from shared.db import Database, SharedModel
from shared.db.database import commit_note
from shared.refusals import Conflict, Invalid

View = TypeVar("View", bound=Callable[..., Any])
KEPT_HOURS = 24
_ABANDONED_MINUTES = 5
_MAX_LENGTH = 200
_FIRST_SERVER_ERROR = 500
_ANSWER_UNKNOWN = 0


class IdempotencyKey(SharedModel):
    """A key somebody sent, with the answer it got.

    `status` is NULL until something is committed under the key, then 0 until the answer is kept.
    """

    __tablename__ = "idempotency_keys"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    begun_at: Mapped[dt.datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    body: Mapped[str | None]
    location: Mapped[str | None]


def idempotent(view: View) -> View:
    """Answer a repeated POST with the first one's answer. Without the header nothing changes.

    It stands right below the access declaration, so that what it keeps is the finished response.
    """

    @functools.wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if not key:
            return view(*args, **kwargs)
        if len(key) > _MAX_LENGTH:
            raise Invalid(f"An Idempotency-Key has at most {_MAX_LENGTH} characters.")
        database = cast("Database", current_app.config["DATABASE"])
        principal = current_principal()
        caller = str(principal.subject) if principal else "visitor"
        earlier = _begin(database, caller, key, _fingerprint())
        if earlier is not None:
            return earlier
        token = commit_note.set(functools.partial(_note_effect, caller=caller, key=key))
        try:
            response = make_response(current_app.ensure_sync(view)(*args, **kwargs))
        except BaseException:
            commit_note.reset(token)
            _forget(database, caller, key)
            raise
        commit_note.reset(token)
        _finish(database, caller, key, response)
        return response

    return cast("View", once)


def _fingerprint() -> str:
    """A hash of the method, address and body; for uploads, of the files' contents."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}".encode())
    if request.files:
        for name, file in sorted(request.files.items()):
            digest.update(name.encode() + file.stream.read())
            file.stream.seek(0)
        digest.update(repr(sorted(request.form.items())).encode())
    else:
        digest.update(request.get_data())
    return digest.hexdigest()


def _begin(database: Database, caller: str, key: str, fingerprint: str) -> Response | None:
    now = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        session.execute(
            delete(IdempotencyKey).where(
                (IdempotencyKey.begun_at < now - dt.timedelta(hours=KEPT_HOURS))
                | (
                    IdempotencyKey.status.is_(None)
                    & (IdempotencyKey.begun_at < now - dt.timedelta(minutes=_ABANDONED_MINUTES))
                )
            )
        )
        won = session.execute(
            insert(IdempotencyKey)
            .values(caller=caller, key=key, fingerprint=fingerprint, begun_at=now)
            .on_conflict_do_nothing()
            .returning(IdempotencyKey.key)
        ).scalar()
        if won is not None:
            return None
        earlier = session.get(IdempotencyKey, (caller, key))
    if earlier is None:
        raise Conflict("The first request with this Idempotency-Key has just failed. Try again.")
    if earlier.fingerprint != fingerprint:
        raise Invalid("This Idempotency-Key was used for another request. Make a new one.")
    if not earlier.status:
        raise Conflict(
            "The first request with this Idempotency-Key is still being answered, or it took effect"
            " and its answer was lost. Look whether it is there before you send it with a new key."
        )
    response = make_response(earlier.body or "", earlier.status)
    response.mimetype = "application/json"
    if earlier.location:
        response.headers["Location"] = earlier.location
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _finish(database: Database, caller: str, key: str, response: Response) -> None:
    if response.status_code >= _FIRST_SERVER_ERROR:
        _forget(database, caller, key)
        return
    with database.transaction() as session:
        entry = session.get(IdempotencyKey, (caller, key))
        if entry is not None:
            entry.status = response.status_code
            entry.body = response.get_data(as_text=True)
            entry.location = response.headers.get("Location")


def _note_effect(session: Session, *, caller: str, key: str) -> None:
    """Commit with the effect that it happened, so that a crash before the answer repeats nothing."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.caller == caller, IdempotencyKey.key == key)
        .values(status=_ANSWER_UNKNOWN)
    )


def _forget(database: Database, caller: str, key: str) -> None:
    with database.transaction() as session:
        session.execute(
            delete(IdempotencyKey).where(
                IdempotencyKey.caller == caller,
                IdempotencyKey.key == key,
                IdempotencyKey.status.is_(None),
            )
        )
