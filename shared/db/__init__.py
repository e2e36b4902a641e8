"""How a service reaches its own PostgreSQL database."""

from shared.db.database import Database, SharedModel, new_metadata
from shared.db.errors import is_away
from shared.db.ids import new_id
from shared.db.keyset import Page, keyset_page

__all__ = ["Database", "Page", "SharedModel", "is_away", "keyset_page", "new_id", "new_metadata"]
