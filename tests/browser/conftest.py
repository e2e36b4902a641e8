"""Chromium on a live stack, signed in as any role, at any width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.live import LiveStack, live_stack

__all__ = ["live_stack"]

REPOSITORY = Path(__file__).parent.parent.parent
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = REPOSITORY / "screenshots"
NARROW, WIDE = 320, 1280
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def close_loaded(page: Page) -> None:
    """Close a page that is done loading: Chromium may never answer for one closed on its way."""
    page.wait_for_load_state("load")
    page.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; as root without its sandbox, which refuses root."""
    program = shutil.which("chromium")
    assert program, "install chromium: `make test-browser` says how"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=[*_QUIET, *sandbox])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, live_stack: LiveStack) -> Iterator[Callable[..., BrowserContext]]:
    """Return a browser context signed in as a role (None: a visitor), one a role and setting."""
    made: dict[tuple[str | None, bool], BrowserContext] = {}

    def context_of(role: str | None, *, javascript: bool = True) -> BrowserContext:
        key = (role, javascript)
        if key not in made:
            made[key] = browser.new_context(base_url=live_stack.url, java_script_enabled=javascript)
            if role:
                page = made[key].new_page()
                page.goto(live_stack.run_zone("signin", role))
                page.get_by_role("button", name="Sign in").click()
                close_loaded(page)
        return made[key]

    yield context_of
    for context in made.values():
        context.close()


@pytest.fixture
def page_of(signed_in: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return a new page of a role at a width; what the page throws fails the test."""
    pages: list[Page] = []
    faults: list[str] = []

    def make(role: str | None = None, *, width: int = WIDE, javascript: bool = True) -> Page:
        page = signed_in(role, javascript=javascript).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console", lambda said: faults.append(said.text) if "Refused" in said.text else None
        )
        pages.append(page)
        return page

    yield make
    for page in pages:
        close_loaded(page)
    assert not faults, "scripts threw errors"


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it is now."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: {type: "tag", values:
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})).violations
        .map(v => `${v.id}: ${v.help} at ${v.nodes.map(n => n.target.join(" ")).join("; ")}`)"""
    )
    return [str(one) for one in found]


def scrolls_sideways(page: Page) -> bool:
    """True when the page as a whole is wider than the window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
