"""Saving searches, and telling people what is new for them."""

from services.catalogue.alerts.actions.saving import (
    ask_to_confirm,
    change_saved,
    confirm_search,
    forget_unconfirmed,
    save_search,
)
from services.catalogue.alerts.actions.telling import send_due
from services.catalogue.alerts.actions.writing import ADDRESS, Links

__all__ = [
    "ADDRESS",
    "Links",
    "ask_to_confirm",
    "change_saved",
    "confirm_search",
    "forget_unconfirmed",
    "save_search",
    "send_due",
]
