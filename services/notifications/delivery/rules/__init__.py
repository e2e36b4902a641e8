"""What a mail is, which states it goes through and what a relay's answer means."""

from services.notifications.delivery.rules.links import (
    ANSWER,
    PREFERENCES,
    UNSUBSCRIBE,
    LinkBroken,
    preferences_link,
    read_token,
    sign_token,
)
from services.notifications.delivery.rules.mime import (
    Envelope,
    HeaderInjection,
    letter,
)
from services.notifications.delivery.rules.pattern import MailPattern
from services.notifications.delivery.rules.settlements import Settlement, Verdict, settle
from services.notifications.delivery.rules.states import FINAL_STATES, MailingState, State

__all__ = [
    "ANSWER",
    "FINAL_STATES",
    "PREFERENCES",
    "UNSUBSCRIBE",
    "Envelope",
    "HeaderInjection",
    "LinkBroken",
    "MailPattern",
    "MailingState",
    "Settlement",
    "State",
    "Verdict",
    "letter",
    "preferences_link",
    "read_token",
    "settle",
    "sign_token",
]
