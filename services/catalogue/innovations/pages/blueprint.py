"""The blueprint that the pages of innovations share."""

from __future__ import annotations

import datetime as dt

from services.catalogue.innovations.queries import reader_of
from services.catalogue.innovations.rules import Reader, address_of, theme_label
from shared.auth.access import current_principal
from shared.register import KIND_LABELS
from shared.web.pages import page_blueprint

blueprint = page_blueprint("catalogue", "innovations", "services.catalogue.innovations")

PAGE_LENGTH = 20


@blueprint.context_processor
def names() -> dict[str, object]:
    """What every page of innovations calls things."""
    return {"address_of": address_of, "theme_label": theme_label, "kind_labels": KIND_LABELS}


def reader() -> Reader:
    """Return what whoever asks is to innovations."""
    return reader_of(current_principal())


def now() -> dt.datetime:
    """Return the moment of the request."""
    return dt.datetime.now(dt.UTC)
