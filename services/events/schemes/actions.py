"""Use cases of schemes: create one, change one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.events.database import database
from services.events.editions.rules import slug_of
from services.events.schemes.models import Scheme
from services.events.schemes.queries import get_scheme
from services.events.schemes.rules import DuplicateScheme, criteria_of, labelled, plan_of
from shared.db import new_id
from shared.refusals import Invalid


def create_scheme(fields: dict[str, Any], now: dt.datetime) -> Scheme:
    """Add a scheme. Raises Invalid, DuplicateScheme."""
    with database.transaction() as session:
        slug = slug_of(fields["name"])
        if not slug:
            raise Invalid("A name needs at least one letter or digit", pointer="/name")
        scheme = Scheme(id=new_id(), slug=slug, version=1, created_at=now)
        _apply(scheme, fields)
        session.add(scheme)
        _flush(session)
    return scheme


def edit_scheme(
    scheme_id: uuid.UUID, fields: dict[str, Any], check_version: Callable[[int], None]
) -> Scheme:
    """Change what is given; a list replaces the whole list. The address stays.

    Raises NotFound, Invalid, DuplicateScheme, and what `check_version` raises.
    """
    with database.transaction() as session:
        scheme = get_scheme(session, scheme_id, lock=True)
        check_version(scheme.version)
        _apply(scheme, fields)
        scheme.version += 1
        _flush(session)
    return scheme


def _apply(scheme: Scheme, fields: dict[str, Any]) -> None:
    for name in ("name", "partner", "purpose"):
        if name in fields:
            setattr(scheme, name, fields[name])
    if "criteria" in fields:
        scheme.criteria = criteria_of(fields["criteria"])
    if "plan" in fields:
        scheme.plan = plan_of(fields["plan"])
    if "issues" in fields:
        scheme.issues = labelled(fields["issues"], "issues", "slug")
    if "questions" in fields:
        scheme.questions = labelled(fields["questions"], "questions", "key")


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise DuplicateScheme(
                "There is already a scheme with this name", pointer="/name"
            ) from error
        raise
