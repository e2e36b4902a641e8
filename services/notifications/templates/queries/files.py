"""Reads the files that mails carry, as parts ready to be sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.templates.models import Attachment, StoredFile
from services.notifications.templates.rules import LOGO
from shared.refusals import NotFound


@dataclass(frozen=True)
class Part:
    """A file as a mail carries it; with a `cid` the text shows it, without it is to be opened."""

    name: str
    content_type: str
    content: bytes
    cid: str = ""


def list_attachments(session: Session, campaign_id: uuid.UUID, limit: int = 50) -> list[Attachment]:
    """Return the files of a campaign by name."""
    query = (
        select(Attachment)
        .where(Attachment.campaign_id == campaign_id)
        .order_by(Attachment.name, Attachment.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def get_attachment(
    session: Session, campaign_id: uuid.UUID, attachment_id: uuid.UUID
) -> Attachment:
    """Return a file of a campaign. Raises NotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.campaign_id != campaign_id:
        raise NotFound("This campaign has no such file.")
    return found


def list_parts(session: Session, campaign_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return the files of a campaign as it freezes them: by their content's hash."""
    return [
        {"name": a.name, "content_type": a.content_type, "size": a.size, "hash": a.file_hash}
        for a in list_attachments(session, campaign_id)
    ]


def read_parts(
    session: Session, brand: Mapping[str, Any], attachments: Sequence[Mapping[str, Any]]
) -> list[Part]:
    """Return the logo and the files of a campaign as it froze them, with their bytes."""
    wanted = [(a["name"], a["content_type"], a["hash"]) for a in attachments]
    hashes = {digest for _, _, digest in wanted} | {brand.get("logo_hash")} - {None}
    rows = session.execute(
        select(StoredFile.hash, StoredFile.content).where(StoredFile.hash.in_(hashes))
    )
    content = {row.hash: row.content for row in rows}
    parts = [
        Part(name, kind, content[digest], name if kind.startswith("image/") else "")
        for name, kind, digest in wanted
    ]
    if brand.get("logo_hash"):
        parts.insert(0, Part("logo", brand["logo_type"], content[brand["logo_hash"]], LOGO))
    return parts
