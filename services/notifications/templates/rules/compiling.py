"""Compiles a subject and a Markdown body once, to be filled for each recipient by joining strings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import nh3

from services.notifications.templates.rules.markdown import as_html, as_plain
from services.notifications.templates.rules.placeholders import LINKS, TemplateFault, split_text

_LONGEST_SUBJECT = 200
_LONGEST_BODY = 50_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BODY_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Letters and digits alone, so that no step between the source and the mail changes a mark.
_MARK = re.compile(r"zqplacex([a-z]+)xzq")
_TAG = re.compile(r"<[^>]*>")
_TAGS = {"a", "p", "br", "strong", "em", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "hr"}

_PLAIN_FOOTER = "\n\n--\nYou can stop these invitations: zqplacexunsubscribelinkxzq\n"
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body style="margin:0;padding:0;background:#f3eff8">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px">
<tr><td style="background:#3b1f5b;color:#ffffff;padding:16px 24px;font:bold 20px Arial,sans-serif">\
Innovation Zone</td></tr>
<tr><td style="background:#ffffff;color:#0b0c0c;padding:24px;font:16px/1.5 Arial,sans-serif">
{body}
</td></tr>
<tr><td style="color:#383f43;padding:16px 24px;font:14px/1.4 Arial,sans-serif">
<a style="color:#383f43" href="zqplacexunsubscribelinkxzq">Stop these invitations</a></td></tr>
</table></td></tr></table></body></html>
"""


@dataclass(frozen=True)
class Filled:
    """A text with everybody's values in place: what one recipient reads."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True)
class Template:
    """A compiled text: each part is text and placeholder names by turns."""

    subject: Sequence[str]
    plain: Sequence[str]
    html: Sequence[str]

    def fill(self, values: Mapping[str, str]) -> Filled:
        """Return the text with the values in place. KeyError: a value is missing."""
        escaped = {name: escape(value) for name, value in values.items()}
        return Filled(
            _join(self.subject, values), _join(self.plain, values), _join(self.html, escaped)
        )


def compile_template(subject: str, body: str) -> Template:
    """Return the compiled text. Raises TemplateFault naming what to correct."""
    subject = subject.strip()
    _check_lengths(subject, body)
    if _CONTROLS.search(subject):
        raise TemplateFault("The subject must be one line of text.", pointer="/subject")
    if _BODY_CONTROLS.search(body):
        raise TemplateFault("The text holds a control character. Remove it.", pointer="/body")
    if _MARK.search(subject + body):
        raise TemplateFault("The text holds “zqplacex”, which we use ourselves.", pointer="/body")
    marked = _marked(split_text(body, "/body"))
    return Template(
        subject=split_text(subject, "/subject"),
        plain=_segments(as_plain(marked) + _PLAIN_FOOTER),
        html=_segments(_page(subject, marked)),
    )


def _check_lengths(subject: str, body: str) -> None:
    if not subject:
        raise TemplateFault("Enter a subject.", pointer="/subject")
    if len(subject) > _LONGEST_SUBJECT:
        raise TemplateFault(
            f"The subject must be {_LONGEST_SUBJECT} characters or fewer.", pointer="/subject"
        )
    if not body.strip():
        raise TemplateFault("Enter the text of the invitation.", pointer="/body")
    if len(body) > _LONGEST_BODY:
        raise TemplateFault(
            f"The text must be {_LONGEST_BODY:,} characters or fewer.", pointer="/body"
        )


def _page(subject: str, marked: str) -> str:
    """Return the HTML part: rendered, cleaned, its links in place, in our layout."""
    clean = nh3.clean(
        as_html(marked),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    title = escape(_marked(split_text(subject, "/subject")))
    return _PAGE.format(title=title, body=_with_links(clean))


def _with_links(html: str) -> str:
    """Make links of the link placeholders that stand in the text; refuse others as an address."""
    parts = re.split(f"({_TAG.pattern})", html)
    inside_link = False
    for index, part in enumerate(parts):
        if index % 2:
            _check_addresses(part)
            inside_link = part.startswith("<a ") or (inside_link and part != "</a>")
        elif not inside_link:
            parts[index] = _MARK.sub(_linked, part)
    return "".join(parts)


def _check_addresses(tag: str) -> None:
    for found in _MARK.finditer(tag):
        name = _name(found.group(1))
        if name not in LINKS:
            raise TemplateFault(
                f"(({name})) cannot be the address of a link. Use ((answer_link)).", pointer="/body"
            )


def _linked(found: re.Match[str]) -> str:
    mark = found.group(0)
    return f'<a href="{mark}">{mark}</a>' if _name(found.group(1)) in LINKS else mark


def _marked(parts: Sequence[str]) -> str:
    """Return the source with a mark for each placeholder."""
    return "".join(
        f"zqplacex{part.replace('_', '')}xzq" if index % 2 else part
        for index, part in enumerate(parts)
    )


def _segments(text: str) -> tuple[str, ...]:
    return tuple(_name(part) if index % 2 else part for index, part in enumerate(_MARK.split(text)))


def _name(squeezed: str) -> str:
    return squeezed.replace("link", "_link")


def _join(parts: Sequence[str], values: Mapping[str, str]) -> str:
    return "".join([values[part] if index % 2 else part for index, part in enumerate(parts)])
