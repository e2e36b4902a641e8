"""Organisers' texts: Markdown with placeholders, made into a plain and an HTML part; never executed."""

from services.notifications.templates.rules.brands import (
    LOGO,
    Brand,
    checked_colour,
    contrast,
    contrast_note,
)
from services.notifications.templates.rules.compiling import Filled, Template, compile_template
from services.notifications.templates.rules.files import (
    KINDS,
    MOST_BYTES,
    MOST_FILES,
    PICTURES,
    FileRefused,
    checked_file,
    mime_part,
)
from services.notifications.templates.rules.hints import hints_for
from services.notifications.templates.rules.nodes import Choice, Node, Value, fill_nodes, spans
from services.notifications.templates.rules.placeholders import (
    FALLBACKS,
    PLACEHOLDERS,
    STARTER_BODY,
    STARTER_SUBJECT,
    TemplateFault,
)
from services.notifications.templates.rules.samples import CASES, SAMPLE, case_values

__all__ = [
    "CASES",
    "FALLBACKS",
    "KINDS",
    "LOGO",
    "MOST_BYTES",
    "MOST_FILES",
    "PICTURES",
    "PLACEHOLDERS",
    "SAMPLE",
    "STARTER_BODY",
    "STARTER_SUBJECT",
    "Brand",
    "Choice",
    "FileRefused",
    "Filled",
    "Node",
    "Template",
    "TemplateFault",
    "Value",
    "case_values",
    "checked_colour",
    "checked_file",
    "compile_template",
    "contrast",
    "contrast_note",
    "fill_nodes",
    "hints_for",
    "mime_part",
    "spans",
]
