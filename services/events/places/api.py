"""Endpoints of decisions and places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app

from services.events.cohorts.queries import get_cohort
from services.events.database import database
from services.events.places.actions import (
    add_place,
    confirm_decision,
    rehearse_decision,
    withdraw_place,
)
from services.events.places.queries import list_places
from services.events.places.schemas import (
    AdditionIn,
    DecisionIn,
    DecisionOut,
    PlaceOut,
    PlacesOut,
    PlanIn,
    RehearsalOut,
    WithdrawalIn,
)
from shared.auth.access import access, require_principal
from shared.auth.tokens import Role
from shared.web import idempotent
from shared.web.api import api_blueprint

api = api_blueprint("events", "places", description="Who is in a cohort.")


@api.route("/cohorts/<uuid:cohort_id>/decision-rehearsals", methods=["POST"])
@access(Role.ORGANISER)
@api.arguments(PlanIn)
@api.response(200, RehearsalOut)
def rehearse(fields: dict[str, Any], cohort_id: uuid.UUID) -> Any:
    """Show every letter that a decision would send; nothing is kept."""
    return rehearse_decision(cohort_id, fields["plan"], dt.datetime.now(dt.UTC))


@api.route("/cohorts/<uuid:cohort_id>/decision", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(DecisionIn)
@api.response(201, DecisionOut)
def decide(fields: dict[str, Any], cohort_id: uuid.UUID) -> Any:
    """Confirm a rehearsed decision: places are offered, and every applicant is told."""
    principal = require_principal()
    return confirm_decision(
        cohort_id,
        fields["plan"],
        fields["mark"],
        decided_by=principal.subject,
        decided_by_name=principal.name,
        public_url=current_app.config["SETTINGS"].public_url,
        now=dt.datetime.now(dt.UTC),
    )


@api.route("/cohorts/<uuid:cohort_id>/places", methods=["GET"])
@access(Role.ORGANISER)
@api.response(200, PlacesOut)
def index(cohort_id: uuid.UUID) -> dict[str, Any]:
    """List a cohort's places with their people, the reserves in their order."""
    with database.reading() as session:
        get_cohort(session, cohort_id)
        return {"items": list_places(session, cohort_id)}


@api.route("/cohorts/<uuid:cohort_id>/places", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(AdditionIn)
@api.response(201, PlaceOut)
def add(fields: dict[str, Any], cohort_id: uuid.UUID) -> Any:
    """Offer free seats to an application after the decision; never more than are free."""
    return add_place(
        cohort_id,
        fields["application_id"],
        fields["seats"],
        public_url=current_app.config["SETTINGS"].public_url,
        now=dt.datetime.now(dt.UTC),
    )


@api.route("/cohorts/<uuid:cohort_id>/places/<uuid:place_id>/withdrawal", methods=["POST"])
@access(Role.ORGANISER)
@idempotent
@api.arguments(WithdrawalIn)
@api.response(201, PlaceOut)
def withdraw(fields: dict[str, Any], cohort_id: uuid.UUID, place_id: uuid.UUID) -> Any:
    """Take a place back, tell the council why, and offer its seats to the next reserve."""
    return withdraw_place(
        cohort_id,
        place_id,
        fields["reason"],
        by_name=require_principal().name,
        public_url=current_app.config["SETTINGS"].public_url,
        now=dt.datetime.now(dt.UTC),
    )
