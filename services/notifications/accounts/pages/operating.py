"""Pages on which operators see who may do what, grant and withdraw roles and end sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Response, flash, request

from services.notifications.accounts import actions, queries
from services.notifications.accounts.rules import Actor
from services.notifications.database import database
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.refusals import Invalid, Refusal
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "operating", "services.notifications.accounts")
_A_PAGE = 50


@pages.get("/accounts")
@access(Role.OPERATOR)
def index() -> str:
    """Accounts by address, found by name or address."""
    q = request.args.get("q", "").strip()[:200]
    with database.reading() as session:
        cursor = request.args.get("cursor")
        page = queries.list_accounts(session, limit=_A_PAGE, cursor=cursor, q=q)
        roles = queries.find_roles(session, [account.id for account in page.items])
    return render("accounts/index.html", page=page, roles=roles, q=q)


@pages.get("/accounts/new")
@access(Role.OPERATOR)
def ask_new() -> str:
    """The empty form."""
    return _form()


@pages.post("/accounts/new")
@access(Role.OPERATOR)
def add() -> Any:
    """Grant roles to an address, or show what is wrong."""
    try:
        chosen = _chosen()
        if not chosen:
            raise Invalid("Choose at least one role.", pointer="/roles")
        for role in chosen:
            email, name = request.form.get("email", ""), request.form.get("name", "")
            account = actions.grant_role(email, role, name=name, actor=_actor(), now=_now())
    except Refusal as fault:
        return _form(fault), fault.status
    flash(f"{account.email} may sign in.")
    return page_redirect(f"/notifications/accounts/{account.id}")


@pages.get("/accounts/<uuid:account_id>")
@access(Role.OPERATOR)
def show(account_id: uuid.UUID) -> str:
    """One account: roles, sessions, and what was changed by whom."""
    return _show(account_id)


@pages.post("/accounts/<uuid:account_id>/roles")
@access(Role.OPERATOR)
def change_roles(account_id: uuid.UUID) -> Any:
    """Make the roles exactly those that are ticked; sessions that carry a lost one end."""
    with database.reading() as session:
        email = queries.get_account(session, account_id).email
        held = set(queries.list_roles(session, account_id))
    try:
        chosen = set(_chosen())
        for role in sorted(chosen - held):
            actions.grant_role(email, role, actor=_actor(), now=_now())
        for role in sorted(held - chosen):
            actions.withdraw_role(email, role, _now(), actor=_actor())
    except Refusal as fault:
        return _show(account_id, fault), fault.status
    flash("The roles were changed.")
    return page_redirect(f"/notifications/accounts/{account_id}")


@pages.post("/accounts/<uuid:account_id>/sessions/<uuid:session_id>/end")
@access(Role.OPERATOR)
def end_one(account_id: uuid.UUID, session_id: uuid.UUID) -> Response:
    """End one session everywhere."""
    actions.end_session(session_id, subject=account_id, actor=_actor(), now=_now())
    flash("The session has ended. Other services know within a second or two.")
    return page_redirect(f"/notifications/accounts/{account_id}")


@pages.post("/accounts/<uuid:account_id>/sessions/end")
@access(Role.OPERATOR)
def end_all(account_id: uuid.UUID) -> Response:
    """End every session of the account."""
    actions.end_all_sessions(account_id, actor=_actor(), now=_now())
    flash("Every session has ended. Other services know within a second or two.")
    return page_redirect(f"/notifications/accounts/{account_id}")


@pages.get("/account-changes")
@access(Role.OPERATOR)
def changes() -> str:
    """Who granted, withdrew and ended what, newest first."""
    with database.reading() as session:
        cursor = request.args.get("cursor")
        page = queries.list_changes(session, limit=_A_PAGE, cursor=cursor)
    return render("accounts/changes.html", page=page)


def _show(account_id: uuid.UUID, fault: Refusal | None = None) -> str:
    with database.reading() as session:
        account = queries.get_account(session, account_id)
        held = queries.list_roles(session, account_id)
        sessions = queries.list_open_sessions(session, account_id, _now())
        log = queries.list_changes(session, limit=_A_PAGE, cursor=None, account_id=account_id)
    return render(
        "accounts/show.html",
        account=account,
        held=request.form.getlist("roles") if fault else held,
        sessions=sessions,
        log=log,
        roles=list(Role),
        fault=fault,
    )


def _form(fault: Refusal | None = None) -> str:
    chosen = request.form.getlist("roles")
    return render(
        "accounts/new.html", fault=fault, typed=request.form, chosen=chosen, roles=list(Role)
    )


def _chosen() -> list[Role]:
    names = request.form.getlist("roles")
    if not set(names) <= set(Role):
        raise Invalid("Choose roles of the list.", pointer="/roles")
    return [Role(name) for name in names]


def _actor() -> Actor:
    principal = require_principal()
    return Actor(principal.subject, principal.name)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
