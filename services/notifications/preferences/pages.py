"""The page behind the link in each mail: what one gets, how often, and from when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, cast

from flask import current_app, request

from services.notifications.contacts.rules import Purpose
from services.notifications.database import database
from services.notifications.delivery.rules import (
    ANSWER,
    PREFERENCES,
    preferences_link,
    read_token,
    sign_token,
)
from services.notifications.invitations.rules import ANSWERS
from services.notifications.preferences.actions import choose_mail, stop_all_mail
from services.notifications.preferences.queries import (
    find_own_contact,
    get_choices,
    list_own_invitations,
)
from services.notifications.preferences.schemas import wishes_of_form
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access, anyone, require_principal
from shared.auth.tokens import Role
from shared.refusals import NotFound, Refusal, Stale
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "preferences", __name__)


@pages.get("/preferences/<token>")
@anyone()
def ask(token: str) -> str:
    """Show the choices as they stand; nothing changes, for scanners follow links."""
    return _form(token)


@pages.post("/preferences/<token>")
@anyone()
def choose(token: str) -> Any:
    """Keep the choices, or show what is wrong."""
    try:
        fields = wishes_of_form(request.form)
        choose_mail(_contact_of(token), fields, check_version=_check_version(), now=_now())
    except NotFound:
        raise
    except Refusal as fault:
        return _form(token, fault), fault.status
    return page_redirect(f"/notifications/preferences/{token}?saved=yes")


@pages.post("/preferences/<token>/stop")
@anyone()
def stop(token: str) -> Any:
    """Send nothing any more."""
    stop_all_mail(_contact_of(token), _now())
    return page_redirect(f"/notifications/preferences/{token}?saved=yes")


@pages.get("/my")
@access(*Role)
def mine() -> str:
    """One's own invitations and answers, and the way to one's choices."""
    secret_key = _settings().secret_key
    with database.reading() as session:
        contact = find_own_contact(session, require_principal().subject)
        got = list_own_invitations(session, contact.id) if contact else []
    return render(
        "preferences/mine.html",
        contact=contact,
        choose=preferences_link("", secret_key, contact.id) if contact else "",
        got=[(one, sign_token(secret_key, ANSWER, one.id)) for one in got],
        answers=ANSWERS,
    )


def _form(token: str, fault: Refusal | None = None) -> str:
    with database.reading() as session:
        choices = get_choices(session, _contact_of(token))
    kept, form = choices.preference, request.form
    typed: dict[str, Any] = {
        "purposes": choices.purposes,
        "topics": kept.topics,
        "weekly_cap": str(kept.weekly_cap or ""),
        "paused_until": kept.paused_until.isoformat() if kept.paused_until else "",
        "version": kept.version,
    }
    if fault is not None:
        typed |= {
            "purposes": form.getlist("purposes"),
            "topics": form.getlist("topics"),
            "weekly_cap": form.get("weekly_cap", ""),
            "paused_until": form.get("paused_until", ""),
        }
    return render(
        "preferences/show.html",
        choices=choices,
        typed=typed,
        token=token,
        fault=fault,
        purposes=list(Purpose),
        usual=_settings().mails_a_week,
        saved=request.args.get("saved") == "yes" and fault is None,
    )


def _check_version() -> Callable[[int], None]:
    def check(version: int) -> None:
        if request.form.get("version") != str(version):
            raise Stale(
                "Your choices were changed in another window since you opened this page. Nothing was"
                " saved. Check them below and save again."
            )

    return check


def _settings() -> NotificationsSettings:
    return cast("NotificationsSettings", current_app.config["SETTINGS"])


def _contact_of(token: str) -> uuid.UUID:
    return read_token(_settings().secret_key, PREFERENCES, token)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
