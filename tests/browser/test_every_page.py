"""Every page of the route map is accessible, at both widths, with something to show and with errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, SCREENSHOTS, WIDE, scrolls_sideways, violations
from tests.browser.places import Place, furnish, page_routes
from tests.live import LiveStack

pytestmark = pytest.mark.browser
Pages = Callable[..., Page]


@pytest.fixture(scope="session")
def places(live_stack: LiveStack) -> dict[str, Place]:
    return {place.route: place for place in furnish(live_stack)}


def look_at(page: Page, name: str) -> None:
    """Keep a picture for people to look at, and hold the page against the rules."""
    SCREENSHOTS.mkdir(exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = name.strip("/").replace("/", "-").replace("<", "").replace(">", "").replace(":", "-")
    page.screenshot(path=SCREENSHOTS / f"{file or 'front'}-{width}.png", full_page=True)
    assert not violations(page)
    assert not scrolls_sideways(page), "the page is wider than the window"


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("route", sorted(page_routes()))
def test_the_page_is_accessible(
    route: str, width: int, places: dict[str, Place], page_of: Pages
) -> None:
    place = places[route]
    page = page_of(place.role, width=width)
    answer = page.goto(place.address)
    assert answer
    assert answer.status == 200, page.inner_text("body")[:500]
    look_at(page, route)


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("route", sorted(page_routes()))
def test_the_forms_of_the_page_are_accessible_when_sent_empty(
    route: str, width: int, places: dict[str, Place], page_of: Pages
) -> None:
    """Empties every form that has something to fill in and sends it; buttons alone are left be."""
    place = places[route]
    page = page_of(place.role, width=width)
    page.goto(place.address)
    forms = page.locator("form[method=post]:has(input[type=text], input[type=email], textarea)")
    for number in range(forms.count()):
        form = forms.nth(number)
        for field in form.locator("input[type=text], input[type=email], textarea").all():
            field.fill("")
        with page.expect_navigation():
            form.locator("button:not([aria-hidden])").first.click()
        if page.locator(".govuk-error-summary").count():
            look_at(page, f"{route}-with-errors-{number}")
            assert page.title().startswith("Error: "), page.title()
            link = page.locator(".govuk-error-summary a").first
            target = link.get_attribute("href") or ""
            assert page.locator(target).count() == 1, f"the error link {target} leads nowhere"
        page.goto(place.address)
        forms = page.locator("form[method=post]:has(input[type=text], input[type=email], textarea)")


@pytest.mark.parametrize("route", sorted(page_routes()))
def test_the_page_says_the_same_without_javascript(
    route: str, places: dict[str, Place], page_of: Pages
) -> None:
    place = places[route]
    page = page_of(place.role, javascript=False)
    page.goto(place.address)
    assert page.locator("h1").count() == 1
    text = page.locator("main").inner_text()
    assert text.strip()
    assert "<span" not in text, "markup is shown as text"
