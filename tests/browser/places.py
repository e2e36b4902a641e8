"""An address for every page of the written route map, on a stack that has something to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.architecture.test_roles import ANYONE, written_matrix
from tests.browser.cohort_places import cohort_examples
from tests.browser.people_places import people_examples
from tests.browser.solver_places import solver_examples
from tests.journeys import steps, world
from tests.live import LiveStack

_NOT_PAGES = re.compile(r"/api/|/live$|/ready$|/metrics$|/assets/|\.ics$|\.csv$|\.html$")

# Shown to one person alone; tests/browser/test_proposing.py looks at them.
_HELD = {
    "GET /events/proposals/mine/<uuid:proposal_id>",
    "GET /events/editions/<slug>/reviewing/<uuid:proposal_id>",
}


@dataclass(frozen=True)
class Place:
    """A page: its route, an address of it with something to see, and a role that may see it."""

    route: str
    address: str
    role: str | None


def page_routes() -> dict[str, frozenset[str]]:
    """Every route that shows a page, with the roles that may see it."""
    return {
        route.removeprefix("GET "): roles
        for route, roles in written_matrix().items()
        if route.startswith("GET ") and not _NOT_PAGES.search(route) and route not in _HELD
    }


def furnish(stack: LiveStack) -> list[Place]:
    """Set up an edition with a campaign, an answer, a session and a release, and find every page."""
    examples = _examples(stack)
    places = []
    for route, roles in page_routes().items():
        address = examples.get(route)
        assert address or "<" not in route, f"{route} has no example in {__file__}"
        role = None if ANYONE in roles else max(roles)
        places.append(Place(route, address or route, role))
    return places


def _examples(stack: LiveStack) -> dict[str, str]:
    organiser, reviewer = stack.client("organiser"), stack.client("reviewer")
    found = steps.ok(stack.visitor.get("/catalogue/api/search", params={"limit": 100}))
    theme = found["facets"]["theme"][0]["value"]
    edition = world.plan_edition(organiser, theme)
    campaign = world.send_campaign(organiser, edition, theme)
    proposal = world.accept(stack.visitor, organiser, edition, campaign)
    session = world.schedule(organiser, edition, proposal, "A session to look at")
    steps.ok(organiser.post(f"/events/api/editions/{edition['id']}/releases"), 201)
    unsent = {k: campaign[k] for k in ("edition_id", "subject", "body", "audience")}
    draft = steps.ok(
        organiser.post("/notifications/api/campaigns", json={"name": "A draft", **unsent}), 201
    )
    return {
        **_catalogue_examples(reviewer, found),
        **_saved_search_examples(stack, organiser),
        **_events_examples(edition, session),
        **_proposal_examples(organiser, edition),
        **cohort_examples(stack.visitor, organiser),
        **solver_examples(organiser, edition),
        **_notifications_examples(stack, organiser, campaign, draft),
    }


def _catalogue_examples(reviewer: Any, found: dict[str, Any]) -> dict[str, str]:
    entry = "reference,title,organisation,summary\nBROWSER1,A draft to review,Nowhere Trust,Text.\n"
    imported = steps.import_file(
        reviewer, "catalogue", "innovations", "browser.csv", entry.encode()
    )
    shown = found["items"][0]
    words = steps.ok(reviewer.get("/catalogue/api/vocabulary", params={"limit": 1}))
    entry = words["items"][0]
    council = steps.ok(reviewer.get("/catalogue/api/organisations", params={"limit": 1}))["items"][
        0
    ]
    ask = {"title": "Who has tried night buses?", "text": "Text.", "organisation": "Leeds"}
    posted = steps.ok(reviewer.post("/catalogue/api/postings", json=ask | {"kind": "ask"}), 201)
    need = _need(reviewer)
    return {
        "/catalogue/needs/<uuid:need_id>": f"/catalogue/needs/{need}",
        "/catalogue/postbox/<uuid:posting_id>": posted["url"],
        "/catalogue/postbox/<uuid:posting_id>/edit": f"{posted['url']}/edit",
        "/catalogue/imports/<uuid:import_id>": f"/catalogue/imports/{imported['id']}",
        "/catalogue/innovations/<slug>": f"/catalogue/innovations/{shown['slug']}",
        "/catalogue/innovations/<slug>/edit": f"/catalogue/innovations/{shown['slug']}/edit",
        "/catalogue/organisations/<uuid:organisation_id>": f"/catalogue/organisations/{council['id']}",
        "/catalogue/themes/<theme>": f"/catalogue/themes/{shown['themes'][0]}",
        "/catalogue/regions/<region>": "/catalogue/regions/london",
        "/catalogue/search": "/catalogue/search?q=health&region=London",
        "/catalogue/vocabulary/<uuid:entry_id>": f"/catalogue/vocabulary/{entry['id']}",
        "/catalogue/unmatched/organisation": "/catalogue/unmatched/organisation?name=Nowhere+Trust",
    }


def _saved_search_examples(stack: LiveStack, organiser: Any) -> dict[str, str]:
    """Searches that a visitor saved: one to confirm, one that is confirmed."""
    route = "/catalogue/saved-searches"
    waiting, confirmed = (
        _save_and_read_link(stack, organiser, words) for words in ("night buses", "day buses")
    )
    manage = steps.submit_form(stack.visitor, confirmed).headers["Location"]
    return {
        f"{route}/new": f"{route}/new?q=night+buses&region=London",
        f"{route}/confirm/<token>": waiting,
        f"{route}/manage/<token>": manage,
        f"{route}/stop/<token>": manage.replace("/manage/", "/stop/"),
    }


def _save_and_read_link(stack: LiveStack, organiser: Any, words: str) -> str:
    form = f"/catalogue/saved-searches/new?q={words}"
    steps.submit_form(stack.visitor, form, frequency="daily", email="visitor@council.example")
    mails = steps.eventually(
        lambda: steps.mails_about(organiser, f"Confirm your saved search: “{words}”"),
        bool,
        seconds=60,
        what="a link to confirm is mailed",
    )
    text = steps.part(steps.read_mail(organiser, mails[0]), "plain")
    return steps.link_in(text, "/catalogue/saved-searches/confirm/")


def _need(reviewer: Any) -> str:
    """The id of a need that a search without results makes; it is counted after the answer."""
    browser = {"User-Agent": "Mozilla/5.0 Firefox/140.0"}
    reviewer.get("/catalogue/search", params={"q": "xylophone"}, headers=browser)
    needs = steps.eventually(
        lambda: steps.ok(reviewer.get("/catalogue/api/unmet-needs"))["items"],
        bool,
        seconds=20,
        what="a search without results is on the board",
    )
    return str(needs[0]["id"])


def _events_examples(edition: dict[str, Any], session: dict[str, Any]) -> dict[str, str]:
    workspace = f"/events/editions/{edition['slug']}"
    one = f"{workspace}/sessions/{session['id']}"
    route = "/events/editions/<slug>"
    return {
        "/events/<slug>/programme": edition["programme_path"],
        route: workspace,
        **{
            f"{route}/{page}": f"{workspace}/{page}"
            for page in ("copy", "edit", "end", "release", "reschedule", "timetable")
        },
        f"{route}/proposals/new": f"{workspace}/proposals/new",
        f"{route}/sessions/new": f"{workspace}/sessions/new",
        f"{route}/sessions/<uuid:session_id>": one,
        f"{route}/sessions/<uuid:session_id>/cancel": f"{one}/cancel",
    }


def _proposal_examples(organiser: Any, edition: dict[str, Any]) -> dict[str, str]:
    rows = "reference,title,organisation,theme\nP1,Drones over the coast,Kent,coast\n"
    imported = steps.import_file(
        organiser, "events", "proposals", "p.csv", rows.encode(), edition=edition["slug"]
    )
    [made] = [
        item
        for item in steps.all_items(organiser, f"/events/api/editions/{edition['id']}/proposals")
        if item["reference"] == "P1"
    ]
    route, here = "/events/editions/<slug>", f"/events/editions/{edition['slug']}"
    return {
        "/events/imports/<uuid:import_id>": f"/events/imports/{imported['id']}",
        f"{route}/proposals/<uuid:proposal_id>/edit": f"{here}/proposals/{made['id']}/edit",
        **_call_examples(organiser, edition),
        **_review_examples(organiser, edition, made),
    }


def _review_examples(
    organiser: Any, edition: dict[str, Any], proposal: dict[str, Any]
) -> dict[str, str]:
    """Reviewing, as whoever organises and reviews: an operator is both."""
    route, here = "/events/editions/<slug>", f"/events/editions/{edition['slug']}"
    return {
        f"{route}/review": f"{here}/review",
        f"{route}/review/settings": f"{here}/review/settings",
        f"{route}/review/<uuid:proposal_id>": f"{here}/review/{proposal['id']}",
        f"{route}/decisions": f"{here}/decisions?decision=accepted&proposal={proposal['id']}",
        f"{route}/reviewing": f"{here}/reviewing",
        "/events/proposals/offer/<token>": "/events/proposals/offer/a-token",
    }


def _call_examples(organiser: Any, edition: dict[str, Any]) -> dict[str, str]:
    """The open call; without the browser that holds a proposal its page says how to open it."""
    opened = organiser.patch(
        f"/events/api/editions/{edition['id']}",
        json={"call_is_open": True},
        headers={"If-Match": "*"},
    )
    steps.ok(opened)
    here = f"/events/{edition['slug']}/propose"
    return {
        "/events/<slug>/propose": here,
        "/events/<slug>/propose/sent": f"{here}/sent",
        "/events/proposals/link/<token>": "/events/proposals/link/a-token",
    }


def _notifications_examples(
    stack: LiveStack, organiser: Any, campaign: dict[str, Any], draft: dict[str, Any]
) -> dict[str, str]:
    mails = steps.mails_about(organiser, campaign["subject"])
    mail = steps.read_mail(organiser, mails[0])
    invitation = steps.link_in(steps.part(mail, "plain"), "/notifications/invitations/")
    imported = steps.import_file(
        organiser, "notifications", "contacts", "contacts.csv", steps.sample("contacts.csv")
    )
    sign_in = stack.run_zone("signin", "board").removeprefix(stack.url)
    route, sent = (
        "/notifications/campaigns/<uuid:campaign_id>",
        f"/notifications/campaigns/{campaign['id']}",
    )
    unsent = f"/notifications/campaigns/{draft['id']}"
    listed = organiser.get(f"/notifications/api/campaigns/{campaign['id']}/recipients")
    somebody = steps.ok(listed)["items"][0]["id"]
    return {
        **people_examples(stack, organiser, mail),
        "/notifications/imports/<uuid:import_id>": f"/notifications/imports/{imported['id']}",
        "/notifications/invitations/<token>": invitation,
        "/notifications/invitations/<token>/thanks": f"{invitation}/thanks",
        "/notifications/unsubscribe/<token>": steps.link_in(
            mail["List-Unsubscribe"], "/notifications/unsubscribe/"
        ),
        "/notifications/sign-in/<token>": sign_in,
        route: sent,
        f"{route}/recipients/<uuid:recipient_id>": f"{sent}/recipients/{somebody}",
        **{f"{route}/{page}": f"{sent}/{page}" for page in ("answers", "progress", "recipients")},
        **{
            f"{route}/{page}": f"{unsent}/{page}"
            for page in ("cancel", "edit", "files", "preview", "rehearsal")
        },
        **_writing_examples(organiser),
    }


def _writing_examples(organiser: Any) -> dict[str, str]:
    """Addresses of the pages on which mails are written and audiences built."""
    conditions = {
        "any": [
            {"fact": "innovation", "themes": ["health"], "since_year": 2020},
            {"not": {"fact": "region", "values": ["London"]}},
            {"all": [{"fact": "role", "values": ["leader"]}, {"fact": "invited"}]},
        ]
    }
    segment = steps.ok(
        organiser.post(
            "/notifications/api/segments", json={"name": "Health", "conditions": conditions}
        ),
        201,
    )
    route, one = (
        "/notifications/segments/<uuid:segment_id>",
        f"/notifications/segments/{segment['id']}",
    )
    text = {
        "name": "Invitation",
        "subject": "((organisation)): come",
        "body": "Click [here](((answer_link)))",
    }
    template = steps.ok(organiser.post("/notifications/api/templates", json=text), 201)
    look = {"name": "A council", "colour": "#ffd700"}
    brand = steps.ok(organiser.post("/notifications/api/brands", json=look), 201)
    written = f"/notifications/templates/{template['id']}"
    someone = steps.ok(organiser.get("/notifications/api/contacts", params={"limit": 1}))
    return {
        route: f"{one}?address={someone['items'][0]['email']}",
        f"{route}/edit": f"{one}/edit",
        "/notifications/templates/<uuid:template_id>": written,
        "/notifications/templates/<uuid:template_id>/edit": f"{written}/edit",
        "/notifications/brands/<uuid:brand_id>/edit": f"/notifications/brands/{brand['id']}/edit",
    }
