"""The blueprint that the pages for looking around share."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import current_app

from services.catalogue.browsing.rules import region_address, theme_address
from services.catalogue.innovations.queries import reader_of
from services.catalogue.innovations.rules import Reader, address_of, theme_label
from services.catalogue.postbox.rules import address_of as posting_address
from services.catalogue.settings import CatalogueSettings
from shared.auth.access import current_principal
from shared.register import KIND_LABELS
from shared.web.pages import page_blueprint

blueprint = page_blueprint("catalogue", "browsing", "services.catalogue.browsing")

PAGE_LENGTH = 20


@blueprint.context_processor
def names() -> dict[str, object]:
    """What every page calls things."""
    return {
        "address_of": address_of,
        "theme_label": theme_label,
        "theme_address": theme_address,
        "region_address": region_address,
        "posting_address": posting_address,
        "kind_labels": KIND_LABELS,
    }


def reader() -> Reader:
    """Return what whoever asks is to innovations."""
    return reader_of(current_principal())


def index_dir() -> Path:
    """Return where the search index lies."""
    return cast("CatalogueSettings", current_app.config["SETTINGS"]).index_dir
