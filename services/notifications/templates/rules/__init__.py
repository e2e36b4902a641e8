"""Organisers' texts: Markdown with placeholders, made into a plain and an HTML part; never executed."""

from services.notifications.templates.rules.brands import (
    LOGO,
    Brand,
    checked_colour,
    contrast,
    contrast_note,
)
from services.notifications.templates.rules.compiling import Filled, Template, compile_template
from services.notifications.templates.rules.nodes import Choice, Node, Value, fill_nodes
from services.notifications.templates.rules.placeholders import (
    FALLBACKS,
    PLACEHOLDERS,
    STARTER_BODY,
    STARTER_SUBJECT,
    TemplateFault,
)

__all__ = [
    "FALLBACKS",
    "LOGO",
    "PLACEHOLDERS",
    "STARTER_BODY",
    "STARTER_SUBJECT",
    "Brand",
    "Choice",
    "Filled",
    "Node",
    "Template",
    "TemplateFault",
    "Value",
    "checked_colour",
    "compile_template",
    "contrast",
    "contrast_note",
    "fill_nodes",
]
