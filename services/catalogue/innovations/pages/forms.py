"""What people type into the forms of innovations, read and given back."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.pages.blueprint import now
from services.catalogue.innovations.rules import (
    COLUMNS,
    InnovationText,
    faults_of,
    read_written,
    theme_label,
)
from services.catalogue.organisations.queries import Bodies

Errors = list[dict[str, str]]


def read_form(form: MultiDict[str, str]) -> tuple[InnovationText, dict[str, str]]:
    """Return an innovation as typed, and what is wrong with it by field."""
    values = {name: form.get(name, "") for name in COLUMNS}
    values["themes"] = values["themes"].replace(",", ";")
    text, unread = read_written(values)
    return text, faults_of(text, now().year) | unread


def typed(innovation: Innovation) -> dict[str, str]:
    """Return an innovation as somebody would have typed it."""
    return {
        "title": innovation.title,
        "organisation": innovation.organisation_name,
        "region": innovation.region or "",
        "year": str(innovation.year or ""),
        "themes": "; ".join(theme_label(theme) for theme in innovation.themes),
        "summary": innovation.summary,
        "link": innovation.link or "",
    }


def listed(faults: Mapping[str, str]) -> Errors:
    """Return faults as an error summary lists them, in the order of the fields."""
    order = [*COLUMNS, *(name for name in faults if name not in COLUMNS)]
    return [{"text": faults[name], "href": f"#{name}"} for name in order if name in faults]


def current_names(bodies: Bodies) -> list[str]:
    """Return the official names that are offered while somebody types."""
    return sorted(body.name for body in bodies.register.councils if body.is_current)
