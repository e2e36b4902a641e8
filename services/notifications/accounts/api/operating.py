"""Endpoints by which operators see who may do what, grant and withdraw roles and end sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from services.notifications.accounts import actions, queries, schemas
from services.notifications.accounts.models import Account, AccountChange
from services.notifications.accounts.rules import Actor
from services.notifications.database import database
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.db import Page
from shared.refusals import NotFound
from shared.web import CursorQuery, idempotent
from shared.web.api import api_blueprint

api = api_blueprint("notifications", "operating", description="Who may sign in, as what")


@api.route("/accounts", methods=["GET"])
@access(Role.OPERATOR)
@api.arguments(schemas.AccountQuery, location="query")
@api.response(200, schemas.AccountList)
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List accounts by address, with their roles."""
    with database.reading() as session:
        page = queries.list_accounts(session, **query)
        roles = queries.find_roles(session, [account.id for account in page.items])
    items = [_shown(account, roles.get(account.id, [])) for account in page.items]
    return {"items": items, "next": page.next}


@api.route("/accounts", methods=["POST"])
@access(Role.OPERATOR)
@idempotent
@api.arguments(schemas.AccountIn)
@api.response(201, schemas.AccountOut)
def add(fields: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Grant roles to an address; the account is made where it is new."""
    for role in fields["roles"]:
        account = actions.grant_role(
            fields["email"], Role(role), name=fields["name"], actor=_actor(), now=_now()
        )
    return _show(account.id), 201, {"Location": f"/notifications/api/accounts/{account.id}"}


@api.route("/accounts/<uuid:account_id>", methods=["GET"])
@access(Role.OPERATOR)
@api.response(200, schemas.AccountOut)
def show(account_id: uuid.UUID) -> dict[str, Any]:
    """Show an account with its roles."""
    return _show(account_id)


@api.route("/accounts/<uuid:account_id>/roles/<role>", methods=["PUT"])
@access(Role.OPERATOR)
@api.response(200, schemas.AccountOut)
def grant(account_id: uuid.UUID, role: str) -> dict[str, Any]:
    """Grant a role; twice is once."""
    wanted = _role(role)
    actions.grant_role(_email(account_id), wanted, actor=_actor(), now=_now())
    return _show(account_id)


@api.route("/accounts/<uuid:account_id>/roles/<role>", methods=["DELETE"])
@access(Role.OPERATOR)
@api.response(200, schemas.AccountOut)
def withdraw(account_id: uuid.UUID, role: str) -> dict[str, Any]:
    """Withdraw a role, and end the sessions that carry it."""
    actions.withdraw_role(_email(account_id), _role(role), _now(), actor=_actor())
    return _show(account_id)


@api.route("/accounts/<uuid:account_id>/sessions", methods=["GET"])
@access(Role.OPERATOR)
@api.response(200, schemas.SessionList)
def sessions(account_id: uuid.UUID) -> dict[str, Any]:
    """List an account's open sessions, newest first."""
    with database.reading() as session:
        queries.get_account(session, account_id)
        held = queries.list_open_sessions(session, account_id, _now())
    return {"items": held, "next": None}


@api.route("/accounts/<uuid:account_id>/sessions", methods=["DELETE"])
@access(Role.OPERATOR)
@api.response(204)
def end_all(account_id: uuid.UUID) -> None:
    """End every session of an account in every service."""
    actions.end_all_sessions(account_id, actor=_actor(), now=_now())


@api.route("/accounts/<uuid:account_id>/sessions/<uuid:session_id>", methods=["DELETE"])
@access(Role.OPERATOR)
@api.response(204)
def end(account_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """End one session of an account in every service."""
    actions.end_session(session_id, subject=account_id, actor=_actor(), now=_now())


@api.route("/account-changes", methods=["GET"])
@access(Role.OPERATOR)
@api.arguments(CursorQuery, location="query")
@api.response(200, schemas.ChangeList)
def changes(query: dict[str, Any]) -> Page[AccountChange]:
    """List who granted, withdrew and ended what, newest first."""
    with database.reading() as session:
        return queries.list_changes(session, **query)


def _show(account_id: uuid.UUID) -> dict[str, Any]:
    with database.reading() as session:
        account = queries.get_account(session, account_id)
        return _shown(account, queries.list_roles(session, account_id))


def _shown(account: Account, roles: list[Role]) -> dict[str, Any]:
    facts = {name: getattr(account, name) for name in ("id", "email", "name", "created_at")}
    return {**facts, "roles": roles}


def _email(account_id: uuid.UUID) -> str:
    with database.reading() as session:
        return queries.get_account(session, account_id).email


def _role(name: str) -> Role:
    if name not in set(Role):
        raise NotFound(f"There is no role {name!r}. There are: {', '.join(Role)}.")
    return Role(name)


def _actor() -> Actor:
    principal = require_principal()
    return Actor(principal.subject, principal.name)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
