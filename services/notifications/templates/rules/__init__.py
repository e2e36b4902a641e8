"""Organisers' texts: Markdown with placeholders, made into a plain and an HTML part; never executed."""

from services.notifications.templates.rules.compiling import Filled, Template, compile_template
from services.notifications.templates.rules.placeholders import (
    PLACEHOLDERS,
    STARTER_BODY,
    STARTER_SUBJECT,
    TemplateFault,
)

__all__ = [
    "PLACEHOLDERS",
    "STARTER_BODY",
    "STARTER_SUBJECT",
    "Filled",
    "Template",
    "TemplateFault",
    "compile_template",
]
