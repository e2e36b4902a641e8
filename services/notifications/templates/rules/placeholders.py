"""The placeholders that a text may hold, and finding them in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.refusals import Invalid

PLACEHOLDERS: Mapping[str, str] = {
    "name": "the person's name",
    "organisation": "their council",
    "innovations": "their council's innovations on the themes of the campaign",
    "edition": "the name of the event",
    "venue": "where it takes place",
    "dates": "when it takes place",
    "themes": "the themes of the event",
    "answer_link": "the personal page on which they answer",
    "unsubscribe_link": "the personal page on which they stop these mails",
}
LINKS = frozenset({"answer_link", "unsubscribe_link"})

STARTER_SUBJECT = "((organisation)): an invitation to the ((edition))"
STARTER_BODY = """Dear ((name)),

((organisation)) has shown others how it is done: ((innovations)). We would like to feature your
work at the **((edition))**, ((dates)), ((venue)).

This year's themes are ((themes)).

[Answer the invitation](((answer_link)))

Please answer even if you cannot come: we will then stop asking.

The Innovation Zone team
"""

_PLACEHOLDER = re.compile(r"\(\(\s*([^()]*?)\s*\)\)")


class TemplateFault(Invalid):
    """Something in a text that we cannot send."""


def split_text(source: str, pointer: str) -> list[str]:
    """Return the text cut at its placeholders: text and placeholder names by turns.

    Raises TemplateFault for a placeholder that is not ours.
    """
    parts = _PLACEHOLDER.split(source)
    unknown = [name for name in parts[1::2] if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"(({name}))" for name in PLACEHOLDERS)
        raise TemplateFault(
            f"There is no placeholder (({unknown[0]})). You can use: {known}.", pointer=pointer
        )
    return parts
