"""Reads brands, as rows and as what a mail is compiled with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.templates.models import MailBrand
from services.notifications.templates.rules import LOGO, Brand
from shared.refusals import NotFound


def get_brand(session: Session, brand_id: uuid.UUID, *, lock: bool = False) -> MailBrand:
    """Return a brand. Raises NotFound."""
    brand = session.get(MailBrand, brand_id, with_for_update=lock)
    if brand is None:
        raise NotFound("There is no such brand. Check the address.")
    return brand


def find_brand(session: Session, brand_id: uuid.UUID) -> MailBrand | None:
    """Return a brand, None where there is none."""
    return session.get(MailBrand, brand_id)


def list_brands(session: Session, limit: int = 100) -> list[MailBrand]:
    """Return the brands by name."""
    query = select(MailBrand).order_by(MailBrand.name, MailBrand.id).limit(limit)
    return list(session.scalars(query))


def brand_of(session: Session, brand_id: uuid.UUID | None) -> dict[str, Any]:
    """Return a brand as a campaign freezes it, empty for the usual one."""
    brand = session.get(MailBrand, brand_id) if brand_id else None
    if brand is None:
        return {}
    names = ("name", "colour", "reply_to", "logo_hash", "logo_type")
    return {name: getattr(brand, name) for name in names}


def look_of(frozen: Mapping[str, Any]) -> Brand:
    """Return what a mail is compiled with, from a brand as a campaign froze it."""
    if not frozen:
        return Brand()
    return Brand(
        name=frozen["name"],
        colour=frozen["colour"],
        logo=LOGO if frozen["logo_hash"] else "",
        reply_to=frozen["reply_to"],
    )
