"""Searches for callers that hold no view of the index."""

from __future__ import annotations

from pathlib import Path

from services.catalogue.search.gateways import reading
from services.catalogue.search.queries.results import Answer, Search, find_innovations


def find_in_index(folder: Path, search: Search) -> Answer:
    """Return a page of published innovations from the live index in a folder.

    Raises IndexUnavailable, BadCursor.
    """
    with reading(folder) as view:
        return find_innovations(view, search)
