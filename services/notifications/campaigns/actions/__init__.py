"""Writing, rehearsing, approving and sending campaigns."""

from services.notifications.campaigns.actions.following import (
    follow_edition,
    follow_innovation,
    forget_innovation,
)
from services.notifications.campaigns.actions.rehearsing import approve_campaign, rehearse_campaign
from services.notifications.campaigns.actions.running import (
    cancel_campaign,
    decide_held_mails,
    pause_campaign,
    queue_waiting,
    resume_campaign,
    send_approved,
)
from services.notifications.campaigns.actions.writing import (
    attach_to_campaign,
    create_campaign,
    detach_from_campaign,
    edit_campaign,
)

__all__ = [
    "approve_campaign",
    "attach_to_campaign",
    "cancel_campaign",
    "create_campaign",
    "decide_held_mails",
    "detach_from_campaign",
    "edit_campaign",
    "follow_edition",
    "follow_innovation",
    "forget_innovation",
    "pause_campaign",
    "queue_waiting",
    "rehearse_campaign",
    "resume_campaign",
    "send_approved",
]
