"""The HTML part's frame: tables and inline styles that Outlook's Word engine keeps, dark mode too.

Padding stands on cells, never on links alone; widths are attributes as well as styles; fonts are
repeated on each cell because Outlook does not let tables inherit them.
"""

from __future__ import annotations

import re
from html import escape

from services.notifications.templates.rules.brands import INK, Brand
from services.notifications.templates.rules.parsing import RESERVED

_FONT = "font-family:Arial,Helvetica,sans-serif"
_STYLES = {
    "p": "margin:0 0 16px",
    "h1": "margin:0 0 16px;font-size:26px;line-height:1.25",
    "h2": "margin:24px 0 12px;font-size:21px;line-height:1.3",
    "h3": "margin:24px 0 8px;font-size:18px;line-height:1.3",
    "h4": "margin:16px 0 8px;font-size:16px;line-height:1.4",
    "h5": "margin:16px 0 8px;font-size:16px;line-height:1.4",
    "h6": "margin:16px 0 8px;font-size:16px;line-height:1.4",
    "ul": "margin:0 0 16px;padding:0 0 0 24px",
    "ol": "margin:0 0 16px;padding:0 0 0 24px",
    "li": "margin:0 0 6px",
    "blockquote": "margin:0 0 16px;padding:0 0 0 16px;border-left:4px solid #b1b4b6",
    "hr": "border:0;border-top:1px solid #b1b4b6;margin:24px 0",
    "pre": "margin:0 0 16px;white-space:pre-wrap;font-family:Consolas,monospace",
    "code": "font-family:Consolas,monospace",
    "th": f"{_FONT};font-size:16px;line-height:1.4;text-align:left;padding:8px 12px 8px 0;"
    "border-bottom:2px solid #b1b4b6",
    "td": f"{_FONT};font-size:16px;line-height:1.4;text-align:left;padding:8px 12px 8px 0;"
    "border-bottom:1px solid #b1b4b6;vertical-align:top",
}
TAGS = {"a", "br", "strong", "em", "img", "table", "thead", "tbody", "tr", *_STYLES}
_OPENING = re.compile(r"<([a-z][a-z0-9]*)( [^>]*)?>")
_OPENERS, _CLOSERS = rf"((?:{RESERVED}i[0-9]+xzq)*)", rf"((?:{RESERVED}e[0-9]+xzq)*)"
_LONE_LINK = re.compile(
    rf'<p>{_OPENERS}<a href="([^"]*)">((?:(?!</?a[ >])[^\n])*)</a>{_CLOSERS}</p>'
)
_MARK_ALONE = re.compile(rf"<p>({RESERVED}[ie][0-9]+xzq)</p>\n?")

_DARK = """\
@media (prefers-color-scheme:dark){
.zone-page,.zone-foot{background:#121214!important}
.zone-card{background:#1f1f23!important;color:#f3f2f1!important}
.zone-card th,.zone-card td{color:#f3f2f1!important}
.zone-card a.zone-link{color:#bcd6f7!important}
.zone-foot,.zone-foot a{color:#d5d5d9!important}
}
@media (max-width:480px){.zone-pad{padding:20px 16px!important}}"""
_PAGE = """<!doctype html>
<html lang="en-GB" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width,initial-scale=1">\
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{title}</title><style>
{dark}
</style><!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>\
</o:OfficeDocumentSettings></xml><![endif]--></head>
<body class="zone-page" style="margin:0;padding:0;background:#f3eff8">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="zone-page" \
style="background:#f3eff8"><tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td>\
<![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td bgcolor="{colour}" style="background:{colour};color:{on_colour};padding:16px 24px;{font};\
font-size:20px;font-weight:bold">{head}</td></tr>
<tr><td class="zone-card zone-pad" bgcolor="#ffffff" style="background:#ffffff;color:{ink};padding:24px;\
{font};font-size:16px;line-height:1.5;overflow-wrap:anywhere">
{body}</td></tr>
<tr><td class="zone-foot" style="color:#383f43;padding:16px 24px;{font};font-size:14px;line-height:1.4">\
{foot}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
"""
_BUTTON = """{openers}<table role="presentation" cellpadding="0" cellspacing="0" border="0" \
style="margin:8px 0 24px"><tr><td bgcolor="{colour}" style="background:{colour};border-radius:4px;\
padding:12px 24px;border:0;{font};font-size:18px;font-weight:bold;text-align:center">\
<a href="{address}" style="color:{on_colour};text-decoration:none;display:inline-block">{words}</a>\
</td></tr></table>{closers}
"""


def page(title: str, body: str, foot: str, brand: Brand) -> str:
    """Return the whole HTML part; `title`, `body` and `foot` are HTML already."""
    return _PAGE.format(
        title=title,
        body=body,
        foot=foot,
        head=_head(brand),
        colour=brand.colour,
        on_colour=brand.text_colour,
        font=_FONT,
        ink=INK,
        dark=_DARK,
    )


def dressed(clean: str, brand: Brand) -> str:
    """Return cleaned HTML with our styles on its tags, and its lone links as buttons."""
    text = _MARK_ALONE.sub(r"\1", clean)
    pieces = _LONE_LINK.split(text)
    out = [_styled(pieces[0], brand)]
    for index in range(1, len(pieces), 5):
        openers, address, words, closers = pieces[index : index + 4]
        if words == address:  # an address is to be read, not pressed
            link = f'<p>{openers}<a href="{address}">{words}</a>{closers}</p>'
            out.append(_styled(link + pieces[index + 4], brand))
            continue
        button = _BUTTON.format(
            openers=openers,
            address=address,
            words=words,
            closers=closers,
            colour=brand.colour,
            on_colour=brand.text_colour,
            font=_FONT,
        )
        out += [button, _styled(pieces[index + 4], brand)]
    return "".join(out)


def _styled(html: str, brand: Brand) -> str:
    def style(found: re.Match[str]) -> str:
        tag, attributes = found[1], found[2] or ""
        if tag == "a":
            return f'<a class="zone-link"{attributes} style="color:{brand.link_colour}">'
        if tag == "img":
            picture = attributes.replace('src="attachment:', 'src="cid:', 1)
            return f'<img{picture} border="0" style="max-width:100%;height:auto;border:0">'
        if tag == "table":
            look = "width:100%;border-collapse:collapse;margin:0 0 16px"
            return f'<table width="100%" cellpadding="0" cellspacing="0" border="0" style="{look}">'
        scope = ' scope="col"' if tag == "th" else ""
        known = _STYLES.get(tag)
        return f'<{tag}{scope} style="{known}">' if known else found[0]

    return _OPENING.sub(style, html)


def _head(brand: Brand) -> str:
    name = escape(brand.name)
    if not brand.logo:
        return name
    return (
        f'<img src="cid:{escape(brand.logo)}" alt="{name}" height="48" border="0"'
        ' style="height:48px;width:auto;border:0;vertical-align:middle">'
    )
