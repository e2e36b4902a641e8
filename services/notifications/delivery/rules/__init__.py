"""What a mail is, which states it goes through and what a relay's answer means."""

from services.notifications.delivery.rules.hours import LONDON, london_moment, next_open
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
    address_of,
    letter,
)
from services.notifications.delivery.rules.pattern import MailPattern
from services.notifications.delivery.rules.return_paths import (
    ReturnPathBroken,
    read_return_path,
    return_path,
)
from services.notifications.delivery.rules.settlements import Settlement, Verdict, settle
from services.notifications.delivery.rules.states import FINAL_STATES, MailingState, State

__all__ = [
    "ANSWER",
    "FINAL_STATES",
    "LONDON",
    "PREFERENCES",
    "UNSUBSCRIBE",
    "Envelope",
    "HeaderInjection",
    "LinkBroken",
    "MailPattern",
    "MailingState",
    "ReturnPathBroken",
    "Settlement",
    "State",
    "Verdict",
    "address_of",
    "letter",
    "london_moment",
    "next_open",
    "preferences_link",
    "read_return_path",
    "read_token",
    "return_path",
    "settle",
    "sign_token",
]
