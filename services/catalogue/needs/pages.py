"""The board of unmet needs, for reviewers, and its figures as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

from flask import Response, flash, make_response, request

from services.catalogue.database import database
from services.catalogue.insights.rules import safe_cell
from services.catalogue.needs.actions import settle_need
from services.catalogue.needs.queries import get_need, list_needs, list_ways
from services.catalogue.needs.rules import NeedStale, Span, State
from services.catalogue.postbox.queries import list_open_asks_about
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid
from shared.web import page_redirect, render
from shared.web.pages import LONDON, page_blueprint

blueprint = page_blueprint("catalogue", "needs", __name__)

_PAGE_LENGTH = 25
_ASKS_SHOWN = 5
_MOST_LINES = 20_000
_COLUMNS = ("words", "searches", "searches_before", "trend", "searches_in_all", "found")


def _span() -> Span:
    return Span.until(dt.datetime.now(LONDON).date())


def _state() -> State:
    asked = request.args.get("state", "")
    return State(asked) if asked in set(State) else State.OPEN


@blueprint.get("/needs")
@access(Role.REVIEWER, Role.BOARD)
def index() -> str:
    """What people searched for and did not find, the most searched for first."""
    state = _state()
    with database.reading() as session:
        page = list_needs(
            session,
            _span(),
            state=state,
            limit=_PAGE_LENGTH,
            cursor=request.args.get("cursor"),
        )
    return render("needs/index.html", page=page, state=state)


@blueprint.get("/needs.csv")
@access(Role.REVIEWER, Role.BOARD)
def download() -> Response:
    """The board as CSV."""
    state = _state()
    with database.reading() as session:
        needs = list_needs(session, _span(), state=state, limit=_MOST_LINES).items
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*_COLUMNS, "last_searched_on", "note"])
    for need in needs:
        figures = [getattr(need, name) for name in _COLUMNS[1:]]
        words, note = safe_cell(need.words), safe_cell(need.note)
        writer.writerow([words, *figures, need.last_searched_on.isoformat(), note])
    # The mark makes spreadsheet programs read it as UTF-8.
    response = make_response("\ufeff" + file.getvalue())
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="unmet-needs-{state}.csv"'
    return response


@blueprint.get("/needs/<uuid:need_id>")
@access(Role.REVIEWER)
def show(need_id: uuid.UUID) -> str:
    """A need: how it was searched for, asks about it, and what was done."""
    return _page(need_id)


@blueprint.post("/needs/<uuid:need_id>")
@access(Role.REVIEWER)
def settle(need_id: uuid.UUID) -> Any:
    """Mark a need as dealt with, or open it again."""
    state = request.form.get("state", "")
    if state not in set(State):
        raise Invalid("Choose whether it is dealt with.", pointer="/state")
    note = request.form.get("note", "")
    try:
        settle_need(
            need_id,
            State(state),
            note=note,
            version=request.form.get("version", default=0, type=int),
            reviewer_id=require_principal().subject,
            now=dt.datetime.now(dt.UTC),
        )
    except (Invalid, NeedStale) as fault:
        return _page(need_id, typed=note, fault=fault.message), fault.status
    flash("It is dealt with." if state == State.DEALT_WITH else "It is open again.")
    return page_redirect("/catalogue/needs")


def _page(need_id: uuid.UUID, *, typed: str | None = None, fault: str = "") -> str:
    with database.reading() as session:
        need = get_need(session, need_id)
        ways = list_ways(session, need_id)
        asks = list_open_asks_about(session, need.words, limit=_ASKS_SHOWN)
    return render(
        "needs/show.html",
        need=need,
        ways=ways,
        asks=asks,
        note=need.note if typed is None else typed,
        fault=fault,
    )
