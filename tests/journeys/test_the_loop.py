"""The system's main job from end to end, on any live stack: over HTTP and by the mailbox alone."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys import steps, world
from tests.live import LiveStack


@pytest.fixture(scope="module")
def operator(live_stack: LiveStack) -> httpx.Client:
    return live_stack.client("operator")


@pytest.fixture(scope="module")
def organiser(live_stack: LiveStack) -> httpx.Client:
    return live_stack.client("organiser")


@pytest.fixture(scope="module")
def reviewer(live_stack: LiveStack) -> httpx.Client:
    return live_stack.client("reviewer")


def search(client: httpx.Client, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = steps.ok(client.get("/catalogue/api/search", params=query))
    return found


def test_importing_a_file_again_changes_nothing(operator: httpx.Client) -> None:
    for _ in range(2):
        report = steps.import_file(
            operator, "catalogue", "innovations", "innovations.csv",
            steps.sample("innovations.csv"), publish="true",
        )  # fmt: skip
        assert report["state"] == "done"
        assert report["rejected"] == 0
    assert report["unchanged"] == report["rows"] > 100
    report = steps.import_file(
        operator, "notifications", "contacts", "contacts.csv", steps.sample("contacts.csv")
    )
    assert report["state"] == "done"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"reference;colour\n1;red\n", "title"),
        ("reference,title\nR1,Caf\xe9\n".encode("latin-1"), "UTF-8"),
        (b"reference,title,organisation,summary\nR1," + b"x" * 10_000_000 + b"\n", "line"),
        (b"", "empty"),
    ],
    ids=["a workbook", "wrong columns", "bad encoding", "a line of 10 MB", "nothing"],
)
def test_a_wrong_file_says_what_is_wrong(operator: httpx.Client, content: bytes, said: str) -> None:
    report = steps.import_file(operator, "catalogue", "innovations", "wrong.csv", content)
    assert report["state"] == "failed"
    assert said.lower() in report["errors"][0]["message"].lower()
    assert report["rows"] == report["created"] == 0


@pytest.mark.real_data
def test_a_real_register_and_real_innovations_come_in_once(
    operator: httpx.Client, real_data: Path
) -> None:
    files = [("register", "councils.csv", 380), ("innovations", "innovations-120.csv", 120)]
    for kind, name, rows in files:
        content = (real_data / name).read_bytes()
        for _ in range(2):
            report = steps.import_file(operator, "catalogue", kind, name, content, publish="true")
            assert (report["state"], report["rows"], report["rejected"]) == ("done", rows, 0)
        assert report["unchanged"] == rows
    kept = steps.ok(operator.get("/catalogue/api/unmatched-organisations"))["items"]
    assert "Estuary Festival" in str(kept)
    found = search(operator, q="fly tipping Kingston-upon-Thames RBC")
    assert found["total"] > 0


def test_a_published_entry_is_found_within_a_second(
    live_stack: LiveStack, reviewer: httpx.Client
) -> None:
    word = f"zq{uuid.uuid4().hex[:12]}"
    entry = f"reference,title,organisation,summary\n{word},Pontoon {word} library,Leeds,A boat.\n"
    steps.import_file(
        reviewer, "catalogue", "innovations", "one.csv", entry.encode(), publish="true"
    )
    found = steps.eventually(
        lambda: search(live_stack.visitor, q=word), lambda f: f["total"] == 1, seconds=2, what="it"
    )
    assert "<mark>" in found["items"][0]["snippet"] or word in found["items"][0]["title"]


def test_search_ranks_counts_and_forgives(live_stack: LiveStack) -> None:
    everything = search(live_stack.visitor)
    assert everything["total"] > 100
    assert set(everything["facets"]) == {"theme", "region", "organisation_kind", "year"}
    theme = everything["facets"]["theme"][0]
    assert search(live_stack.visitor, theme=theme["value"])["total"] == theme["count"]
    assert search(live_stack.visitor, q="apprentises")["total"] >= 1


@pytest.fixture(scope="module")
def theme(live_stack: LiveStack, operator: httpx.Client) -> str:
    test_importing_a_file_again_changes_nothing(operator)
    found = steps.eventually(
        lambda: search(live_stack.visitor), lambda f: f["total"] > 100, seconds=30, what="index"
    )
    return str(found["facets"]["theme"][0]["value"])


@pytest.fixture(scope="module")
def edition(organiser: httpx.Client, theme: str) -> dict[str, Any]:
    return world.plan_edition(organiser, theme)


@pytest.fixture(scope="module")
def campaign(organiser: httpx.Client, edition: dict[str, Any], theme: str) -> dict[str, Any]:
    return world.send_campaign(organiser, edition, theme)


def test_every_recipient_has_one_mail_with_personal_links(
    organiser: httpx.Client, campaign: dict[str, Any]
) -> None:
    mails = steps.mails_about(organiser, campaign["subject"])
    assert len(mails) == campaign["recipients"]
    assert len({mail["recipient"] for mail in mails}) == len(mails)
    assert len({mail["message_id"] for mail in mails}) == len(mails)
    mail = steps.read_mail(organiser, mails[0])
    for kind in ("plain", "html"):
        assert "/notifications/invitations/" in steps.part(mail, kind)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/notifications/unsubscribe/" in mail["List-Unsubscribe"]


def test_one_click_unsubscribes_without_a_question(
    live_stack: LiveStack, organiser: httpx.Client, campaign: dict[str, Any]
) -> None:
    mail = steps.read_mail(organiser, steps.mails_about(organiser, campaign["subject"])[-1])
    link = steps.link_in(mail["List-Unsubscribe"], "/notifications/unsubscribe/")
    assert live_stack.visitor.get(link).status_code == 200
    answer = live_stack.visitor.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    again = {k: campaign[k] for k in ("edition_id", "subject", "body", "audience")}
    fields = {"name": f"Again {uuid.uuid4().hex[:8]}", **again}
    second = steps.ok(organiser.post("/notifications/api/campaigns", json=fields), 201)
    address = f"/notifications/api/campaigns/{second['id']}/rehearsals"
    rehearsal = steps.ok(organiser.post(address), 201)
    assert rehearsal["recipients"] < campaign["recipients"]


def test_an_acceptance_ends_as_a_published_innovation(
    live_stack: LiveStack,
    organiser: httpx.Client,
    reviewer: httpx.Client,
    edition: dict[str, Any],
    campaign: dict[str, Any],
) -> None:
    proposal = world.accept(live_stack.visitor, organiser, edition, campaign)
    title = f"What {proposal['organisation_name']} learned {uuid.uuid4().hex[:8]}"
    session = world.schedule(organiser, edition, proposal, title)
    steps.ok(organiser.post(f"/events/api/editions/{edition['id']}/releases"), 201)
    look_at_programme(live_stack, edition, title)
    steps.ok(organiser.post(f"/events/api/editions/{edition['id']}/end"))
    publish_draft(live_stack, reviewer, title)
    assert session["title"] == title


def look_at_programme(live_stack: LiveStack, edition: dict[str, Any], title: str) -> None:
    """The newest programme is online as page, JSON and calendar."""
    visitor = live_stack.visitor
    assert title in visitor.get(edition["programme_path"]).text
    assert title in visitor.get(f"/events/api/editions/{edition['id']}/programme").text
    calendar = visitor.get(f"{edition['programme_path']}.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in calendar.text


def publish_draft(live_stack: LiveStack, reviewer: httpx.Client, title: str) -> None:
    """The session waits as a draft; published, it is found and its views are counted."""
    drafts = {"state": "draft"}
    draft = steps.eventually(
        lambda: [
            item
            for item in steps.all_items(reviewer, "/catalogue/api/innovations", **drafts)
            if item["title"] == title
        ],
        bool,
        seconds=30,
        what="the draft",
    )[0]
    address = f"/catalogue/api/innovations/{draft['id']}"
    etag = reviewer.get(address).headers["ETag"]
    steps.ok(reviewer.post(f"{address}/publication", headers={"If-Match": etag}))
    found = steps.eventually(
        lambda: search(live_stack.visitor, q=title.rsplit(maxsplit=1)[-1]),
        lambda f: f["total"] == 1,
        seconds=3,
        what="the published innovation is found",
    )["items"][0]
    page = found["url"][found["url"].index("/catalogue/") :]
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    assert title in live_stack.visitor.get(page, headers=browser).text
    views = steps.eventually(
        lambda: steps.ok(reviewer.get("/catalogue/api/insights/views")),
        lambda v: draft["id"] in str(v),
        seconds=5,
        what="the view is counted",
    )
    assert views
