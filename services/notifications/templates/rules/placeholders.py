"""The placeholders that a text may hold, and what stands in for a value that is missing."""

from __future__ import annotations

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
FALLBACKS: Mapping[str, str] = {"name": "colleague"}
"""What is written where a person has no such value and the text gives no fallback of its own."""

STARTER_SUBJECT = "((organisation)): an invitation to the ((edition))"
STARTER_BODY = """Dear ((name)),

((organisation)) has shown others how it is done((if innovations??: ((innovations)))). We would like
to feature your work at the **((edition))**, ((dates))((if venue??, ((venue)))).

((if themes??This year's themes are ((themes)).))

[Answer the invitation](((answer_link)))

Please answer even if you cannot come: we will then stop asking.

The Innovation Zone team
"""


class TemplateFault(Invalid):
    """Something in a text that we cannot send."""
