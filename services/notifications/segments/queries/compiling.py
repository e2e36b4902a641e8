"""Compiles conditions into one SQL expression over contacts; every value is a bound parameter."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.contacts.models import Consent, Contact, KnownPerson, Organisation
from services.notifications.contacts.queries import successions
from services.notifications.segments.models import Participation
from services.notifications.segments.queries.sources import (
    answers,
    innovations,
    mailings,
    recipients,
)
from services.notifications.segments.rules import Node

# What the relay took; a mail that may have come twice came.
_GOT = ("sent", "uncertain")
Truth = ColumnElement[bool]


@dataclass(frozen=True)
class Scope:
    """What the conditions of one statement share: each council with itself and all it replaced."""

    lineage: CTE

    @classmethod
    def make(cls) -> Scope:
        """Return the scope of one statement."""
        line = select(Organisation.id.label("origin"), Organisation.id.label("heir")).cte(
            "lineage", recursive=True
        )
        steps = successions().subquery("steps")
        after = cast(steps.c.after, Uuid)
        return cls(
            line.union(select(line.c.origin, after).join(steps, steps.c.before == line.c.heir))
        )

    def condition(self, node: Node) -> Truth:
        """Return the truth of a tree for the contact of a row, never unknown."""
        if "all" in node:
            return and_(true(), *[self.condition(part) for part in node["all"]])
        if "any" in node:
            return or_(false(), *[self.condition(part) for part in node["any"]])
        if "not" in node:
            return not_(self.condition(node["not"]))
        return func.coalesce(_FACTS[node["fact"]](self, node), false())

    def of_council(self, organisation_ids: Select[Any]) -> Truth:
        """True where the contact's council, or one that it replaced, is among these."""
        origins = organisation_ids.subquery()
        heirs = select(self.lineage.c.heir).join(origins, origins.c[0] == self.lineage.c.origin)
        return Contact.organisation_id.in_(heirs)

    def did(self, node: Node, who: Select[Any]) -> Truth:
        """True where the contact, or anybody of their council, is in `who` (contact, organisation)."""
        found = who.subquery()
        if node["by"] == "person":
            return Contact.id.in_(select(found.c[0]).where(found.c[0].is_not(None)))
        return self.of_council(select(found.c[1]).where(found.c[1].is_not(None)))


def segment_contacts(conditions: Node) -> Select[uuid.UUID]:
    """Select the ids of the contacts that the conditions mean."""
    return select(Contact.id).where(Scope.make().condition(conditions))


def _role(_: Scope, node: Node) -> Truth:
    role = func.jsonb_array_elements_text(Contact.roles).table_valued("value").render_derived()
    written = func.lower(func.regexp_replace(func.btrim(role.c.value), r"\s+", " ", "g"))
    return exists(select(literal(1)).select_from(role).where(written.in_(node["values"])))


def _consent(_: Scope, node: Node) -> Truth:
    return Contact.id.in_(select(Consent.contact_id).where(Consent.purpose == node["purpose"]))


def _region(_: Scope, node: Node) -> Truth:
    return Contact.organisation_id.in_(
        select(Organisation.id).where(Organisation.region.in_(node["values"]))
    )


def _kind(_: Scope, node: Node) -> Truth:
    return Contact.organisation_id.in_(
        select(Organisation.id).where(Organisation.kind.in_(node["values"]))
    )


def _succession(scope: Scope, node: Node) -> Truth:
    ended = func.coalesce(Organisation.ended_on <= func.current_date(), false())
    which = select(Organisation.id).where(ended if node["value"] == "ended" else ~ended)
    if node["value"] == "successor":
        which = which.where(
            Organisation.id.in_(
                select(scope.lineage.c.heir).where(scope.lineage.c.heir != scope.lineage.c.origin)
            )
        )
    return Contact.organisation_id.in_(which)


def found_innovations(node: Node) -> list[Truth]:
    """Return what an innovation must fulfil to count."""
    wanted = [innovations.c.published, innovations.c.organisation_id.is_not(None)]
    if node.get("themes"):
        keys = cast(node["themes"], ARRAY(Text))
        wanted.append(cast(innovations.c.theme_keys, JSONB).has_any(keys))
    if node.get("since_year"):
        wanted.append(innovations.c.year >= node["since_year"])
    return wanted


def _innovation(scope: Scope, node: Node) -> Truth:
    return scope.of_council(select(innovations.c.organisation_id).where(*found_innovations(node)))


def mailed(node: Node) -> list[Truth]:
    """Return what a recipient must fulfil to have got a mail of a campaign, or to an event."""
    wanted: list[Truth] = [recipients.c.state.in_(_GOT)]
    if node.get("campaign_id"):
        return [*wanted, recipients.c.campaign_id == uuid.UUID(node["campaign_id"])]
    event = mailings.c.edition_id
    of_event = event == uuid.UUID(node["event_id"]) if node.get("event_id") else event.is_not(None)
    return [*wanted, recipients.c.campaign_id.in_(select(mailings.c.id).where(of_event))]


def got(node: Node) -> Select[Any]:
    """Select (contact, organisation) of those who got a mail of a campaign or to an event."""
    return select(recipients.c.contact_id, recipients.c.organisation_id).where(*mailed(node))


def answered(node: Node) -> Select[Any]:
    """Select (contact, organisation) of those who answered a campaign or an event's invitation."""
    query = select(recipients.c.contact_id, recipients.c.organisation_id).join(
        answers, answers.c.invitation_id == recipients.c.id
    )
    if node.get("answers"):
        query = query.where(answers.c.answer.in_(node["answers"]))
    if node.get("campaign_id"):
        return query.where(recipients.c.campaign_id == uuid.UUID(node["campaign_id"]))
    if node.get("event_id"):
        query = query.join(mailings, mailings.c.id == recipients.c.campaign_id).where(
            mailings.c.edition_id == uuid.UUID(node["event_id"])
        )
    return query


def took_part(node: Node) -> Select[Any]:
    """Select (contact, organisation) of those who attended, or applied, and did not withdraw."""
    contact = func.coalesce(KnownPerson.contact_id, Participation.person_id)
    query = (
        select(contact.label("contact"), cast(Participation.organisation_id, Uuid))
        .join(KnownPerson, KnownPerson.person_id == Participation.person_id, isouter=True)
        .where(Participation.kind == node["fact"], Participation.stands)
    )
    if node.get("event_id"):
        query = query.where(Participation.event_id == uuid.UUID(node["event_id"]))
    return query


def _silent(scope: Scope, node: Node) -> Truth:
    return func.coalesce(scope.did(node, got(node)), false()) & ~func.coalesce(
        scope.did(node, answered(node)), false()
    )


_FACTS: Mapping[str, Callable[[Scope, Node], Truth]] = {
    "role": _role,
    "consent": _consent,
    "region": _region,
    "kind": _kind,
    "succession": _succession,
    "innovation": _innovation,
    "invited": lambda scope, node: scope.did(node, got(node)),
    "answered": lambda scope, node: scope.did(node, answered(node)),
    "attended": lambda scope, node: scope.did(node, took_part(node)),
    "applied": lambda scope, node: scope.did(node, took_part(node)),
    "got_campaign": lambda scope, node: scope.did(node, got(node)),
    "answered_campaign": lambda scope, node: scope.did(node, answered(node)),
    "silent_campaign": _silent,
}
