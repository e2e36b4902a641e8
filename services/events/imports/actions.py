"""The kinds of file that can be imported, each by the feature it belongs to."""

from __future__ import annotations

from services.events.applications.actions import ApplicationsImporter
from services.events.proposals.actions import ProposalsImporter
from shared.imports import Importer

IMPORTERS: tuple[Importer, ...] = (ProposalsImporter(), ApplicationsImporter())
