"""Writes the mails of a campaign: its text with each person's name, values and links."""

from __future__ import annotations

import datetime as dt
import uuid

from services.notifications.contacts.queries import Mailbox
from services.notifications.delivery.actions.claims import Claimed
from services.notifications.delivery.actions.handing import Mail
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.rules import (
    ANSWER,
    UNSUBSCRIBE,
    HeaderInjection,
    MailPattern,
    return_path,
    sign_token,
)
from services.notifications.settings import NotificationsSettings
from services.notifications.templates.rules import compile_template


class PersonalMails:
    """A mailing's text, compiled once, to be filled for each of its recipients."""

    def __init__(self, mailing: Mailing, settings: NotificationsSettings) -> None:
        self.settings = settings
        self._constants = mailing.constants
        template = compile_template(mailing.subject, mailing.body)
        self._pattern = MailPattern(template, settings.mail_from)

    def write(self, claimed: Claimed, mailbox: Mailbox) -> Mail:
        """Return a recipient's mail, or why it could not be written."""
        values = {
            **self._constants,
            **claimed.values,
            **recipient_links(self.settings, claimed.id),
            "name": mailbox.name,
        }
        try:
            envelope = self._pattern.fill(
                to=mailbox.email,
                name=mailbox.name,
                message_id=f"<{claimed.id}@{self.settings.mail_domain}>",
                now=dt.datetime.now(dt.UTC),
                values=values,
                comes_back_to=comes_back_to(self.settings, claimed.id),
            )
        except (HeaderInjection, KeyError) as error:
            return Mail(claimed, None, f"The mail could not be written: {error}")
        return Mail(claimed, envelope)


def comes_back_to(settings: NotificationsSettings, mail_id: uuid.UUID) -> str:
    """Return the return path that names a mail, "" where bounces have no address of their own."""
    if not settings.mail_bounces:
        return ""
    return return_path(settings.secret_key, settings.mail_bounces, mail_id)


def recipient_links(settings: NotificationsSettings, recipient_id: uuid.UUID) -> dict[str, str]:
    """Return the personal links of a recipient by their placeholder."""
    root = f"{settings.public_url}/notifications"
    answer = sign_token(settings.secret_key, ANSWER, recipient_id)
    unsubscribe = sign_token(settings.secret_key, UNSUBSCRIBE, recipient_id)
    return {
        "answer_link": f"{root}/invitations/{answer}",
        "unsubscribe_link": f"{root}/unsubscribe/{unsubscribe}",
    }
