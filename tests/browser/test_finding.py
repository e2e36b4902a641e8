"""Finding something with the keyboard alone and without JavaScript, and being told when there is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, scrolls_sideways, violations
from tests.browser.test_every_page import look_at
from tests.journeys import steps
from tests.live import LiveStack

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]


@pytest.fixture(scope="module")
def title(live_stack: LiveStack) -> str:
    """The title of an innovation that can be found."""
    found = steps.eventually(
        lambda: steps.ok(live_stack.visitor.get("/catalogue/api/search"))["items"],
        bool,
        seconds=60,
        what="the sample data can be found",
    )
    return str(found[0]["title"])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_keyboard_alone_leads_from_the_box_to_an_innovation(
    title: str, width: int, page_of: Pages
) -> None:
    page = page_of(None, width=width)
    page.goto("/catalogue/")
    box = page.get_by_role("combobox", name="Search innovations")
    box.focus()
    page.keyboard.type(title[:25])
    option = page.get_by_role("option", name=title)
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    look_at(page, "suggestions")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(box).to_have_value(title[:25])
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    options = page.get_by_role("option")
    for _ in range(options.count()):
        page.keyboard.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
        if title in chosen.inner_text():
            break
    assert not violations(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_enter_without_a_choice_searches_for_what_was_typed(title: str, page_of: Pages) -> None:
    page = page_of(None)
    page.goto("/catalogue/")
    page.get_by_role("combobox").focus()
    page.keyboard.type(title[:25])
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results of your search")
    expect(page.get_by_role("combobox", name="Search innovations")).to_have_value(title[:25])


def test_without_javascript_a_search_is_saved_and_confirmed(
    live_stack: LiveStack, page_of: Pages
) -> None:
    page = page_of(None, javascript=False)
    page.goto("/catalogue/")
    page.get_by_label("Search innovations").fill("qwzx vbnmk")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Tell me when there is one").click()
    page.get_by_label("Every morning when there is something new").check()
    page.get_by_label("Your email address").fill("aeronaut@council.example")
    page.get_by_role("button", name="Save the search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    organiser = live_stack.client("organiser")
    mails = steps.eventually(
        lambda: steps.mails_about(organiser, "Confirm your saved search: “qwzx vbnmk”"),
        bool,
        seconds=60,
        what="the link to confirm is mailed",
    )
    text = steps.part(steps.read_mail(organiser, mails[0]), "plain")
    page.goto(steps.link_in(text, "/catalogue/saved-searches/confirm/"))
    page.get_by_role("button", name="Yes, mail me what is new").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your saved search")
    page.get_by_role("link", name="Stop the mails").or_(
        page.get_by_role("button", name="Stop the mails")
    ).click()
    page.get_by_role("button", name="Stop the mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The mails have stopped")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_results_are_accessible(width: int, page_of: Pages) -> None:
    page = page_of(None, width=width)
    page.goto("/catalogue/search?q=zeppelin+moorings")
    assert not violations(page)
    assert not scrolls_sideways(page)
