"""Pages to write a template, try it with the worst values, and go back to an earlier version."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, flash, request
from marshmallow import ValidationError

from services.notifications.database import database
from services.notifications.templates import actions, queries
from services.notifications.templates.models import MailTemplate
from services.notifications.templates.rules import (
    CASES,
    PLACEHOLDERS,
    SAMPLE,
    STARTER_BODY,
    STARTER_SUBJECT,
    Filled,
    case_values,
    compile_template,
    hints_for,
)
from services.notifications.templates.schemas import TemplateIn
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "templates", "services.notifications.templates")
_TEMPLATES_A_PAGE = 50
_FIELDS = ("name", "subject", "body")
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pages.get("/templates")
@access(Role.ORGANISER)
def index() -> str:
    """The templates, newest first, and the brands."""
    with database.reading() as session:
        cursor = request.args.get("cursor")
        page = queries.list_templates(session, limit=_TEMPLATES_A_PAGE, cursor=cursor)
        brands = queries.list_brands(session)
    return render("templates/index.html", page=page, brands=brands)


@pages.get("/templates/new")
@access(Role.ORGANISER)
def ask() -> str:
    """The form of a new template, with the starter invitation in it."""
    return _form({"subject": STARTER_SUBJECT, "body": STARTER_BODY}, None)


@pages.post("/templates/new")
@access(Role.ORGANISER)
def create() -> Any:
    """Keep the template, show how it reads, or show what is wrong."""
    return _taken(None)


@pages.get("/templates/<uuid:template_id>")
@access(Role.ORGANISER)
def show(template_id: uuid.UUID) -> str:
    """The template, how it reads, where it is used, and its history."""
    case = _case()
    with database.reading() as session:
        template = queries.get_template(session, template_id)
        versions = queries.list_versions(session, template_id)
        users = queries.list_users(session, template_id)
    return render(
        "templates/show.html",
        kept=template,
        versions=versions,
        users=users,
        case=case,
        cases=CASES,
        filled=_filled(template.subject, template.body, case),
        hints=hints_for(template.subject, template.body),
    )


@pages.get("/templates/<uuid:template_id>/mail.html")
@access(Role.ORGANISER)
def mail(template_id: uuid.UUID) -> Response:
    """The HTML part by itself, as a mail program shows it; it can fetch and run nothing."""
    with database.reading() as session:
        template = queries.get_template(session, template_id)
    answer = Response(_filled(template.subject, template.body, _case()).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _MAIL_POLICY
    return answer


@pages.get("/templates/<uuid:template_id>/edit")
@access(Role.ORGANISER)
def ask_changes(template_id: uuid.UUID) -> str:
    """The form with the template in it."""
    template = _template(template_id)
    typed = {name: getattr(template, name) for name in _FIELDS}
    return _form(typed | {"version": str(template.version)}, template)


@pages.post("/templates/<uuid:template_id>/edit")
@access(Role.ORGANISER)
def edit(template_id: uuid.UUID) -> Any:
    """Keep another version, show how it reads, or show what is wrong."""
    return _taken(_template(template_id))


@pages.post("/templates/<uuid:template_id>/restoration")
@access(Role.ORGANISER)
def restore(template_id: uuid.UUID) -> Response:
    """Make an earlier version the newest again."""
    wanted = request.form.get("restored", "")
    actions.restore_template(
        template_id,
        int(wanted) if wanted.isdecimal() and len(wanted) < 9 else 0,
        check_version=_unless_overtaken,
        actor_id=require_principal().subject,
        now=dt.datetime.now(dt.UTC),
    )
    flash(f"Version {wanted} is the newest again.")
    return page_redirect(f"/notifications/templates/{template_id}")


def _taken(template: MailTemplate | None) -> Any:
    typed = dict(request.form.items())
    try:
        fields: dict[str, Any] = TemplateIn().load({n: typed.get(n, "").strip() for n in _FIELDS})
        if "preview" in typed:
            filled = _filled(fields["subject"], fields["body"], _case())
            return _form(typed, template, filled=filled)
        actor_id, now = require_principal().subject, dt.datetime.now(dt.UTC)
        if template is None:
            kept = actions.create_template(fields, actor_id=actor_id, now=now)
        else:
            kept = actions.edit_template(
                template.id,
                fields,
                check_version=_unless_overtaken,
                actor_id=actor_id,
                now=now,
            )
    except ValidationError:
        fault = "Enter a name for the template, in one line of up to 200 characters."
        return _form(typed, template, {"name": fault}), 422
    except Refusal as error:
        faults = {(error.pointer or "/").removeprefix("/"): error.message}
        return _form(typed, template, faults), 422
    flash(f"{kept.name} was saved as version {kept.version}.")
    return page_redirect(f"/notifications/templates/{kept.id}")


def _unless_overtaken(version: int) -> None:
    if request.form.get("version") != str(version):
        raise Stale(
            "Somebody else changed this template while you were editing. Nothing was saved. Open it"
            " again to see their changes, then make yours."
        )


def _form(
    typed: dict[str, str],
    template: MailTemplate | None,
    faults: dict[str, str] | None = None,
    *,
    filled: Filled | None = None,
) -> str:
    return render(
        "templates/form.html",
        typed=typed,
        kept=template,
        faults=faults or {},
        placeholders=PLACEHOLDERS,
        filled=filled,
        case=_case(),
        cases=CASES,
        hints=hints_for(typed.get("subject", ""), typed.get("body", "")) if filled else [],
    )


def _filled(subject: str, body: str, case: str) -> Filled:
    return compile_template(subject, body).fill(case_values(case, SAMPLE))


def _case() -> str:
    asked = request.values.get("case", "")
    return asked if asked in CASES else ""


def _template(template_id: uuid.UUID) -> MailTemplate:
    with database.reading() as session:
        return queries.get_template(session, template_id)
