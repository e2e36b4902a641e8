"""Every read of innovations."""

from services.catalogue.innovations.queries.documents import (
    InnovationDocument,
    document_of,
    get_documents,
    list_changes,
    list_documents,
)
from services.catalogue.innovations.queries.entries import (
    Filters,
    UnmatchedName,
    count_by_state,
    find_by_reference,
    find_by_source,
    get_by_slug,
    get_innovation,
    list_by_unmatched_name,
    list_innovations,
    list_taken_slugs,
    list_unmatched,
    next_number,
    reader_of,
)

__all__ = [
    "Filters",
    "InnovationDocument",
    "UnmatchedName",
    "count_by_state",
    "document_of",
    "find_by_reference",
    "find_by_source",
    "get_by_slug",
    "get_documents",
    "get_innovation",
    "list_by_unmatched_name",
    "list_changes",
    "list_documents",
    "list_innovations",
    "list_taken_slugs",
    "list_unmatched",
    "next_number",
    "reader_of",
]
