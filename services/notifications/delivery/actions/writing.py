"""Writes the mails of a campaign: its text with each person's name, values and links."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from email.utils import formataddr

from services.notifications.contacts.queries import Mailbox
from services.notifications.database import database
from services.notifications.delivery.actions.claims import Claimed
from services.notifications.delivery.actions.handing import Mail
from services.notifications.delivery.models import Mailing
from services.notifications.delivery.rules import (
    ANSWER,
    UNSUBSCRIBE,
    HeaderInjection,
    MailPattern,
    address_of,
    return_path,
    sign_token,
)
from services.notifications.settings import NotificationsSettings
from services.notifications.templates.queries import Part, look_of, read_parts
from services.notifications.templates.rules import Brand, compile_template, mime_part


class PersonalMails:
    """A mailing's text, compiled once, to be filled for each of its recipients."""

    def __init__(self, mailing: Mailing, settings: NotificationsSettings) -> None:
        self.settings = settings
        self._constants = mailing.constants
        with database.reading() as session:
            parts = read_parts(session, mailing.brand, mailing.attachments)
        self._pattern = mail_pattern(
            mailing.subject, mailing.body, look_of(mailing.brand), parts, settings.mail_from
        )

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


def mail_pattern(
    subject: str, body: str, look: Brand, parts: Sequence[Part], sender: str
) -> MailPattern:
    """Return a text with its brand and files, ready to be filled for each recipient."""
    whole = [(p.cid, mime_part(p.name, p.content_type, p.content, p.cid)) for p in parts]
    branded = look != Brand()
    return MailPattern(
        compile_template(subject, body, look),
        formataddr((look.name, address_of(sender))) if branded else sender,
        reply_to=look.reply_to,
        shown=tuple(part for cid, part in whole if cid),
        files=tuple(part for cid, part in whole if not cid),
    )


def recipient_links(settings: NotificationsSettings, recipient_id: uuid.UUID) -> dict[str, str]:
    """Return the personal links of a recipient by their placeholder."""
    root = f"{settings.public_url}/notifications"
    answer = sign_token(settings.secret_key, ANSWER, recipient_id)
    unsubscribe = sign_token(settings.secret_key, UNSUBSCRIBE, recipient_id)
    return {
        "answer_link": f"{root}/invitations/{answer}",
        "unsubscribe_link": f"{root}/unsubscribe/{unsubscribe}",
    }
