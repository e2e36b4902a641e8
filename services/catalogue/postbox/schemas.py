"""Shapes of asks and offers in the API."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from services.catalogue.innovations.rules import theme_slugs
from services.catalogue.postbox.rules import Kind, PostingText, State, faults_of
from shared.web import CursorQuery
from shared.web.schemas import TrimmedSchema


class PostingEdit(TrimmedSchema):
    """What somebody changes; the organisation is named as people write it."""

    title = fields.String()
    text = fields.String()
    organisation = fields.String()
    themes = fields.List(fields.String())

    @post_load
    def checked(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Tidy the texts and refuse what the rules refuse, by field."""
        for name in {"title", "organisation"} & data.keys():
            data[name] = " ".join(data[name].split())
        if "themes" in data:
            data["themes"] = theme_slugs(data["themes"])
        said = {name: value for name, value in data.items() if name != "kind"}
        whole = {"title": "-", "text": "-", "organisation": "-"} | said
        faults = faults_of(PostingText(**whole))
        if faults:
            raise ValidationError({name: [fault] for name, fault in faults.items()})
        return data


class PostingIn(PostingEdit):
    """What somebody posts."""

    kind = fields.Enum(Kind, by_value=True, required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    organisation = fields.String(required=True)


class PostingOut(TrimmedSchema):
    """An ask or an offer; `council` is the official name of its organisation where that is known."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    themes = fields.List(fields.String(), required=True)
    organisation = fields.String(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    council = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    url = fields.String(required=True)


class PostingQuery(CursorQuery):
    """What a list of postings may be narrowed to."""

    kind = fields.Enum(Kind, by_value=True, load_default=None)
    state = fields.Enum(State, by_value=True, load_default=None)
    theme = fields.String(load_default=None, validate=validate.Length(max=200))


class StateIn(TrimmedSchema):
    """Where a posting is to be."""

    state = fields.Enum(State, by_value=True, required=True)
