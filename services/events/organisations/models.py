"""The table of organisations as the catalogue tells of them."""

from __future__ import annotations

from sqlalchemy import Index

from services.events.database import Model
from shared.organisations import OrganisationCopy


class Organisation(OrganisationCopy, Model):
    """Our copy of a body of the catalogue's register."""

    __table_args__ = (Index("ix_organisations_kind", "kind", "name", "id"),)
