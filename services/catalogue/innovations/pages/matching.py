"""Organisations as written that are in no register: who they are is a reviewer's decision."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, request

from services.catalogue.database import database
from services.catalogue.innovations.actions import choose_organisation
from services.catalogue.innovations.pages.blueprint import blueprint, now, reader
from services.catalogue.innovations.pages.forms import current_names, listed
from services.catalogue.innovations.queries import list_by_unmatched_name, list_unmatched
from services.catalogue.innovations.rules import NobodyUnmatched
from services.catalogue.organisations.actions import add_organisation
from services.catalogue.organisations.queries import Bodies, get_bodies
from services.catalogue.organisations.rules import OrganisationExists
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.register import COUNCIL_KINDS, KIND_LABELS, Kind
from shared.web import page_redirect, render

_PAGE_LENGTH = 50
_SHOWN = 10


@blueprint.get("/unmatched")
@access(Role.REVIEWER)
def unmatched() -> str:
    """The names, how often each is used, and who could be meant."""
    with database.reading() as session:
        page = list_unmatched(session, limit=_PAGE_LENGTH, after=request.args.get("cursor"))
        bodies = get_bodies(session)
    return render("innovations/unmatched.html", page=page, match_of=bodies.match)


@blueprint.get("/unmatched/organisation")
@access(Role.REVIEWER)
def match_form() -> str:
    """One name with its innovations."""
    return _form(request.args.get("name", ""), {}, {})


@blueprint.post("/unmatched/organisation")
@access(Role.REVIEWER)
def match() -> Any:
    """Say who a name means: one of the register, or a body that is added."""
    name = request.form.get("name", "")
    chosen, faults = _chosen(name)
    if chosen is None:
        return _form(name, request.form, faults), 422
    count = choose_organisation(name, chosen, reader=reader(), now=now())
    told = "1 innovation has" if count == 1 else f"{count} innovations have"
    flash(f"“{name}” is matched. {told} an organisation now.")
    return page_redirect("/catalogue/unmatched")


def _chosen(name: str) -> tuple[uuid.UUID | None, dict[str, str]]:
    """The organisation that was chosen, or what is wrong with the choice by field."""
    choice = request.form.get("choice", "")
    if choice == "new":
        return _added(name)
    if choice == "other":
        official = request.form.get("official", "").strip()
        with database.reading() as session:
            council = get_bodies(session).match(official).council if official else None
        fault = {"official": "Choose an official name from the list"}
        return (council.id, {}) if council else (None, fault)
    try:
        return uuid.UUID(choice), {}
    except ValueError:
        return None, {"choice": "Choose who this is"}


def _added(name: str) -> tuple[uuid.UUID | None, dict[str, str]]:
    kind = request.form.get("kind", "")
    if kind not in _other_kinds():
        return None, {"kind": "Choose what kind of organisation it is"}
    try:
        return add_organisation(name, Kind(kind), None, now()).id, {}
    except OrganisationExists as exists:
        return None, {"kind": exists.message}


def _other_kinds() -> list[Kind]:
    return [kind for kind in Kind if kind not in COUNCIL_KINDS]


def _form(name: str, values: Any, faults: dict[str, str]) -> str:
    with database.reading() as session:
        innovations = list_by_unmatched_name(session, name)
        bodies = get_bodies(session)
    if not innovations:
        raise NobodyUnmatched
    return render(
        "innovations/match.html",
        name=name,
        innovations=innovations[:_SHOWN],
        count=len(innovations),
        candidates=_candidates(name, bodies),
        guess=bodies.match(name).kind,
        kinds=[{"value": kind.value, "text": KIND_LABELS[kind]} for kind in _other_kinds()],
        names=current_names(bodies),
        values=values,
        faults=faults,
        errors=listed(faults),
    )


def _candidates(name: str, bodies: Bodies) -> list[Any]:
    found = bodies.match(name)
    return [council for council in (found.council, *found.candidates) if council]
