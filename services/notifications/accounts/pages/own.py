"""Pages to sign in, to see one's sessions and to end them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import Response, current_app, flash, redirect, request

from services.notifications.accounts.actions import (
    end_all_sessions,
    end_session,
    request_link,
    sign_in,
)
from services.notifications.accounts.queries import list_open_sessions
from services.notifications.accounts.rules import Actor, browser_name, safe_next
from services.notifications.database import database
from services.notifications.settings import NotificationsSettings
from shared.auth.access import COOKIE, access, anyone, current_principal, require_principal
from shared.auth.keys import SigningKey
from shared.auth.tokens import Principal, Role
from shared.refusals import Refusal
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "accounts", "services.notifications.accounts")
EVERY_ROLE = tuple(Role)


def _settings() -> NotificationsSettings:
    return cast("NotificationsSettings", current_app.config["SETTINGS"])


@pages.get("/sign-in")
@anyone()
def ask() -> str:
    """The form that asks for an address."""
    return render("accounts/sign_in.html", email="", fault="", next=request.args.get("next", ""))


@pages.post("/sign-in")
@anyone()
def send() -> Any:
    """Mail the link; the answer is the same whether the address has an account or not."""
    email = request.form.get("email", "")
    next_page = safe_next(request.form.get("next"))
    try:
        request_link(
            email,
            public_url=_settings().public_url,
            next_page=next_page,
            now=dt.datetime.now(dt.UTC),
        )
    except Refusal as refusal:
        page = render("accounts/sign_in.html", email=email, fault=refusal.message, next=next_page)
        return page, refusal.status
    return render("accounts/check_mail.html", email=email)


@pages.get("/sign-in/<token>")
@anyone()
def confirm(token: str) -> str:
    """Show a button: scanners follow links, only a person presses it."""
    next_page = safe_next(request.args.get("next"))
    return render("accounts/confirm.html", token=token, next=next_page)


@pages.post("/sign-in/<token>")
@anyone()
def spend(token: str) -> Response:
    """Spend the link and open a session."""
    settings = _settings()
    signed, opened = sign_in(
        token,
        browser=browser_name(request.user_agent.string),
        key=SigningKey.read(settings.signing_keys_file),
        now=dt.datetime.now(dt.UTC),
    )
    response = page_redirect(settings.public_url + safe_next(request.form.get("next")))
    response.set_cookie(
        COOKIE, signed, expires=opened.expires_at, secure=True, httponly=True, samesite="Lax"
    )
    return response


@pages.get("/account")
@access(*EVERY_ROLE)
def account() -> str:
    """One's name, roles and sessions."""
    principal = require_principal()
    with database.reading() as session:
        sessions = list_open_sessions(session, principal.subject, dt.datetime.now(dt.UTC))
    return render("accounts/account.html", sessions=sessions)


@pages.post("/account/sessions/<uuid:session_id>/end")
@access(*EVERY_ROLE)
def end_one(session_id: uuid.UUID) -> Response:
    """End one session everywhere."""
    me = require_principal()
    end_session(session_id, subject=me.subject, actor=_myself(me), now=dt.datetime.now(dt.UTC))
    flash("The session has ended. Other services know within a second or two.")
    return page_redirect("/notifications/account")


@pages.post("/account/sessions/end")
@access(*EVERY_ROLE)
def end_all() -> Response:
    """End every session of one's own, this one too."""
    me = require_principal()
    end_all_sessions(me.subject, actor=_myself(me), now=dt.datetime.now(dt.UTC))
    return _signed_out()


@pages.post("/sign-out")
@anyone()
def sign_out() -> Response:
    """End this session."""
    principal = current_principal()
    if principal is not None:
        now = dt.datetime.now(dt.UTC)
        me = _myself(principal)
        end_session(principal.session_id, subject=principal.subject, actor=me, now=now)
    return _signed_out()


def _myself(principal: Principal) -> Actor:
    return Actor(principal.subject, principal.name)


def _signed_out() -> Response:
    response = cast("Response", redirect("/catalogue/", code=303))
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    return response
