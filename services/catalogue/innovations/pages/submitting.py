"""Submitting an innovation, and seeing what became of those one has submitted."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from services.catalogue.database import database
from services.catalogue.innovations.actions import submit_innovation
from services.catalogue.innovations.pages.blueprint import PAGE_LENGTH, blueprint, now, reader
from services.catalogue.innovations.pages.forms import current_names, listed, read_form
from services.catalogue.innovations.queries import Filters, list_innovations
from services.catalogue.organisations.queries import get_bodies
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import new_id
from shared.register import REGIONS
from shared.web import page_redirect, render
from shared.web.pages import sent_id


@blueprint.get("/submit")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def submit_form() -> str:
    """The empty form."""
    return _form({}, {}, str(new_id()))


@blueprint.post("/submit")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def submit() -> Any:
    """Keep what was typed as a draft; sending the same form twice makes one."""
    text, faults = read_form(request.form)
    submission_id = sent_id("submission_id")
    if faults:
        return _form(request.form, faults, str(submission_id)), 422
    submit_innovation(
        text,
        submission_id=submission_id,
        person_id=require_principal().subject,
        now=now(),
    )
    flash("We have your innovation. A reviewer will read it before it is published.")
    return page_redirect("/catalogue/submissions")


def _form(values: Any, faults: dict[str, str], submission_id: str) -> str:
    with database.reading() as session:
        names = current_names(get_bodies(session))
    return render(
        "innovations/submit.html",
        values=values,
        faults=faults,
        errors=listed(faults),
        names=names,
        regions=REGIONS,
        submission_id=submission_id,
    )


@blueprint.get("/submissions")
@access(Role.CONTRIBUTOR, Role.REVIEWER)
def submissions() -> str:
    """What one has submitted, and where it stands."""
    with database.reading() as session:
        page = list_innovations(
            session,
            reader(),
            Filters(submitted_by=require_principal().subject),
            limit=PAGE_LENGTH,
            cursor=request.args.get("cursor"),
        )
    return render("innovations/submissions.html", page=page)
