"""The tables of other features that conditions read, by the columns they read.

Campaigns and invitations use segments, so segments name their tables instead of importing them;
a test holds these columns against the real tables.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Date, Integer, Text, Uuid, column, table
from sqlalchemy.dialects.postgresql import JSONB

innovations = table(
    "innovations",
    column("id", Uuid),
    column("title", Text),
    column("organisation_id", Uuid),
    column("theme_keys", JSONB),
    column("year", Integer),
    column("published", Boolean),
)
editions = table("editions", column("id", Uuid), column("name", Text), column("starts_on", Date))
campaigns = table("campaigns", column("id", Uuid), column("name", Text))
mailings = table("mailings", column("id", Uuid), column("name", Text), column("edition_id", Uuid))
recipients = table(
    "recipients",
    column("id", Uuid),
    column("campaign_id", Uuid),
    column("contact_id", Uuid),
    column("organisation_id", Uuid),
    column("state", Text),
)
answers = table(
    "answers", column("invitation_id", Uuid), column("campaign_id", Uuid), column("answer", Text)
)
SOURCES = (innovations, editions, campaigns, mailings, recipients, answers)
