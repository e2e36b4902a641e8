"""The shapes of campaigns: in the API, and in the form that people fill in."""

from services.notifications.campaigns.schemas.forms import CampaignForm, faults_of
from services.notifications.campaigns.schemas.shapes import (
    ApprovalIn,
    CampaignIn,
    CampaignList,
    CampaignOut,
    CampaignPatch,
    EntryList,
    EntryQuery,
    HeldIn,
    ProgressOut,
    RecipientList,
    RecipientQuery,
    RehearsalList,
    RehearsalOut,
    SendIn,
)

__all__ = [
    "ApprovalIn",
    "CampaignForm",
    "CampaignIn",
    "CampaignList",
    "CampaignOut",
    "CampaignPatch",
    "EntryList",
    "EntryQuery",
    "HeldIn",
    "ProgressOut",
    "RecipientList",
    "RecipientQuery",
    "RehearsalList",
    "RehearsalOut",
    "SendIn",
    "faults_of",
]
