"""Signing in works in a real browser, by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.live import LiveStack

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_link_signs_in_and_the_account_page_ends_the_session(
    page_of: Pages, live_stack: LiveStack, javascript: bool
) -> None:
    page = page_of(None, javascript=javascript)
    page.goto(live_stack.run_zone("signin", "board"))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Sample board").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/notifications/account")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_keyboard_alone_asks_for_a_link(page_of: Pages) -> None:
    page = page_of(None, width=NARROW)
    page.goto("/notifications/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type("somebody@council.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
