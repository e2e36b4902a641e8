"""Every read of innovations."""

from services.catalogue.innovations.queries.documents import (
    InnovationDocument,
    get_documents,
    list_changes,
    list_documents,
)
from services.catalogue.innovations.queries.entries import (
    Filters,
    find_by_reference,
    find_by_source,
    get_by_slug,
    get_innovation,
    list_innovations,
    list_taken_slugs,
    next_number,
    reader_of,
)

__all__ = [
    "Filters",
    "InnovationDocument",
    "find_by_reference",
    "find_by_source",
    "get_by_slug",
    "get_documents",
    "get_innovation",
    "list_changes",
    "list_documents",
    "list_innovations",
    "list_taken_slugs",
    "next_number",
    "reader_of",
]
