"""Keeping templates with their versions, brands, and the files of campaigns."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.contacts.rules import normalised_address
from services.notifications.database import database
from services.notifications.templates.models import (
    Attachment,
    MailBrand,
    MailTemplate,
    StoredFile,
    TemplateVersion,
)
from services.notifications.templates.queries import (
    get_attachment,
    get_brand,
    get_template,
    get_version,
    list_attachments,
)
from services.notifications.templates.rules import (
    MOST_BYTES,
    MOST_FILES,
    PICTURES,
    FileRefused,
    checked_colour,
    checked_file,
    compile_template,
)
from shared.db import new_id

Check = Callable[[int], None]


def create_template(
    fields: dict[str, Any], *, actor_id: uuid.UUID, now: dt.datetime
) -> MailTemplate:
    """Keep a template. Raises TemplateFault."""
    compile_template(fields["subject"], fields["body"])
    template = MailTemplate(
        id=new_id(), version=1, created_by=actor_id, created_at=now, updated_at=now, **fields
    )
    with database.transaction() as session:
        session.add(template)
        session.flush()
        _keep_version(session, template, actor_id, now)
    return template


def edit_template(
    template_id: uuid.UUID,
    fields: dict[str, Any],
    *,
    check_version: Check,
    actor_id: uuid.UUID,
    now: dt.datetime,
    restored_from: int | None = None,
) -> MailTemplate:
    """Change a template, which makes another version. Raises NotFound, TemplateFault."""
    with database.transaction() as session:
        template = get_template(session, template_id, lock=True)
        check_version(template.version)
        for name, value in fields.items():
            setattr(template, name, value)
        compile_template(template.subject, template.body)
        template.version += 1
        template.updated_at = now
        session.flush()
        _keep_version(session, template, actor_id, now, restored_from)
    return template


def restore_template(
    template_id: uuid.UUID,
    version: int,
    *,
    check_version: Check,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> MailTemplate:
    """Make an earlier version the newest again, as a version of its own. Raises NotFound."""
    with database.reading() as session:
        earlier = get_version(session, template_id, version)
    return edit_template(
        template_id,
        {"name": earlier.name, "subject": earlier.subject, "body": earlier.body},
        check_version=check_version,
        actor_id=actor_id,
        now=now,
        restored_from=version,
    )


def create_brand(
    fields: dict[str, Any], logo: tuple[str, bytes] | None, *, now: dt.datetime
) -> MailBrand:
    """Keep a brand; `logo` is a picture's name and bytes. Raises TemplateFault, FileRefused."""
    brand = MailBrand(
        id=new_id(), version=1, logo_hash=None, logo_type="", created_at=now, updated_at=now
    )
    with database.transaction() as session:
        _dress(session, brand, fields, logo)
        session.add(brand)
    return brand


def edit_brand(
    brand_id: uuid.UUID,
    fields: dict[str, Any],
    logo: tuple[str, bytes] | None,
    *,
    check_version: Check,
    now: dt.datetime,
) -> MailBrand:
    """Change a brand; without a `logo` it keeps the one it has. Raises NotFound, TemplateFault."""
    with database.transaction() as session:
        brand = get_brand(session, brand_id, lock=True)
        check_version(brand.version)
        _dress(session, brand, fields, logo)
        brand.version += 1
        brand.updated_at = now
    return brand


def attach_file(session: Session, campaign_id: uuid.UUID, name: str, content: bytes) -> Attachment:
    """Let every mail of a campaign carry a file; one of the same name is replaced. Raises FileRefused."""
    name, content_type = checked_file(name, content)
    others = [a for a in list_attachments(session, campaign_id) if a.name != name]
    if len(others) >= MOST_FILES:
        raise FileRefused(f"A campaign can carry {MOST_FILES} files. Take one off first.")
    if sum(a.size for a in others) + len(content) > MOST_BYTES:
        raise FileRefused(f"The files must be {MOST_BYTES // 2**20} MB or smaller together.")
    session.execute(
        delete(Attachment).where(Attachment.campaign_id == campaign_id, Attachment.name == name)
    )
    attachment = Attachment(
        id=new_id(),
        campaign_id=campaign_id,
        name=name,
        content_type=content_type,
        size=len(content),
        file_hash=_store(session, content),
        added_at=dt.datetime.now(dt.UTC),
    )
    session.add(attachment)
    session.flush()
    return attachment


def detach_file(session: Session, campaign_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    """Take a file off a campaign's mails. Raises NotFound."""
    session.delete(get_attachment(session, campaign_id, attachment_id))


def _dress(
    session: Session, brand: MailBrand, fields: dict[str, Any], logo: tuple[str, bytes] | None
) -> None:
    if "name" in fields:
        brand.name = fields["name"]
    if "colour" in fields:
        brand.colour = checked_colour(fields["colour"])
    if "reply_to" in fields:
        brand.reply_to = normalised_address(fields["reply_to"]) if fields["reply_to"] else ""
    if logo is not None:
        _, brand.logo_type = checked_file(*logo, PICTURES)
        brand.logo_hash = _store(session, logo[1])


def _store(session: Session, content: bytes) -> str:
    """Keep a file's bytes once, and return their hash."""
    digest = hashlib.sha256(content).hexdigest()
    session.execute(
        insert(StoredFile)
        .values(hash=digest, size=len(content), content=content)
        .on_conflict_do_nothing()
    )
    return digest


def _keep_version(
    session: Session,
    template: MailTemplate,
    actor_id: uuid.UUID,
    now: dt.datetime,
    restored_from: int | None = None,
) -> None:
    session.add(
        TemplateVersion(
            template_id=template.id,
            version=template.version,
            name=template.name,
            subject=template.subject,
            body=template.body,
            restored_from=restored_from,
            made_by=actor_id,
            made_at=now,
        )
    )
