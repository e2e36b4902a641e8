"""Every read of the search: what a query means and what it finds."""

from services.catalogue.search.queries.indexed import find_in_index
from services.catalogue.search.queries.knowledge import current_knowledge
from services.catalogue.search.queries.needs import need_key
from services.catalogue.search.queries.relaxing import Relaxation, find_relaxations
from services.catalogue.search.queries.results import (
    Answer,
    FacetValue,
    Result,
    Search,
    find_innovations,
    label_of,
)
from services.catalogue.search.queries.similar import find_similar
from services.catalogue.search.queries.suggestions import Suggestion, suggest

__all__ = [
    "Answer",
    "FacetValue",
    "Relaxation",
    "Result",
    "Search",
    "Suggestion",
    "current_knowledge",
    "find_in_index",
    "find_innovations",
    "find_relaxations",
    "find_similar",
    "label_of",
    "need_key",
    "suggest",
]
