"""Owing mails, sending them, and finding what a lost worker left."""

from services.notifications.delivery.actions.lanes import send_campaign
from services.notifications.delivery.actions.letters import put_letters_off, queue_letter
from services.notifications.delivery.actions.mailings import (
    cancel_mailing,
    decide_held,
    finish_mailing,
    pause_mailing,
    queue_recipients,
    resume_mailing,
    start_mailing,
)
from services.notifications.delivery.actions.sending_letters import send_letters
from services.notifications.delivery.actions.sweeping import sweep

__all__ = [
    "cancel_mailing",
    "decide_held",
    "finish_mailing",
    "pause_mailing",
    "put_letters_off",
    "queue_letter",
    "queue_recipients",
    "resume_mailing",
    "send_campaign",
    "send_letters",
    "start_mailing",
    "sweep",
]
