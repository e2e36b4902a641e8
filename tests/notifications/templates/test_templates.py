"""An organiser's text becomes two parts that say the same, and nobody's value becomes more than text."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.delivery.rules import HeaderInjection, MailPattern, letter
from services.notifications.templates.rules import (
    PLACEHOLDERS,
    STARTER_BODY,
    STARTER_SUBJECT,
    TemplateFault,
    compile_template,
)

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
HEADERS = [
    "To", "Subject", "Date", "Message-ID", "List-Unsubscribe",
    "From", "MIME-Version", "List-Unsubscribe-Post", "Content-Type",
]  # fmt: skip# fmt: skip


def values(**given_values: str) -> dict[str, str]:
    usual = {name: name.upper() for name in PLACEHOLDERS}
    links = {"answer_link": "https://z.example/a", "unsubscribe_link": "https://z.example/u"}
    return usual | links | given_values


def test_both_parts_say_the_same() -> None:
    body = (
        "# Hello ((name))\n\n* one **bold**\n* two\n\n1. first\n2. second\n\n[Go](((answer_link)))"
    )
    filled = compile_template("Hi ((name))", body).fill(values(name="Jo & Co"))
    assert filled.subject == "Hi Jo & Co"
    assert "Hello Jo & Co" in filled.plain
    assert "* one bold" in filled.plain
    assert "2. second" in filled.plain
    assert "Go: https://z.example/a" in filled.plain
    assert "<strong>bold</strong>" in filled.html
    assert "Jo &amp; Co" in filled.html
    assert '<a href="https://z.example/a"' in filled.html
    assert ">Go</a>" in filled.html
    assert "https://z.example/u" in filled.plain
    assert "https://z.example/u" in filled.html


def test_a_link_alone_can_be_followed() -> None:
    filled = compile_template("s", "Answer: ((answer_link))").fill(values())
    assert 'href="https://z.example/a"' in filled.html
    assert ">https://z.example/a</a>" in filled.html


@pytest.mark.parametrize(
    ("subject", "body", "pointer"),
    [
        ("", "b", "/subject"),
        ("s", " ", "/body"),
        ("a\r\nBcc: x@y.example", "b", "/subject"),
        ("((nmae))", "b", "/subject"),
        ("s", "((config.secret_key))", "/body"),
        ("s", "[x](((name)))", "/body"),
        ("s", "a\x00b", "/body"),
        ("s" * 201, "b", "/subject"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_field(subject: str, body: str, pointer: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        compile_template(subject, body)
    assert fault.value.pointer == pointer


@pytest.mark.parametrize(
    "body",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>",
     "![x](https://track.example/p.gif)", "{{ 7 * 7 }}{% for x in y %}"],
)  # fmt: skip
def test_nothing_in_a_text_is_executed_or_fetched(body: str) -> None:
    html = compile_template("s", body).fill(values()).html
    for dangerous in ("<script", "<img", 'href="javascript', "49"):
        assert dangerous not in html


@given(name=st.text(), organisation=st.text(), subject=st.text(max_size=100))
def test_no_value_adds_a_header_or_a_part(name: str, organisation: str, subject: str) -> None:
    """Whatever a contact, a council or an organiser is called, the mail has our headers alone."""
    try:
        template = compile_template(subject or "x", STARTER_BODY)
    except TemplateFault:
        template = compile_template(STARTER_SUBJECT, STARTER_BODY)
    pattern = MailPattern(template, "zone@zone.example")
    filled = values(name=name, organisation=organisation)
    try:
        mail = pattern.fill(
            to="a@b.example", name=name, message_id="<1@zone.example>", now=NOW, values=filled
        )
    except HeaderInjection:
        return
    message = message_from_bytes(mail.content, policy=policy.default)
    assert message.keys() == HEADERS
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]
    assert b"\r\n.\r\n" not in mail.content
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert mail.content.isascii()


@given(subject=st.text())
def test_no_subject_of_a_letter_adds_a_header(subject: str) -> None:
    try:
        mail = letter(
            sender="zone@zone.example", to="a@b.example", subject=subject, text="t", now=NOW,
            message_id="<1@zone.example>",
        )  # fmt: skip
    except HeaderInjection:
        return
    names = message_from_bytes(mail.content, policy=policy.default).keys()
    assert names == [
        *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"),
        *("Auto-Submitted", "Content-Type", "Content-Transfer-Encoding"),
    ]


@given(body=st.text(min_size=1))
def test_any_text_compiles_or_is_refused_and_fills(body: str) -> None:
    try:
        template = compile_template("s", body)
    except TemplateFault:
        return
    filled = template.fill(values())
    assert "zqplacex" not in filled.plain + filled.html
