"""Reads why a contact is in a segment or not: each condition's truth, and the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.contacts.models import Consent, Contact, KnownPerson, Organisation
from services.notifications.segments.models import Participation
from services.notifications.segments.queries.compiling import Scope, found_innovations, mailed
from services.notifications.segments.queries.sources import (
    answers,
    innovations,
    mailings,
    recipients,
)
from services.notifications.segments.rules import Node, facts_in

_SHOWN = 5


@dataclass(frozen=True)
class Explained:
    """One part of a tree: whether it holds for the contact, the facts found, and its own parts."""

    node: Node
    holds: bool
    facts: list[str]
    parts: list[Explained]


def explain(session: Session, conditions: Node, contact: Contact) -> Explained:
    """Return the tree with what holds for a contact, read in one statement."""
    scope = Scope.make()
    leaves = list(facts_in(conditions))
    columns: list[ColumnElement[Any]] = [scope.condition(conditions)]
    for leaf in leaves:
        columns += [scope.condition(leaf), _evidence(scope, leaf, contact)]
    row = session.execute(select(*columns).where(Contact.id == contact.id)).one()
    found = iter(zip(row[1::2], row[2::2], strict=True))
    return _explained(conditions, found)


def _explained(node: Node, found: Any) -> Explained:
    if "fact" in node:
        holds, facts = next(found)
        return Explained(node, holds, list(facts or []), [])
    if "not" in node:
        part = _explained(node["not"], found)
        return Explained(node, not part.holds, [], [part])
    parts = [_explained(part, found) for part in node.get("all") or node.get("any") or []]
    all_of = "all" in node
    holds = all(p.holds for p in parts) if all_of else any(p.holds for p in parts)
    return Explained(node, holds, [], parts)


def _evidence(scope: Scope, node: Node, contact: Contact) -> ColumnElement[Any]:
    """Return a text array of up to five facts behind a condition, whether it holds or not."""
    fact = node["fact"]
    if fact == "role":
        return literal(contact.roles[:_SHOWN], ARRAY(Text))
    if fact == "consent":
        words = Consent.purpose + ", " + Consent.source
        return _listed(select(words.label("fact")).where(Consent.contact_id == contact.id))
    if fact in {"region", "kind", "succession"}:
        return _listed(_of_organisation(fact, contact))
    mine = select(scope.lineage.c.origin).where(scope.lineage.c.heir == contact.organisation_id)
    if fact == "innovation":
        return _listed(_innovations(node, mine))
    if fact in {"attended", "applied"}:
        return _listed(_participations(node, contact, mine))
    return _listed(_mails(node, contact, mine))


def _listed(query: Select[Any]) -> ColumnElement[Any]:
    inner = query.distinct().order_by("fact").limit(_SHOWN).subquery()
    facts = func.array_agg(cast(inner.c.fact, Text), type_=ARRAY(Text))
    return select(facts).scalar_subquery()


def _of_organisation(fact: str, contact: Contact) -> Select[Any]:
    ended = func.coalesce(" until " + func.to_char(Organisation.ended_on, "FMDD FMMonth YYYY"), "")
    words = {
        "region": Organisation.name + ": " + func.coalesce(Organisation.region, "no region"),
        "kind": Organisation.name + ": " + Organisation.kind,
        "succession": Organisation.name + ended,
    }[fact]
    return select(words.label("fact")).where(Organisation.id == contact.organisation_id)


def _innovations(node: Node, mine: Select[Any]) -> Select[Any]:
    year = func.coalesce(" (" + cast(innovations.c.year, Text) + ")", "")
    return select((innovations.c.title + year).label("fact")).where(
        *found_innovations(node), innovations.c.organisation_id.in_(mine)
    )


def _participations(node: Node, contact: Contact, mine: Select[Any]) -> Select[Any]:
    person = func.coalesce(KnownPerson.contact_id, Participation.person_id)
    when = func.to_char(Participation.happened_on, "FMDD FMMonth YYYY")
    who = [person == contact.id]
    if node["by"] == "council":
        who = [Participation.organisation_id.in_(mine)]
    return (
        select((Participation.event_name + ", " + when).label("fact"))
        .join(KnownPerson, KnownPerson.person_id == Participation.person_id, isouter=True)
        .where(Participation.kind == node["fact"], Participation.stands, *who)
    )


def _mails(node: Node, contact: Contact, mine: Select[Any]) -> Select[Any]:
    """The mails that count here, each with what was answered to it."""
    said = func.coalesce("answered " + answers.c.answer, literal("no answer"))
    who: ColumnElement[bool] = recipients.c.contact_id == contact.id
    if node["by"] == "council":
        who = recipients.c.organisation_id.in_(mine)
    return (
        select((mailings.c.name + ": " + said).label("fact"))
        .select_from(recipients)
        .join(mailings, mailings.c.id == recipients.c.campaign_id)
        .join(answers, answers.c.invitation_id == recipients.c.id, isouter=True)
        .where(*mailed(node), who)
    )
