"""Pages to give an organisation's mails a name, a colour, a logo and an address for answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import flash, request
from marshmallow import ValidationError

from services.notifications.database import database
from services.notifications.templates import actions, queries
from services.notifications.templates.models import MailBrand
from services.notifications.templates.rules import MOST_BYTES, Brand, contrast_note
from services.notifications.templates.schemas import BrandIn
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "brands", "services.notifications.templates")
_FIELDS = ("name", "colour", "reply_to")
_NAME = "Enter a name for the brand, in one line of up to 100 characters."


@pages.get("/brands/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The form of a new brand."""
    return _form({"colour": Brand().colour}, None)


@pages.post("/brands/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Keep the brand, or show what is wrong."""
    return _taken(None)


@pages.get("/brands/<uuid:brand_id>/edit")
@access(Role.ORGANISER)
def ask_changes(brand_id: uuid.UUID) -> str:
    """The form with the brand in it."""
    brand = _brand(brand_id)
    typed = {name: getattr(brand, name) for name in _FIELDS}
    return _form(typed | {"version": str(brand.version)}, brand)


@pages.post("/brands/<uuid:brand_id>/edit")
@access(Role.ORGANISER)
def edit(brand_id: uuid.UUID) -> Any:
    """Change the brand, or show what is wrong."""
    return _taken(_brand(brand_id))


def _taken(brand: MailBrand | None) -> Any:
    typed = dict(request.form.items())
    file = request.files.get("file")
    logo = (file.filename, file.read(MOST_BYTES + 1)) if file and file.filename else None
    now = dt.datetime.now(dt.UTC)
    try:
        fields: dict[str, Any] = BrandIn().load({n: typed.get(n, "").strip() for n in _FIELDS})
        if brand is None:
            kept = actions.create_brand(fields, logo, now=now)
        else:
            kept = actions.edit_brand(
                brand.id, fields, logo, check_version=_unless_overtaken, now=now
            )
    except ValidationError:
        return _form(typed, brand, {"name": _NAME}), 422
    except Refusal as error:
        pointer = (error.pointer or "/").removeprefix("/").replace("email", "reply_to")
        return _form(typed, brand, {pointer: error.message}), 422
    flash(f"The brand {kept.name} was saved. {contrast_note(kept.colour)}")
    return page_redirect("/notifications/templates")


def _unless_overtaken(version: int) -> None:
    if request.form.get("version") != str(version):
        raise Stale(
            "Somebody else changed this brand while you were editing. Nothing was saved. Open it"
            " again to see their changes, then make yours."
        )


def _form(
    typed: dict[str, str], brand: MailBrand | None, faults: dict[str, str] | None = None
) -> str:
    return render("brands/form.html", typed=typed, brand=brand, faults=faults or {})


def _brand(brand_id: uuid.UUID) -> MailBrand:
    with database.reading() as session:
        return queries.get_brand(session, brand_id)
