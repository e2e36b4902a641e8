"""The database of the notifications service and the base of its tables."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.db import Database, new_metadata
from shared.db.database import TYPES


class Model(DeclarativeBase):
    """A table of the notifications service."""

    metadata = new_metadata()
    type_annotation_map = TYPES


database = Database("notifications", Model.metadata)
