"""Every read of campaigns, their rehearsals and audiences."""

from services.notifications.campaigns.queries.audience import audience_entries, segment_entries
from services.notifications.campaigns.queries.campaigns import (
    Listed,
    get_campaign,
    list_campaigns,
    progress_of,
    state_of,
)
from services.notifications.campaigns.queries.editions import (
    find_edition,
    find_innovation,
    get_edition,
    list_editions,
    list_innovations_of,
    list_themes,
)
from services.notifications.campaigns.queries.previews import Preview, picture_addresses, preview_of
from services.notifications.campaigns.queries.rehearsals import (
    Entry,
    find_newest_rehearsal,
    get_rehearsal,
    included_entries,
    is_current,
    list_entries,
    list_rehearsals,
    numbered_entries,
)

__all__ = [
    "Entry",
    "Listed",
    "Preview",
    "audience_entries",
    "find_edition",
    "find_innovation",
    "find_newest_rehearsal",
    "get_campaign",
    "get_edition",
    "get_rehearsal",
    "included_entries",
    "is_current",
    "list_campaigns",
    "list_editions",
    "list_entries",
    "list_innovations_of",
    "list_rehearsals",
    "list_themes",
    "numbered_entries",
    "picture_addresses",
    "preview_of",
    "progress_of",
    "segment_entries",
    "state_of",
]
