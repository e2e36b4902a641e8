"""Spreadsheets brought in: one way for every service to take a file, check it and report each row."""

from shared.imports.actions import find_waiting_imports, run_import, start_import
from shared.imports.api import import_api
from shared.imports.importer import Importer, ImportOptions, Outcome
from shared.imports.pages import import_pages
from shared.imports.sheets import Fault, FileFault, Row

__all__ = [
    "Fault",
    "FileFault",
    "ImportOptions",
    "Importer",
    "Outcome",
    "Row",
    "find_waiting_imports",
    "import_api",
    "import_pages",
    "run_import",
    "start_import",
]
