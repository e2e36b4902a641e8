"""Saving a search, confirming an address, and managing what one saved, signed in or by a link."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast
from urllib.parse import urlencode

from flask import current_app, flash, request
from marshmallow import ValidationError

from services.catalogue.alerts.actions import (
    ADDRESS,
    Links,
    ask_to_confirm,
    change_saved,
    confirm_search,
    save_search,
)
from services.catalogue.alerts.models import SavedSearch
from services.catalogue.alerts.queries import describe, get_saved, list_saved, query_of
from services.catalogue.alerts.rules import (
    CONFIRM,
    FILTERS,
    FREQUENCY_LABELS,
    MANAGE,
    Frequency,
    LinkOld,
    SavedQuery,
    State,
    read_query,
    read_token,
    sign_token,
)
from services.catalogue.alerts.schemas import AddressIn
from services.catalogue.database import database
from services.catalogue.settings import CatalogueSettings
from shared.auth.access import access, anyone, current_principal, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid
from shared.web import page_redirect, render
from shared.web.pages import page_blueprint

blueprint = page_blueprint("catalogue", "alerts", __name__)

_PAGE_LENGTH = 20
_DONE = {
    "pause": "The mails are paused.",
    "resume": "The mails come again.",
    "frequency": "Your choice is saved.",
}


@blueprint.context_processor
def names() -> dict[str, object]:
    """What every page of saved searches calls things."""
    return {
        "frequencies": FREQUENCY_LABELS,
        "describe": lambda saved: describe(query_of(saved)),
        "search_of": lambda saved: _search_address(query_of(saved)),
        "manage_of": lambda saved: _link("manage", saved),
        "stop_of": lambda saved: _link("stop", saved),
    }


@blueprint.get("/saved-searches")
@access(*Role)
def index() -> str:
    """The searches one has saved."""
    with database.reading() as session:
        page = list_saved(
            session,
            require_principal().subject,
            limit=_PAGE_LENGTH,
            cursor=request.args.get("cursor"),
        )
    return render("alerts/index.html", page=page)


@blueprint.get("/saved-searches/new")
@anyone()
def new_form() -> str:
    """The search that is to be saved, and how often its mails shall come."""
    return _form(read_query(dict(request.args.lists())), {}, {})


@blueprint.post("/saved-searches/new")
@anyone()
def create() -> Any:
    """Save it for somebody signed in; ask everybody else to confirm their address."""
    query = read_query(dict(request.form.lists()))
    faults = {}
    frequency = request.form.get("frequency", "")
    if frequency not in set(Frequency):
        faults["frequency"] = "Choose how often"
    principal = current_principal()
    email = request.form.get("email", "").strip()
    if principal is None:
        faults |= _address_faults(email)
    if faults:
        return _form(query, faults, request.form), 422
    now = dt.datetime.now(dt.UTC)
    if principal is not None:
        save_search(query, Frequency(frequency), account_id=principal.subject, now=now)
        flash("Your search is saved. We will mail you what is new.")
        return page_redirect(ADDRESS)
    ask_to_confirm(query, Frequency(frequency), email=email, links=_links(), now=now)
    return page_redirect(f"{ADDRESS}/sent")


@blueprint.get("/saved-searches/sent")
@anyone()
def sent() -> str:
    """What happens next: a link is on its way."""
    return render("alerts/sent.html")


@blueprint.get("/saved-searches/confirm/<token>")
@anyone()
def ask_confirm(token: str) -> str:
    """Show a button: scanners follow links, and a link alone must not begin anything."""
    saved = _behind(CONFIRM, token)
    return render("alerts/confirm.html", saved=saved, token=token)


@blueprint.post("/saved-searches/confirm/<token>")
@anyone()
def confirm(token: str) -> Any:
    """Begin the mails."""
    saved = confirm_search(_named(CONFIRM, token), dt.datetime.now(dt.UTC))
    flash("Your saved search is confirmed. We will mail you what is new.")
    return page_redirect(_link("manage", saved))


@blueprint.get("/saved-searches/manage/<token>")
@anyone()
def manage(token: str) -> str:
    """A saved search: how often its mails come, and whether."""
    return render("alerts/manage.html", saved=_behind(MANAGE, token), token=token)


@blueprint.post("/saved-searches/manage/<token>")
@anyone()
def change(token: str) -> Any:
    """Set how often, pause or go on."""
    action = request.form.get("action", "")
    if action not in _DONE:
        raise Invalid("Choose what to change.", pointer="/action")
    asked = request.form.get("frequency", "")
    if action == "frequency" and asked not in set(Frequency):
        raise Invalid("Choose how often", pointer="/frequency")
    change_saved(
        _named(MANAGE, token),
        frequency=Frequency(asked) if action == "frequency" else None,
        state={"pause": State.PAUSED, "resume": State.ACTIVE}.get(action),
        now=dt.datetime.now(dt.UTC),
    )
    flash(_DONE[action])
    return page_redirect(f"{ADDRESS}/manage/{token}")


@blueprint.get("/saved-searches/stop/<token>")
@anyone()
def ask_stop(token: str) -> str:
    """Show a button: only a person, or a mail program on their word, presses it."""
    return render("alerts/stop.html", saved=_behind(MANAGE, token), token=token, done=False)


@blueprint.post("/saved-searches/stop/<token>")
@anyone(form_token=False)
def stop(token: str) -> str:
    """Stop the mails at once, also for a mail program that posts by itself (RFC 8058)."""
    now = dt.datetime.now(dt.UTC)
    saved = change_saved(_named(MANAGE, token), state=State.STOPPED, now=now)
    return render("alerts/stop.html", saved=saved, token=token, done=True)


def _form(query: SavedQuery, faults: dict[str, str], values: Any) -> str:
    return render(
        "alerts/new.html",
        query=query,
        described=describe(query),
        search=_search_address(query),
        hidden=[pair for pair in query.parameters if pair[0] in {"q", "exact", *FILTERS}],
        faults=faults,
        values=values,
        errors=[
            {"text": faults[name], "href": f"#{name}"}
            for name in ("frequency", "email")
            if name in faults
        ],
    )


def _address_faults(email: str) -> dict[str, str]:
    try:
        AddressIn().load({"email": email})
    except ValidationError:
        return {"email": "Enter an email address, like name@example.gov.uk"}
    return {}


def _search_address(query: SavedQuery) -> str:
    return f"/catalogue/search?{urlencode(query.parameters)}"


def _settings() -> CatalogueSettings:
    return cast("CatalogueSettings", current_app.config["SETTINGS"])


def _links() -> Links:
    return Links(_settings().public_url, _settings().secret_key)


def _link(page: str, saved: SavedSearch) -> str:
    return f"{ADDRESS}/{page}/{sign_token(_settings().secret_key, MANAGE, saved.id)}"


def _named(purpose: str, token: str) -> uuid.UUID:
    return read_token(_settings().secret_key, purpose, token)


def _behind(purpose: str, token: str) -> SavedSearch:
    """The saved search behind a link. Raises LinkBroken, NoSuchSavedSearch, LinkOld."""
    with database.reading() as session:
        saved = get_saved(session, _named(purpose, token))
    if purpose == MANAGE and saved.state == State.WAITING:
        raise LinkOld
    return saved
