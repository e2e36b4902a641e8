"""Conditions and fallbacks: what is not there leaves no gap, in both parts, however it is nested."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.templates.rules import (
    PLACEHOLDERS,
    Brand,
    TemplateFault,
    checked_colour,
    compile_template,
    contrast,
    contrast_note,
)

LINKS = {"answer_link": "https://z.example/a", "unsubscribe_link": "https://z.example/u"}


def values(**given_values: str) -> dict[str, str]:
    return {name: name.upper() for name in PLACEHOLDERS} | LINKS | given_values


def plain_of(body: str, **given_values: str) -> str:
    text = compile_template("s", body).fill(values(**given_values)).plain
    return text.rpartition("--\n")[0].strip()


def card_of(body: str, **given_values: str) -> str:
    html = compile_template("s", body).fill(values(**given_values)).html
    return html.partition("overflow-wrap:anywhere")[2].partition("zone-foot")[0]


@pytest.mark.parametrize(
    ("body", "with_venue", "without"),
    [
        ("We meet((if venue?? at ((venue)))).", "We meet at VENUE.", "We meet."),
        ("a\n\n((if venue??At ((venue)).))\n\nb", "a\n\nAt VENUE.\n\nb", "a\n\nb"),
        ("* a\n* ((if venue??At ((venue))))\n* b", "* a\n* At VENUE\n* b", "* a\n* b"),
        ("a ((if venue??(at the **((venue))**))) b", "a (at the VENUE) b", "a b"),
        ("((if not venue??Online)) only", "only", "Online only"),
        ("a\n((if venue??\n\n* x\n* y\n\nz\n))\nb", "a\n\n* x\n* y\n\nz\n\nb", "a\n\nb"),
        ("((if venue??A))\n\n((if venue??B))\n\nc", "A\n\nB\n\nc", "c"),
        ("See ((if venue??here))", "See here", "See"),
        ("((if venue??[Go](((answer_link)))))", "Go: https://z.example/a", ""),
        ("((if venue??at ((venue))((if dates??, ((dates))))))", "at VENUE, DATES", ""),
    ],
)
def test_a_condition_shows_its_text_or_leaves_no_gap(
    body: str, with_venue: str, without: str
) -> None:
    assert plain_of(body) == with_venue
    assert plain_of(body, venue="  ") == without
    assert "VENUE" not in card_of(body, venue="")
    for empty in ('"></p>', '"></li>', "<p></p>"):
        assert empty not in card_of(body, venue="")


def test_a_fallback_stands_where_a_value_is_missing_and_is_escaped() -> None:
    body = "Dear ((name|<b>friend</b>)), ((organisation|your council))"
    assert plain_of(body, name="", organisation="") == "Dear <b>friend</b>, your council"
    assert "Dear &lt;b&gt;friend&lt;/b&gt;," in card_of(body, name="")
    assert plain_of("Dear ((name))", name="") == "Dear colleague", "the usual fallback"
    assert plain_of("Dear ((name|))", name="") == "Dear"


@pytest.mark.parametrize(
    "body",
    [
        "((if venue??never closed",
        "**((if venue??a** b))",
        "a ((if venue??b\n\nc)) d",
        "((if nothing??a))",
        "[x](https://z.example/((if venue??a)))",
        "[x](https://z.example/((name)))",
        "((if venue??" * 6 + "a" + "))" * 6,
        "zqpla&#99;ex9xzq",
    ],
)
def test_a_condition_that_cannot_be_shown_whole_is_refused(body: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        compile_template("s", body)
    assert fault.value.pointer == "/body"


def test_a_condition_in_the_subject_works_too() -> None:
    template = compile_template("((if venue??At ((venue)): ))come, ((name))", "b")
    assert template.fill(values()).subject == "At VENUE: come, NAME"
    assert template.fill(values(venue="", name="")).subject == "come, colleague"
    assert {"venue", "name", "unsubscribe_link"} <= template.names


def test_a_lone_link_is_a_button_and_a_table_survives_outlook() -> None:
    card = card_of("[Go](((answer_link)))\n\n| a | b |\n|---|---|\n| 1 | [x](https://y.example) |")
    assert 'bgcolor="#3b1f5b"' in card, "Outlook fills a cell, not a link"
    assert card.count('<a href="https://z.example/a"') == 1
    assert '<th scope="col" style=' in card
    assert 'href="https://y.example"' in card
    assert plain_of("| a | b |\n|---|---|\n| 1 | 2 |") == "a | b\n" + "-" * 20 + "\n1 | 2"


def test_an_address_alone_is_a_link_and_no_button() -> None:
    assert "<table" not in card_of("((answer_link))")
    assert ">https://z.example/a</a></p>" in card_of("((answer_link))")
    assert "</p>" not in card_of("((if venue??((answer_link))))", venue="")


def test_a_picture_is_shown_from_the_mail_alone() -> None:
    card = card_of("![Map](attachment:map.png) ![pixel](https://track.example/p.gif)")
    assert '<img src="cid:map.png" alt="Map"' in card
    assert "track.example" not in card
    assert "pixel" in card
    assert "attachment:" not in card_of("[x](attachment:map.png)")


def test_a_brand_is_readable_whatever_its_colour() -> None:
    for colour in ("#ffd700", "#3b1f5b", "#ffffff", "#000000", "#777777"):
        brand = Brand("Body & Co", colour, logo="logo@x", reply_to="a@b.example")
        assert contrast(brand.text_colour, colour) >= 4.5
        assert contrast(brand.link_colour, "#ffffff") >= 4.5
        html = compile_template("s", "b", brand).fill(values()).html
        assert 'alt="Body &amp; Co"' in html
    assert "less than" in contrast_note("#ffd700")
    assert "can be read" in contrast_note("#3b1f5b")
    assert checked_colour(" FD0 ") == "#ffdd00"
    with pytest.raises(TemplateFault):
        checked_colour("purple; background: url(x)")


PIECES = st.lists(
    st.sampled_from(
        ["((name))", "((name|x))", "((if venue??", "((if not name??", "))", "(", ")", "((", "\n\n",
         "\n", "* ", "1. ", "> ", "| a | b |\n|---|---|\n", "**", "_", "[x](", "![x](attachment:p)",
         "((answer_link))", "](", "`", "# ", "<b>", "&lt;", "text", "\t", "\\", "zqplacex"]
    )
).map("".join)  # fmt: skip


@given(body=PIECES, subject=PIECES, value=st.text())
def test_any_mix_of_marks_compiles_or_is_refused_and_no_value_becomes_a_tag(
    body: str, subject: str, value: str
) -> None:
    try:
        template = compile_template(subject, body)
    except TemplateFault:
        return
    hostile = dict.fromkeys(PLACEHOLDERS, f'<i>"{value}') | LINKS
    filled = template.fill(hostile)
    assert "<i>" not in filled.html
    assert "zqplacex" not in filled.plain + filled.html
    template.fill(dict.fromkeys(PLACEHOLDERS, ""))


@pytest.mark.parametrize(
    "piece",
    ["((name))", "((if venue??x))", "(", "[", "*a ", "((if", "> ", "![", "`", "| a ", "_", "<", "\n* a"],
)  # fmt: skip
def test_compiling_and_filling_take_time_that_grows_with_the_text_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        body = piece * (length // len(piece))
        best = 99.0
        for _ in range(3):
            began = time.perf_counter()
            with contextlib.suppress(TemplateFault):
                compile_template("s", body).fill(values())
            best = min(best, time.perf_counter() - began)
        return best

    short, long = seconds(5_000), seconds(50_000)
    assert long < max(0.5, short * 40), f"{short:.3f} s became {long:.3f} s for ten times the text"
