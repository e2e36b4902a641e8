"""The tantivy index on disk: its generations, its one writer and its readers in every process."""

from services.catalogue.search.gateways.generations import Generations, generations_in
from services.catalogue.search.gateways.reader import IndexUnavailable, View, reading
from services.catalogue.search.gateways.schema import FACETS, Findable, key_of
from services.catalogue.search.gateways.text import stem, whole, written_words
from services.catalogue.search.gateways.writer import GenerationWriter, WriterBusy

__all__ = [
    "FACETS",
    "Findable",
    "GenerationWriter",
    "Generations",
    "IndexUnavailable",
    "View",
    "WriterBusy",
    "generations_in",
    "key_of",
    "reading",
    "stem",
    "whole",
    "written_words",
]
