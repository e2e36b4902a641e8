"""Reads templates and their versions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Text, Uuid, column, select, table
from sqlalchemy.orm import Session

from services.notifications.templates.models import MailTemplate, TemplateVersion
from shared.db import Page, keyset_page
from shared.refusals import NotFound

# Campaigns use templates, so their table is named here instead of imported; a test checks it.
CAMPAIGNS = table(
    "campaigns",
    column("id", Uuid),
    column("name", Text),
    column("template_id", Uuid),
    column("template_version", Integer),
)


def list_users(session: Session, template_id: uuid.UUID, limit: int = 100) -> Sequence[Any]:
    """Return the campaigns whose text came from a template: id, name, template_version."""
    query = select(CAMPAIGNS).where(CAMPAIGNS.c.template_id == template_id)
    return session.execute(query.order_by(CAMPAIGNS.c.name, CAMPAIGNS.c.id).limit(limit)).all()


def get_template(session: Session, template_id: uuid.UUID, *, lock: bool = False) -> MailTemplate:
    """Return a template. Raises NotFound."""
    template = session.get(MailTemplate, template_id, with_for_update=lock)
    if template is None:
        raise NotFound("There is no such template. Check the address.")
    return template


def find_template(session: Session, template_id: uuid.UUID) -> MailTemplate | None:
    """Return a template, None where there is none."""
    return session.get(MailTemplate, template_id)


def list_templates(session: Session, *, limit: int, cursor: str | None) -> Page[MailTemplate]:
    """Return a page of templates, newest first."""
    key = [MailTemplate.created_at, MailTemplate.id]
    return keyset_page(
        session, select(MailTemplate), key, limit=limit, cursor=cursor, descending=True
    )


def list_versions(
    session: Session, template_id: uuid.UUID, limit: int = 100
) -> list[TemplateVersion]:
    """Return the versions of a template, the latest first."""
    query = (
        select(TemplateVersion)
        .where(TemplateVersion.template_id == template_id)
        .order_by(TemplateVersion.version.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def get_version(session: Session, template_id: uuid.UUID, version: int) -> TemplateVersion:
    """Return a version of a template. Raises NotFound."""
    found = session.get(TemplateVersion, (template_id, version))
    if found is None:
        raise NotFound("This template has no such version.")
    return found
