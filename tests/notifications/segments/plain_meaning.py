"""What conditions mean, written in plain Python as one would say it."""

from __future__ import annotations

import uuid
from typing import Any

from tests.notifications.segments.invented_rows import CAMPAIGNS, EVENTS, Rows


class Invented(Rows):
    """A world that can say for whom a condition holds."""

    def lineage(self, organisation_id: uuid.UUID | None) -> set[uuid.UUID]:
        found: set[uuid.UUID] = set()
        waiting = {organisation_id} - {None}
        while waiting:
            found |= waiting  # type: ignore[arg-type]
            waiting = {
                o["id"]
                for o in self.organisations
                if o["ended_on"] and any(s in waiting for s in o["successor_ids"])
            } - found
        return found

    def holds(self, node: dict[str, Any], contact: dict[str, Any]) -> bool:
        if "all" in node:
            return all(self.holds(part, contact) for part in node["all"])
        if "any" in node:
            return any(self.holds(part, contact) for part in node["any"])
        if "not" in node:
            return not self.holds(node["not"], contact)
        return bool(getattr(self, f"is_{node['fact']}")(node, contact))

    def body(self, contact: dict[str, Any]) -> dict[str, Any]:
        mine = [o for o in self.organisations if o["id"] == contact["organisation_id"]]
        return mine[0] if mine else {}

    def is_role(self, node: Any, contact: Any) -> bool:
        return any(" ".join(r.lower().split()) in node["values"] for r in contact["roles"])

    def is_consent(self, node: Any, contact: Any) -> bool:
        return (contact["id"], node["purpose"]) in self.consents

    def is_region(self, node: Any, contact: Any) -> bool:
        return self.body(contact).get("region") in node["values"]

    def is_kind(self, node: Any, contact: Any) -> bool:
        return self.body(contact).get("kind") in node["values"]

    def is_succession(self, node: Any, contact: Any) -> bool:
        body = self.body(contact)
        if not body:
            return False
        if node["value"] == "ended":
            return body["ended_on"] is not None
        exists = body["ended_on"] is None
        return exists and (node["value"] == "current" or len(self.lineage(body["id"])) > 1)

    def is_innovation(self, node: Any, contact: Any) -> bool:
        return any(
            i["published"]
            and i["organisation_id"] in self.lineage(contact["organisation_id"])
            and (not node.get("themes") or set(node["themes"]) & set(i["theme_keys"]))
            and (not node.get("since_year") or (i["year"] or 0) >= node["since_year"])
            for i in self.innovations
        )

    def did(self, node: Any, contact: Any, who: list[tuple[Any, Any]]) -> bool:
        if node["by"] == "person":
            return any(person == contact["id"] for person, _ in who)
        return any(body in self.lineage(contact["organisation_id"]) for _, body in who)

    def mails(self, node: Any) -> list[dict[str, Any]]:
        """A campaign's mails: the first campaign is to the first event, the second to none."""
        wanted = node.get("campaign_id")
        event = node.get("event_id")
        campaigns = {CAMPAIGNS[0]} if event in (None, str(EVENTS[0])) else set()
        if wanted:
            campaigns = {uuid.UUID(wanted)}
        return [r for r in self.recipients if r["campaign_id"] in campaigns]

    def is_invited(self, node: Any, contact: Any) -> bool:
        got = [r for r in self.mails(node) if r["state"] in ("sent", "uncertain")]
        return self.did(node, contact, [(r["contact_id"], r["organisation_id"]) for r in got])

    is_got_campaign = is_invited

    def is_answered(self, node: Any, contact: Any) -> bool:
        rows = self.mails(node)
        if not node.get("campaign_id") and not node.get("event_id"):
            rows = self.recipients
        said = [
            r
            for r in rows
            if r["id"] in self.answers
            and (not node.get("answers") or self.answers[r["id"]] in node["answers"])
        ]
        return self.did(node, contact, [(r["contact_id"], r["organisation_id"]) for r in said])

    is_answered_campaign = is_answered

    def is_silent_campaign(self, node: Any, contact: Any) -> bool:
        return self.is_got_campaign(node, contact) and not self.is_answered(node, contact)

    def is_attended(self, node: Any, contact: Any) -> bool:
        rows = [
            p
            for p in self.participations
            if p["stands"]
            and p["kind"] == node["fact"]
            and node.get("event_id") in (None, str(p["event_id"]))
        ]
        who = [(self.known.get(p["person_id"], p["person_id"]), p["organisation_id"]) for p in rows]
        return self.did(node, contact, who)

    is_applied = is_attended
