"""Every read of the search: what a query means and what it finds."""

from services.catalogue.search.queries.indexed import find_in_index
from services.catalogue.search.queries.knowledge import current_knowledge
from services.catalogue.search.queries.needs import need_key
from services.catalogue.search.queries.results import (
    Answer,
    FacetValue,
    Result,
    Search,
    find_innovations,
    label_of,
)

__all__ = [
    "Answer",
    "FacetValue",
    "Result",
    "Search",
    "current_knowledge",
    "find_in_index",
    "find_innovations",
    "label_of",
    "need_key",
]
