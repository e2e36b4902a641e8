"""Somebody applies to a cohort with the keyboard alone, in a narrow window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, scrolls_sideways, violations
from tests.journeys import cohort_world
from tests.live import LiveStack

pytestmark = pytest.mark.browser


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText) || ''; }"
        )
        if told.strip() == name:
            return
    raise AssertionError(f"Tab does not reach “{name}”")


def test_an_application_is_begun_and_saved_by_keyboard(
    live_stack: LiveStack, page_of: Callable[..., Page]
) -> None:
    organiser = live_stack.client("organiser")
    mark = f"{dt.datetime.now(dt.UTC):%H%M%S%f}"
    scheme = cohort_world.make_scheme(organiser, f"Keyboard {mark}")
    cohort = cohort_world.make_cohort(organiser, scheme, f"Keys {mark}")
    page = page_of(None, width=NARROW)
    page.goto(f"/events/cohorts/{cohort['slug']}")
    tab_to(page, "Apply")
    page.keyboard.press("Enter")
    page.wait_for_url("**/apply")
    for label, text in [
        ("Your name", "Kay Keyboard"),
        ("Your email address", f"kay-{mark}@leeds.example"),
        ("Your council", "Leeds City Council"),
    ]:
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    link = cohort_world.link_in_mail(
        organiser, f"Your application to {cohort['name']}", "/events/applications/", f"kay-{mark}"
    )
    page.goto(link)
    tab_to(page, "The challenge")
    page.keyboard.type("Letters nobody understands")
    tab_to(page, "Homelessness")
    page.keyboard.press("Space")
    tab_to(page, "Save for later")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your application was saved.")).to_be_visible()
    expect(page.get_by_label("The challenge", exact=True)).to_have_value(
        "Letters nobody understands"
    )
    expect(page.get_by_label("Homelessness")).to_be_checked()
    assert not violations(page)
    assert not scrolls_sideways(page)
