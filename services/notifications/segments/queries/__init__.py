"""Every read of segments."""

from services.notifications.segments.queries.compiling import segment_contacts
from services.notifications.segments.queries.explaining import Explained, explain
from services.notifications.segments.queries.segments import (
    count_segment,
    find_by_address,
    find_segment,
    get_segment,
    list_events,
    list_known_roles,
    list_known_themes,
    list_segment_contacts,
    list_segments,
    list_sent_campaigns,
    list_versions,
)
from services.notifications.segments.queries.sources import SOURCES

__all__ = [
    "SOURCES",
    "Explained",
    "count_segment",
    "explain",
    "find_by_address",
    "find_segment",
    "get_segment",
    "list_events",
    "list_known_roles",
    "list_known_themes",
    "list_segment_contacts",
    "list_segments",
    "list_sent_campaigns",
    "list_versions",
    "segment_contacts",
]
