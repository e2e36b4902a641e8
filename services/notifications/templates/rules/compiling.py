"""Compiles a subject and a Markdown body once, to be filled for each recipient by joining strings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import nh3

from services.notifications.templates.rules.brands import Brand
from services.notifications.templates.rules.layout import TAGS, dressed, page
from services.notifications.templates.rules.markdown import as_html, as_plain
from services.notifications.templates.rules.nodes import Node, fill_nodes, values_in, with_fallbacks
from services.notifications.templates.rules.parsing import MARK, RESERVED, Marker, reserved_word
from services.notifications.templates.rules.placeholders import LINKS, TemplateFault
from services.notifications.templates.rules.settling import settle_html, settle_plain

LONGEST_SUBJECT = 200
LONGEST_BODY = 50_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BODY_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TAG = re.compile(r"(<[^>]*>)")
_UNSHOWN = re.compile(r'<img alt="([^"]*)">|<img>')
_USUAL = Brand()


@dataclass(frozen=True)
class Filled:
    """A text with everybody's values in place: what one recipient reads."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True)
class Template:
    """A compiled text: each part is text, values and conditional pieces, in order.

    `html` has its fallbacks escaped already; values are escaped when it is filled.
    """

    subject: tuple[Node, ...]
    plain: tuple[Node, ...]
    html: tuple[Node, ...]

    def fill(self, values: Mapping[str, str]) -> Filled:
        """Return the text with the values in place. KeyError: a value is missing."""
        escaped = {name: escape(value) for name, value in values.items()}
        return Filled(
            fill_nodes(self.subject, values),
            fill_nodes(self.plain, values),
            fill_nodes(self.html, escaped),
        )

    @property
    def names(self) -> set[str]:
        """The placeholders that the text uses."""
        return values_in(self.subject) | values_in(self.plain) | values_in(self.html)


def compile_template(subject: str, body: str, brand: Brand = _USUAL) -> Template:
    """Return the compiled text. Raises TemplateFault naming what to correct."""
    subject = subject.strip()
    _check(subject, body)
    marker = Marker()
    marked_subject = marker.mark(subject, "/subject")
    marked = marker.mark(body.replace("\r\n", "\n").replace("\r", "\n"), "/body")
    unsubscribe = marker.mark("((unsubscribe_link))", "/body")
    html = page(
        escape(marked_subject),
        _body(marked, marker, brand),
        f'<a style="color:#383f43" href="{unsubscribe}">Stop these invitations, or choose what you get</a>',
        brand,
    )
    plain = (
        as_plain(marked)
        + f"\n\n--\nYou can stop these invitations, or choose what you get: {unsubscribe}\n"
    )
    return Template(
        subject=marker.nodes(marked_subject, "/subject"),
        plain=settle_plain(marker.nodes(plain, "/body")),
        html=with_fallbacks(settle_html(marker.nodes(html, "/body")), escape),
    )


def _check(subject: str, body: str) -> None:
    _check_lengths(subject, body)
    if _CONTROLS.search(subject):
        raise TemplateFault("The subject must be one line of text.", pointer="/subject")
    if _BODY_CONTROLS.search(body):
        raise TemplateFault("The text holds a control character. Remove it.", pointer="/body")
    if RESERVED in subject:
        raise reserved_word("/subject")
    if RESERVED in body:
        raise reserved_word("/body")


def _check_lengths(subject: str, body: str) -> None:
    if not subject:
        raise TemplateFault("Enter a subject.", pointer="/subject")
    if len(subject) > LONGEST_SUBJECT:
        raise TemplateFault(
            f"The subject must be {LONGEST_SUBJECT} characters or fewer.", pointer="/subject"
        )
    if not body.strip():
        raise TemplateFault("Enter the text of the mail.", pointer="/body")
    if len(body) > LONGEST_BODY:
        raise TemplateFault(
            f"The text must be {LONGEST_BODY:,} characters or fewer.", pointer="/body"
        )


def _body(marked: str, marker: Marker, brand: Brand) -> str:
    """Return the text as HTML: rendered, cleaned, its links in place, dressed in our styles."""
    clean = nh3.clean(
        as_html(marked),
        tags=TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "attachment"},
        link_rel=None,
    )
    shown = _UNSHOWN.sub(lambda found: found[1] or "", clean)
    return dressed(_with_links(shown, marker), brand)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Keep pictures that are attached and addresses that are elsewhere, so that nothing is fetched."""
    if attribute == "alt":
        return value
    return value if value.startswith("attachment:") == (tag == "img") else None


def _with_links(html: str, marker: Marker) -> str:
    """Make links of the link placeholders that stand in the text; refuse others as an address.

    Raises TemplateFault also for a condition that begins in one format and ends in another.
    """
    parts = _TAG.split(html)
    inside_link = False

    def linked(found: re.Match[str]) -> str:
        mark = found[0]
        return f'<a href="{mark}">{mark}</a>' if marker.name_of(found) in LINKS else mark

    for index, part in enumerate(parts):
        if index % 2:
            _check_addresses(part, marker)
            inside_link = part.startswith("<a ") or (inside_link and part != "</a>")
        elif not inside_link:
            parts[index] = MARK.sub(linked, part)
    return "".join(parts)


def _check_addresses(tag: str, marker: Marker) -> None:
    for found in MARK.finditer(tag):
        name = marker.name_of(found)
        whole = f'href="{found[0]}"' in tag
        if name not in LINKS or not whole:
            what = f"(({name}))" if name else "A condition"
            raise TemplateFault(
                f"{what} cannot be part of the address of a link. Use [words](((answer_link))).",
                pointer="/body",
            )
