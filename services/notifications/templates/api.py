"""Endpoints on templates and brands."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import url_for

from services.notifications.database import database
from services.notifications.templates import actions, queries, schemas
from services.notifications.templates.models import MailBrand, MailTemplate
from services.notifications.templates.rules import (
    SAMPLE,
    case_values,
    compile_template,
    contrast_note,
    hints_for,
)
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.web import CursorQuery, check_if_match, idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "templates", description="Texts of mails, and how they look")


@api.route("/templates", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.TemplateIn)
@api.response(201, schemas.TemplateOut)
def create(fields: dict[str, Any]) -> tuple[MailTemplate, int, dict[str, str]]:
    """Keep a template."""
    made = actions.create_template(fields, actor_id=require_principal().subject, now=_now())
    location = url_for("templates_api.show", template_id=made.id)
    return made, 201, {"Location": location, "ETag": f'"{made.version}"'}


@api.route("/templates", methods=["GET"])
@access(Role.ORGANISER)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.TemplateList)
def list_all(query: dict[str, Any]) -> Page[MailTemplate]:
    """List templates, newest first."""
    with database.reading() as session:
        return queries.list_templates(session, **query)


@api.route("/templates/<uuid:template_id>", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.TemplateOut)
def show(template_id: uuid.UUID) -> tuple[MailTemplate, int, dict[str, str]]:
    """Show a template."""
    with database.reading() as session:
        found = queries.get_template(session, template_id)
    return found, 200, {"ETag": f'"{found.version}"'}


@api.route("/templates/<uuid:template_id>", methods=["PATCH"])
@access(Role.ORGANISER)
@api.arguments(schemas.TemplatePatch(partial=True))
@api.response(200, schemas.TemplateOut)
def edit(
    fields: dict[str, Any], template_id: uuid.UUID
) -> tuple[MailTemplate, int, dict[str, str]]:
    """Change a template, which makes another version of it."""
    edited = actions.edit_template(
        template_id,
        fields,
        check_version=check_if_match,
        actor_id=require_principal().subject,
        now=_now(),
    )
    return edited, 200, {"ETag": f'"{edited.version}"'}


@api.route("/templates/<uuid:template_id>/versions", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.TemplateVersions)
def versions(template_id: uuid.UUID) -> dict[str, Any]:
    """List the versions of a template, the latest first."""
    with database.reading() as session:
        queries.get_template(session, template_id)
        return {"items": queries.list_versions(session, template_id)}


@api.route("/templates/<uuid:template_id>/restoration", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(schemas.RestoreIn)
@api.response(200, schemas.TemplateOut)
def restore(
    fields: dict[str, Any], template_id: uuid.UUID
) -> tuple[MailTemplate, int, dict[str, str]]:
    """Make an earlier version the newest again."""
    restored = actions.restore_template(
        template_id,
        fields["version"],
        check_version=check_if_match,
        actor_id=require_principal().subject,
        now=_now(),
    )
    return restored, 200, {"ETag": f'"{restored.version}"'}


@api.route("/templates/previews", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(schemas.TextIn)
@api.response(200, schemas.PreviewOut)
def preview(fields: dict[str, Any]) -> dict[str, Any]:
    """Say how a text reads with invented values, or with the worst ones; nothing is kept."""
    subject, body = fields["subject"], fields["body"]
    filled = compile_template(subject, body).fill(case_values(fields["case"], SAMPLE))
    return {
        "subject": filled.subject,
        "plain": filled.plain,
        "html": filled.html,
        "hints": hints_for(subject, body),
    }


@api.route("/brands", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, schemas.BrandsOut)
def brands() -> dict[str, Any]:
    """List brands by name."""
    with database.reading() as session:
        return {"items": [_shown(brand) for brand in queries.list_brands(session)]}


@api.route("/brands", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(schemas.BrandIn)
@api.response(201, schemas.BrandOut)
def create_brand(fields: dict[str, Any]) -> dict[str, Any]:
    """Keep a brand."""
    return _shown(actions.create_brand(fields, None, now=_now()))


def _shown(brand: MailBrand) -> dict[str, Any]:
    names = ("id", "name", "colour", "reply_to", "version")
    return {name: getattr(brand, name) for name in names} | {
        "contrast": contrast_note(brand.colour),
        "has_logo": brand.logo_hash is not None,
    }


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
