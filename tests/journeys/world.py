"""What an organiser sets up before anybody looks: an edition, a campaign, a session."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx

from tests.journeys import steps


def plan_edition(organiser: httpx.Client, theme: str) -> dict[str, Any]:
    """An edition in the first year that has none, with the theme and a stage."""
    taken = {e["year"] for e in steps.all_items(organiser, "/events/api/editions")}
    year = next(y for y in range(2027, 2100) if y not in taken)
    first = dt.date(year, 7, 7)
    fields = {
        "year": year,
        "name": f"Innovation Zone {year}",
        "themes": [{"slug": theme, "label": theme.replace("-", " ").capitalize()}],
        "venue": "Liverpool",
        "starts_on": first.isoformat(),
        "ends_on": (first + dt.timedelta(days=2)).isoformat(),
        "stages": [{"name": "Main stage", "capacity": 200}],
    }
    made: dict[str, Any] = steps.ok(organiser.post("/events/api/editions", json=fields), 201)
    return made


def send_campaign(organiser: httpx.Client, edition: dict[str, Any], theme: str) -> dict[str, Any]:
    """A campaign written, rehearsed, approved and sent, every mail in the mailbox."""
    fields = {
        "name": f"Invitation {edition['year']}",
        "edition_id": edition["id"],
        "subject": f"Show it at {edition['name']}",
        "body": "Dear ((name)),\n\nwould ((organisation)) come to ((edition))?\n\n((answer_link))\n\n"
        "[No more invitations](((unsubscribe_link)))",
        "audience": {"themes": [theme]},
    }
    made = steps.ok(organiser.post("/notifications/api/campaigns", json=fields), 201)
    address = f"/notifications/api/campaigns/{made['id']}"
    rehearsed = steps.eventually(
        lambda: organiser.post(f"{address}/rehearsals"),
        lambda answer: answer.status_code == 201,
        seconds=30,
        what="notifications has heard of the edition",
    )
    rehearsal = rehearsed.json()
    assert rehearsal["recipients"] > 0
    assert rehearsal["excluded"], "somebody has no consent in the sample"
    steps.ok(organiser.post(f"{address}/approval", json={"hash": rehearsal["hash"]}))
    steps.ok(organiser.post(f"{address}/send"), 202)
    progress = steps.eventually(
        lambda: steps.ok(organiser.get(f"{address}/progress")),
        lambda p: p["state"] == "finished",
        seconds=60,
        what="the campaign is finished",
    )
    assert progress["sent"] == progress["recipients"] == rehearsal["recipients"]
    return made | {"address": address, "recipients": progress["recipients"]}


def accept(
    visitor: httpx.Client,
    organiser: httpx.Client,
    edition: dict[str, Any],
    campaign: dict[str, Any],
) -> dict[str, Any]:
    """Answer from the mail: looking changes nothing, pressing the button makes a proposal."""
    proposals = f"/events/api/editions/{edition['id']}/proposals"
    mail = steps.read_mail(organiser, steps.mails_about(organiser, campaign["subject"])[0])
    link = steps.link_in(steps.part(mail, "plain"), "/notifications/invitations/")
    assert visitor.get(link).status_code == 200
    assert steps.ok(organiser.get(proposals))["items"] == []
    answered = steps.submit_form(visitor, link, answer="accepted", comment="Gladly")
    assert answered.status_code in (200, 303), answered.text
    found: dict[str, Any] = steps.eventually(
        lambda: steps.ok(organiser.get(proposals))["items"], bool, seconds=30, what="the proposal"
    )[0]
    assert found["state"] == "received"
    return found


def schedule(
    organiser: httpx.Client, edition: dict[str, Any], proposal: dict[str, Any], title: str
) -> dict[str, Any]:
    """Put the proposal on a stage; the same slot again is refused."""
    fields = {
        "proposal_id": proposal["id"],
        "title": title,
        "stage_id": edition["stages"][0]["id"],
        "starts_at": f"{edition['starts_on']}T10:00:00+01:00",
        "ends_at": f"{edition['starts_on']}T10:45:00+01:00",
    }
    address = f"/events/api/editions/{edition['id']}/sessions"
    made: dict[str, Any] = steps.ok(organiser.post(address, json=fields), 201)
    again = {k: v for k, v in fields.items() if k != "proposal_id"} | {"organisation_name": "X"}
    steps.ok(organiser.post(address, json=again), 409)
    return made
