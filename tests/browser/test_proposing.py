"""Proposing, reviewing and the timetable by the keyboard alone, at 320 pixels and wide."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE, scrolls_sideways, violations
from tests.journeys import steps, world
from tests.live import LiveStack

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]
_MOST_TABS = 400


@pytest.fixture(scope="module")
def edition(live_stack: LiveStack) -> dict[str, Any]:
    """An edition with two stages, an open call and two sessions without a place."""
    organiser = live_stack.client("organiser")
    made = world.plan_edition(organiser, "homes")
    changed = organiser.patch(
        f"/events/api/editions/{made['id']}",
        json={"call_is_open": True, "stages": [{"name": "Main stage"}, {"name": "Small stage"}]},
        headers={"If-Match": "*"},
    )
    made = steps.ok(changed)
    for title in ("Warmer homes", "Drones over the coast"):
        data = {"title": title, "organisation_name": f"{title} Trust"}
        proposal = steps.ok(
            organiser.post(f"/events/api/editions/{made['id']}/proposals", json=data), 201
        )
        steps.ok(
            organiser.post(
                f"/events/api/editions/{made['id']}/sessions", json={"proposal_id": proposal["id"]}
            ),
            201,
        )
    return made


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused says the words."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " if (!['A', 'BUTTON', 'INPUT', 'TEXTAREA'].includes(e.tagName)) return '';"
            " return ((l ? l.textContent : '') + ' ' + e.textContent).replace(/\\s+/g, ' ') }"
        )
        if re.search(words, focused):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def press(page: Page, words: str) -> None:
    """Go to a button or link by the keyboard and press it."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fit(page: Page) -> None:
    assert not violations(page)
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_visitor_proposes_with_the_keyboard_alone(
    width: int, page_of: Pages, live_stack: LiveStack, edition: dict[str, Any]
) -> None:
    page = page_of(None, width=width)
    page.goto(f"/events/{edition['slug']}/propose")
    title = f"Repair cafés {width}"
    for words, typed in (
        ("Your name", "Ada Okafor"),
        ("Your email address", f"ada{width}@leeds.example"),
        ("Your organisation", "Leeds City Council"),
        ("Title of what you propose", title),
    ):
        tab_to(page, words)
        page.keyboard.type(typed)
    press(page, "Mail me the link")
    assert page.locator("h1").inner_text() == "Check your email"
    organiser = live_stack.client("organiser")
    subject = f"Your proposal for {edition['name']}"
    mails = steps.eventually(
        lambda: [
            text
            for mail in steps.mails_about(organiser, subject)
            if title in (text := steps.part(steps.read_mail(organiser, mail), "plain"))
        ],
        bool,
        seconds=60,
        what="the mailed link",
    )
    page.goto(steps.link_in(mails[0], "/events/proposals/link/"))
    press(page, "Open my proposal")
    fit(page)
    press(page, "Send it in")
    assert page.title().startswith("Error: ")
    fit(page)
    tab_to(page, "What it is about")
    page.keyboard.type("Neighbours mend what is broken.")
    press(page, "Send it in")
    assert "We have your proposal" in page.locator("main").inner_text()
    fit(page)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_session_is_placed_moved_swapped_and_taken_back_with_the_keyboard_alone(
    width: int, page_of: Pages, edition: dict[str, Any]
) -> None:
    page = page_of("organiser", width=width)
    page.goto(f"/events/editions/{edition['slug']}/timetable")
    for title, stage in (("Warmer homes", "Main stage"), ("Drones over the coast", "Small stage")):
        press(page, f"^ ?(Place|Move) {title}")
        fit(page)
        press(page, f"10am on {stage}")
        assert f"“{title}” is on {stage} at 10:00." in page.locator("main").inner_text()
    fit(page)
    press(page, "Move Warmer homes")
    press(page, "Swap with Drones")
    assert "changed places" in page.locator("main").inner_text()
    press(page, "Undo my last move")
    assert "went back" in page.locator("main").inner_text()
    for title in ("Warmer homes", "Drones over the coast"):
        press(page, f"Move {title}")
        press(page, "Take it off the timetable")
        assert f"“{title}” has no place now." in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_reviewer_judges_with_the_keyboard_alone(
    width: int, page_of: Pages, live_stack: LiveStack, edition: dict[str, Any]
) -> None:
    page = page_of("reviewer", width=width)
    here = f"/events/editions/{edition['slug']}/reviewing"
    page.goto(here)
    tab_to(page, "Your organisation")
    page.keyboard.type("Nowhere Trust")
    press(page, "Review for this edition|Save")
    fit(page)
    organiser = live_stack.client("organiser")
    steps.ok(organiser.post(f"/events/api/editions/{edition['id']}/review-assignments"))
    page.goto(here)
    press(page, "Drones over the coast")
    fit(page)
    for criterion in range(3):
        tab_to(page, r"1 \(weak\)|[2-5]")
        page.keyboard.press("Space" if criterion == 0 else "ArrowRight")
    press(page, "Save my review")
    assert "Your review is saved" in page.locator("main").inner_text()
