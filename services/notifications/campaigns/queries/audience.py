"""Who a campaign reaches and who not, and why, as one statement over our own copies."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from services.notifications.campaigns.models import Campaign, Innovation
from services.notifications.campaigns.rules import Reason, theme_key
from services.notifications.contacts.models import Contact
from services.notifications.contacts.queries import bodies, successions, wants_mail
from services.notifications.contacts.rules import Purpose
from services.notifications.frequency.queries import audience_people
from services.notifications.segments.models import Segment
from services.notifications.segments.queries import segment_contacts
from services.notifications.settings import read_settings
from shared.register import COUNCIL_KINDS

_NAMED_INNOVATIONS = 5


def audience_entries(campaign: Campaign, rehearsal_id: uuid.UUID) -> Select[Any]:
    """Select the rehearsal's entries: everybody of the councils found, and every exclusion.

    Columns: rehearsal_id, contact_id, organisation_id, organisation_name, reason, values.
    """
    found = _found_innovations(campaign.themes, campaign.since_year)
    known = bodies().cte("known_bodies")
    line = _lines_of_succession(found)
    heirs = (
        select(line.c.origin, known)
        .join(known, known.c.id == line.c.heir)
        .where(known.c.kind.in_(sorted(COUNCIL_KINDS)))
        .cte("heirs")
    )
    invited = _invited_councils(found, heirs)
    people = _people_asked(campaign).cte("people")
    rows = union_all(
        _people(invited, people),
        _without_contact(invited, people),
        _abolished(line, known, heirs),
        _people_of_abolished(heirs, people),
        _not_councils(found, known),
        _unknown(found, known),
    ).subquery("entries")
    return select(literal(rehearsal_id).label("rehearsal_id"), rows).order_by(
        rows.c.organisation_name, rows.c.contact_id
    )


def segment_entries(campaign: Campaign, segment: Segment, rehearsal_id: uuid.UUID) -> Select[Any]:
    """Select the rehearsal's entries for a campaign to a segment: everybody in it, with a reason or not.

    The columns are those of `audience_entries`. Who belongs to a council that was abolished is left
    out, whether or not another took over: its successor's contacts are in the segment by themselves.
    """
    people = (
        _people_asked(campaign)
        .where(Contact.id.in_(segment_contacts(segment.conditions)))
        .add_columns(Contact.organisation_name)
        .cte("people")
    )
    known = bodies().cte("known_bodies")
    done = _done_by_heirs(campaign)
    body_name = func.coalesce(known.c.name, people.c.organisation_name)
    not_there = case(
        (known.c.id.is_(None), Reason.NO_CURRENT_BODY),
        (known.c.ended, Reason.ABOLISHED_COUNCIL),
        else_=null(),
    )
    values = func.jsonb_build_object(
        "organisation", body_name, "innovations", func.coalesce(done.c.innovations, "")
    )
    reason = _reason(people, not_there)
    rows = (
        _entry(people.c.contact_id, people.c.organisation_id, body_name, reason, values)
        .select_from(people)
        .outerjoin(known, known.c.id == people.c.organisation_id)
        .outerjoin(done, done.c.heir == people.c.organisation_id)
        .subquery("entries")
    )
    return select(literal(rehearsal_id).label("rehearsal_id"), rows).order_by(
        rows.c.organisation_name, rows.c.contact_id
    )


def _done_by_heirs(campaign: Campaign) -> CTE:
    """What each council, or those it replaced, have published on the campaign's themes, in words."""
    found = _found_innovations(campaign.themes, campaign.since_year)
    line = _lines_of_succession(found)
    return (
        select(line.c.heir, _titles(found).label("innovations"))
        .join(found, found.c.organisation_id == line.c.origin)
        .group_by(line.c.heir)
        .cte("done")
    )


def _people_asked(campaign: Campaign) -> Select[Any]:
    topics = [theme_key(theme) for theme in campaign.themes]
    cap = read_settings().mails_a_week
    return audience_people(Purpose.INVITATIONS, default_cap=cap, topics=topics)


def _found_innovations(themes: Sequence[str], since_year: int | None) -> CTE:
    query = select(Innovation).where(Innovation.published)
    if themes:
        keys = cast([theme_key(theme) for theme in themes], ARRAY(Text))
        query = query.where(cast(Innovation.theme_keys, JSONB).has_any(keys))
    if since_year is not None:
        query = query.where(Innovation.year >= since_year)
    return query.cte("found_innovations")


def _lines_of_succession(found: CTE) -> CTE:
    """Each council found with itself and all who took over from it, directly or through others."""
    line = (
        select(found.c.organisation_id.label("origin"), found.c.organisation_id.label("heir"))
        .where(found.c.organisation_id.is_not(None))
        .distinct()
        .cte("line", recursive=True)
    )
    steps = successions().subquery("steps")
    after = cast(steps.c.after, Uuid)
    return line.union(select(line.c.origin, after).join(steps, steps.c.before == line.c.heir))


def _invited_councils(found: CTE, heirs: CTE) -> CTE:
    """The councils that exist, with what they or those they replaced have done."""
    return (
        select(heirs.c.id, heirs.c.name, _titles(found).label("innovations"))
        .join(found, found.c.organisation_id == heirs.c.origin)
        .where(~heirs.c.ended)
        .group_by(heirs.c.id, heirs.c.name)
        .cte("invited")
    )


def _titles(found: CTE) -> ColumnElement[Any]:
    """The first titles of a group of innovations, as a sentence has them."""
    titles = func.array_agg(
        aggregate_order_by(literal("“") + found.c.title + "”", found.c.title), type_=ARRAY(Text)
    )
    return func.array_to_string(titles[1:_NAMED_INNOVATIONS], ", ")


def _reason(people: CTE, not_there: ColumnElement[Any]) -> ColumnElement[Any]:
    """Why a person is left out, null for who is not; of one mailbox the first that may gets it."""
    wanted = wants_mail(people.c) & ~people.c.over_budget & not_there.is_(None)
    turn = func.row_number().over(
        partition_by=people.c.mailbox,
        order_by=[wanted.desc(), func.length(people.c.email), people.c.email],
    )
    return case(
        (people.c.suppressed, Reason.SUPPRESSED),
        (people.c.left, Reason.LEFT),
        (people.c.bounced, Reason.BOUNCED),
        (not_there.is_not(None), not_there),
        (~people.c.consented, Reason.NO_CONSENT),
        (people.c.paused, Reason.PAUSED),
        (people.c.off_topic, Reason.OFF_TOPIC),
        (people.c.over_budget, Reason.OVER_BUDGET),
        (turn > 1, Reason.DUPLICATE_MAILBOX),
        else_=null(),
    )


def _people(invited: CTE, people: CTE) -> Select[Any]:
    reason = _reason(people, cast(null(), Text))
    values = func.jsonb_build_object(
        "organisation", invited.c.name, "innovations", invited.c.innovations
    )
    return _entry(people.c.contact_id, invited.c.id, invited.c.name, reason, values).join_from(
        invited, people, people.c.organisation_id == invited.c.id
    )


def _without_contact(invited: CTE, people: CTE) -> Select[Any]:
    nobody = ~select(people.c.contact_id).where(people.c.organisation_id == invited.c.id).exists()
    return _left_out(invited.c.id, invited.c.name, Reason.NO_CONTACT).where(nobody)


def _abolished(line: CTE, known: CTE, heirs: CTE) -> Select[Any]:
    """Councils that are no more and that nobody who exists took over from."""
    alive = select(heirs.c.id).where(heirs.c.origin == known.c.id, ~heirs.c.ended).exists()
    origin = select(line.c.origin).where(line.c.origin == known.c.id).exists()
    return _left_out(known.c.id, known.c.name, Reason.ABOLISHED_COUNCIL).where(
        known.c.ended, known.c.kind.in_(sorted(COUNCIL_KINDS)), origin, ~alive
    )


def _people_of_abolished(heirs: CTE, people: CTE) -> Select[Any]:
    """Contacts we still have at councils that are no more."""
    ended = select(heirs.c.id, heirs.c.name).where(heirs.c.ended).distinct().subquery("ended")
    reason = literal(str(Reason.ABOLISHED_COUNCIL))
    return _entry(people.c.contact_id, ended.c.id, ended.c.name, reason, _NOTHING).join_from(
        ended, people, people.c.organisation_id == ended.c.id
    )


def _not_councils(found: CTE, known: CTE) -> Select[Any]:
    has_found = select(found.c.id).where(found.c.organisation_id == known.c.id).exists()
    return _left_out(known.c.id, known.c.name, Reason.NOT_A_COUNCIL).where(
        known.c.kind.not_in(sorted(COUNCIL_KINDS)), has_found
    )


def _unknown(found: CTE, known: CTE) -> Select[Any]:
    is_known = select(known.c.id).where(known.c.id == found.c.organisation_id).exists()
    name = found.c.organisation_name
    reason = Reason.UNKNOWN_ORGANISATION
    return _left_out(found.c.organisation_id, name, reason).where(~is_known).distinct()


_NOTHING: ColumnElement[Any] = cast(literal("{}"), JSONB)


def _left_out(
    organisation_id: ColumnElement[Any], name: ColumnElement[Any], reason: Reason
) -> Select[Any]:
    nobody = cast(null(), Uuid)
    return _entry(nobody, organisation_id, name, literal(str(reason)), _NOTHING)


def _entry(
    contact_id: ColumnElement[Any],
    organisation_id: ColumnElement[Any],
    name: ColumnElement[Any],
    reason: ColumnElement[Any],
    values: ColumnElement[Any],
) -> Select[Any]:
    return select(
        contact_id.label("contact_id"),
        organisation_id.label("organisation_id"),
        name.label("organisation_name"),
        reason.label("reason"),
        values.label("values"),
    )
