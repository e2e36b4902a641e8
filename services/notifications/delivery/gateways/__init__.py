"""The mail relay."""

from services.notifications.delivery.gateways.connecting import RelayAway
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
    "close_relays",
    "relay_of_thread",
]
