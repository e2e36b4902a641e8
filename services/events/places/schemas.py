"""The shapes of decisions and places, in JSON and in the panel's form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, post_load, validate
from werkzeug.datastructures import MultiDict

from services.events.places.actions import Plan
from shared.refusals import Invalid
from shared.web.schemas import TrimmedSchema

_MOST_SEATS = 1000


class ChosenShape(TrimmedSchema):
    """An application that is in, with its seats."""

    application_id = fields.UUID(required=True)
    seats = fields.Integer(required=True, validate=validate.Range(1, _MOST_SEATS))


class PlanIn(TrimmedSchema):
    """What a panel means to decide."""

    chosen = fields.List(fields.Nested(ChosenShape), required=True)
    reserves = fields.List(fields.UUID(), load_default=list)
    reason = fields.String(
        required=True,
        validate=validate.Length(1, 4000, error="Say why the panel decided so"),
        error_messages={"required": "Say why the panel decided so"},
    )

    @post_load
    def to_plan(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return a Plan, and the mark where one was sent."""
        seats = {one["application_id"]: one["seats"] for one in data["chosen"]}
        if len(seats) != len(data["chosen"]):
            raise Invalid("Choose each application once", pointer="/chosen")
        plan = Plan(seats, data["reserves"], data["reason"])
        return {"plan": plan, "mark": data.get("mark", "")}


class DecisionIn(PlanIn):
    """A decision that was rehearsed: `mark` is the rehearsal's."""

    mark = fields.String(required=True)


class LetterOut(Schema):
    """A letter as it would leave."""

    kind = fields.String(required=True)
    to = fields.String(required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)


class RehearsalOut(Schema):
    """Every letter a decision would send, what to know before it, and the mark to confirm it with."""

    letters = fields.List(fields.Nested(LetterOut), required=True)
    notes = fields.List(fields.String(), required=True)
    mark = fields.String(required=True)


class DecisionOut(Schema):
    """What was decided, by whom, when and why."""

    cohort_id = fields.UUID(required=True)
    decided_at = fields.AwareDateTime(required=True)
    decided_by = fields.UUID(required=True)
    decided_by_name = fields.String(required=True)
    reason = fields.String(required=True)


class AdditionIn(ChosenShape):
    """A place for an application, after the decision."""


class WithdrawalIn(TrimmedSchema):
    """Why a place is taken back; the council reads it."""

    reason = fields.String(
        required=True,
        validate=validate.Length(1, 4000, error="Say why, the council reads it"),
        error_messages={"required": "Say why, the council reads it"},
    )


class ParticipantOut(Schema):
    """Somebody who takes a seat."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class PlaceOut(Schema):
    """A place as organisers see it."""

    id = fields.UUID(required=True)
    application_id = fields.UUID(required=True)
    reference = fields.String(attribute="application.reference", required=True)
    council = fields.String(attribute="application.lead.name", required=True)
    state = fields.String(required=True)
    seats = fields.Integer(required=True)
    position = fields.Integer(required=True)
    answer_by = fields.AwareDateTime(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_because = fields.String(required=True)
    withdrawn_by_name = fields.String(required=True)
    participants = fields.List(fields.Nested(ParticipantOut), required=True)


class PlacesOut(Schema):
    """A cohort's places, reserves in their order."""

    items = fields.List(fields.Nested(PlaceOut), required=True)


def plan_typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return what of a form or an address speaks of a decision."""
    return {
        key: value
        for key, value in form.items()
        if key == "reason" or key.startswith(("seats-", "reserve-"))
    }


def plan_of(form: MultiDict[str, str]) -> Plan:
    """Return what was typed: seats for those who are in, a number for each reserve. Raises Invalid."""
    seats: dict[uuid.UUID, int] = {}
    reserves: list[tuple[int, uuid.UUID]] = []
    for key, value in form.items():
        kind, _, name = key.partition("-")
        if kind not in {"seats", "reserve"} or not value.strip():
            continue
        if not value.strip().isdecimal() or int(value) > _MOST_SEATS:
            raise Invalid("Enter whole numbers, like 2", pointer=f"/{key}")
        try:
            application_id = uuid.UUID(name)
        except ValueError as error:
            raise Invalid("This is not an application", pointer=f"/{key}") from error
        if kind == "seats" and int(value):
            seats[application_id] = int(value)
        elif kind == "reserve" and int(value):
            reserves.append((int(value), application_id))
    ordered = [application_id for _, application_id in sorted(reserves)]
    return Plan(seats, ordered, form.get("reason", "").strip()[:4000])
