"""Shapes of innovations in the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields as fields_of
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.catalogue.innovations.rules import (
    InnovationText,
    Source,
    State,
    faults_of,
    region_of,
    theme_slugs,
)
from shared.web import CursorQuery


class InnovationIn(Schema):
    """What somebody submits; the organisation is named as people write it."""

    title = fields.String(required=True)
    summary = fields.String(required=True)
    organisation = fields.String(required=True)
    region = fields.String(allow_none=True)
    year = fields.Integer(allow_none=True, strict=True)
    themes = fields.List(fields.String())
    link = fields.String(allow_none=True)

    @post_load
    def checked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Tidy the texts and refuse what the rules refuse, by field."""
        for name in {"title", "organisation"} & data.keys():
            data[name] = " ".join(data[name].split())
        if "themes" in data:
            data["themes"] = theme_slugs(data["themes"])
        if "region" in data:
            data["region"] = region_of(data["region"])
        whole = InnovationText(
            **({"title": "-", "summary": "-", "organisation": "-"} | data_of(data))
        )
        faults = faults_of(whole, dt.datetime.now(dt.UTC).year)
        if faults:
            raise ValidationError({name: [said] for name, said in faults.items()})
        return data


class InnovationEdit(InnovationIn):
    """What somebody changes; `organisation_id` says which organisation is meant, null that none is."""

    organisation_id = fields.UUID(allow_none=True)


class InnovationOut(Schema):
    """An innovation; `council` is the official name of its organisation where that is known."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    organisation = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    council = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True, allow_none=True)
    themes = fields.List(fields.String(), required=True)
    link = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    source = fields.String(required=True)
    continues_id = fields.UUID(required=True, allow_none=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    url = fields.String(required=True)


class InnovationQuery(CursorQuery):
    """What a list of innovations may be narrowed to."""

    state = fields.String(load_default=None, validate=validate.OneOf(list(State)))
    source = fields.String(load_default=None, validate=validate.OneOf(list(Source)))
    reference = fields.String(load_default=None)
    organisation_id = fields.UUID(load_default=None)


def data_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return those of the values that are an innovation's text."""
    names = {field.name for field in fields_of(InnovationText)}
    return {name: value for name, value in data.items() if name in names}


class OrganisationName(Schema):
    """An organisation by its id and official name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class UnmatchedOut(Schema):
    """A name as written without an organisation, and who could be meant."""

    name = fields.String(required=True)
    innovations = fields.Integer(required=True)
    kind = fields.String(required=True)
    candidates = fields.List(fields.Nested(OrganisationName), required=True)


class ChoiceIn(Schema):
    """Whom a name as written means."""

    name = fields.String(required=True)
    organisation_id = fields.UUID(required=True)


class ChoiceOut(Schema):
    """How many innovations have an organisation now."""

    innovations = fields.Integer(required=True)
