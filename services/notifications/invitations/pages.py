"""The pages behind the links in a mail, and the organiser's page of answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from flask import current_app, request

from services.notifications.campaigns.queries import get_campaign
from services.notifications.database import database
from services.notifications.delivery.queries import get_recipient
from services.notifications.delivery.rules import (
    ANSWER,
    UNSUBSCRIBE,
    preferences_link,
    read_token,
)
from services.notifications.invitations.actions import answer_invitation, unsubscribe
from services.notifications.invitations.queries import (
    count_answers,
    get_invitation,
    list_answers,
)
from services.notifications.invitations.rules import ANSWERS, check_open
from services.notifications.settings import NotificationsSettings
from shared.auth.access import access, anyone
from shared.auth.tokens import Role
from shared.refusals import Invalid
from shared.web.pages import page_blueprint, page_redirect, render

pages = page_blueprint("notifications", "invitations", __name__)
_ANSWERS_A_PAGE = 50


@pages.get("/invitations/<token>")
@anyone()
def invitation(token: str) -> str:
    """Show the invitation and its form; nothing changes, for scanners follow links."""
    return _form(token)


@pages.post("/invitations/<token>")
@anyone()
def answer(token: str) -> Any:
    """Take the answer, or show what is missing."""
    try:
        answer_invitation(
            _named(ANSWER, token),
            answer=request.form.get("answer", ""),
            comment=request.form.get("comment", ""),
            innovation_id=_chosen(request.form.get("innovation_id", "")),
            now=dt.datetime.now(dt.UTC),
        )
    except Invalid as fault:
        return _form(token, fault), fault.status
    return page_redirect(f"/notifications/invitations/{token}/thanks")


@pages.get("/invitations/<token>/thanks")
@anyone()
def thanks(token: str) -> str:
    """Say what was answered and that it can be changed."""
    with database.reading() as session:
        found = get_invitation(session, _named(ANSWER, token))
    return render("invitations/thanks.html", invitation=found, answers=ANSWERS, token=token)


@pages.get("/unsubscribe/<token>")
@anyone()
def ask_unsubscribe(token: str) -> str:
    """Show a button: only a person, or a mail program on their word, presses it."""
    with database.reading() as session:
        recipient = get_recipient(session, _named(UNSUBSCRIBE, token))
    return _unsubscribe_page(recipient.contact_id, done=False)


@pages.post("/unsubscribe/<token>")
@anyone(form_token=False)
def stop_mail(token: str) -> str:
    """Stop the mails at once, also for a mail program that posts by itself (RFC 8058)."""
    recipient = unsubscribe(_named(UNSUBSCRIBE, token), dt.datetime.now(dt.UTC))
    return _unsubscribe_page(recipient.contact_id, done=True)


@pages.get("/campaigns/<uuid:campaign_id>/answers")
@access(Role.ORGANISER)
def answers(campaign_id: uuid.UUID) -> str:
    """Who answered what."""
    with database.reading() as session:
        campaign = get_campaign(session, campaign_id)
        counts = count_answers(session, campaign_id)
        cursor = request.args.get("cursor")
        page = list_answers(session, campaign_id, limit=_ANSWERS_A_PAGE, cursor=cursor)
    return render(
        "invitations/answers.html", campaign=campaign, counts=counts, page=page, answers=ANSWERS
    )


def _unsubscribe_page(contact_id: uuid.UUID, *, done: bool) -> str:
    """The page with the person's link to choose instead of stopping."""
    settings = cast("NotificationsSettings", current_app.config["SETTINGS"])
    choose = preferences_link(settings.public_url, settings.secret_key, contact_id)
    return render("invitations/unsubscribe.html", choose=choose, done=done)


def _form(token: str, fault: Invalid | None = None) -> str:
    """The invitation with its form: what was typed last, else what was answered before."""
    with database.reading() as session:
        found = get_invitation(session, _named(ANSWER, token))
    check_open(found.edition.ends_on, dt.datetime.now(dt.UTC).date())
    typed: dict[str, str] = dict(request.form)
    if not typed:
        kept = found.answer
        only = found.innovations[0].id if len(found.innovations) == 1 else None
        typed = {
            "answer": kept.answer if kept else "",
            "comment": kept.comment if kept else "",
            "innovation_id": str((kept.innovation_id if kept else only) or ""),
        }
    return render(
        "invitations/show.html", invitation=found, answers=ANSWERS, typed=typed, fault=fault
    )


def _chosen(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise Invalid(
            "Choose one of your council's innovations.", pointer="/innovation_id"
        ) from error


def _named(purpose: str, token: str) -> uuid.UUID:
    settings = cast("NotificationsSettings", current_app.config["SETTINGS"])
    return read_token(settings.secret_key, purpose, token)
