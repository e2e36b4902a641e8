"""The kinds of file that can be imported, each by the feature it belongs to."""

from __future__ import annotations

from services.events.applications.actions import ApplicationsImporter
from shared.imports import Importer

IMPORTERS: tuple[Importer, ...] = (ApplicationsImporter(),)
