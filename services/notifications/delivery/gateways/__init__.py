"""The mail relay, and England's bank holidays."""

from services.notifications.delivery.gateways.connecting import RelayAway
from services.notifications.delivery.gateways.holidays import bank_holidays
from services.notifications.delivery.gateways.relay import (
    Announced,
    Announcement,
    Relay,
    Reply,
    close_relays,
    relay_of_thread,
)

__all__ = [
    "Announced",
    "Announcement",
    "Relay",
    "RelayAway",
    "Reply",
    "bank_holidays",
    "close_relays",
    "relay_of_thread",
]
