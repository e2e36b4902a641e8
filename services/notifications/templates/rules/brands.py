"""Who a mail comes from, as it looks: a name, a colour that can be read, a logo, where answers go."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.notifications.templates.rules.placeholders import TemplateFault

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_READABLE = 4.5  # WCAG 2.2, 1.4.3
LOGO = "brand-logo"
INK, WHITE, BLACK = "#0b0c0c", "#ffffff", "#000000"


@dataclass(frozen=True)
class Brand:
    """What every mail of an organisation carries; `logo` is the picture's content id, "" for none."""

    name: str = "Innovation Zone"
    colour: str = "#3b1f5b"
    logo: str = ""
    reply_to: str = ""

    @property
    def text_colour(self) -> str:
        """The colour of text on the brand's: white or black, of which one can always be read."""
        return WHITE if contrast(self.colour, WHITE) >= _READABLE else BLACK

    @property
    def link_colour(self) -> str:
        """The colour of links on white: the brand's, or ink where it is too light."""
        return self.colour if contrast(self.colour, WHITE) >= _READABLE else INK


def checked_colour(text: str) -> str:
    """Return a colour as #rrggbb. Raises TemplateFault."""
    colour = text.strip().lower()
    if not colour.startswith("#"):
        colour = f"#{colour}"
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    if not _COLOUR.match(colour):
        raise TemplateFault("Enter a colour like #3b1f5b.", pointer="/colour")
    return colour


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_note(colour: str) -> str:
    """Return what the colour's contrast means for the mails, in a sentence."""
    ratio = contrast(colour, WHITE)
    if ratio >= _READABLE:
        return f"White text on it has a contrast of {ratio:.1f} to 1, which can be read."
    return (
        f"White text on it would have a contrast of {ratio:.1f} to 1, less than the {_READABLE} that"
        " people need. Text on it is dark instead, and links are not in this colour."
    )


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
