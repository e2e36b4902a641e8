"""An address for every page about people: contacts, their choices, and accounts."""

from __future__ import annotations

from typing import Any

from tests.journeys import steps
from tests.live import LiveStack

_OF_A_CONTACT = ("edit", "erase", "record")


def people_examples(stack: LiveStack, organiser: Any, mail: Any) -> dict[str, str]:
    """The pages of one contact, and the choices that a mail's link to stop leads to."""
    found = steps.ok(organiser.get("/notifications/api/contacts", params={"limit": 1}))["items"][0]
    route, one = (
        "/notifications/contacts/<uuid:contact_id>",
        f"/notifications/contacts/{found['id']}",
    )
    stop = steps.link_in(mail["List-Unsubscribe"], "/notifications/unsubscribe/")
    choose = steps.link_in(stack.visitor.get(stop).text, "/notifications/preferences/")
    account = steps.ok(stack.client("operator").get("/notifications/api/accounts"))["items"][0]
    return {
        "/notifications/accounts/<uuid:account_id>": f"/notifications/accounts/{account['id']}",
        route: one,
        **{f"{route}/{page}": f"{one}/{page}" for page in _OF_A_CONTACT},
        "/notifications/preferences/<token>": choose,
    }
