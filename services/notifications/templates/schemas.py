"""The shapes of templates, brands and attachments in the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.web import list_schema

_ONE_LINE = validate.Regexp(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z",
    error="Enter one line of text without control characters.",
)


class TemplateIn(Schema):
    """A text as a person writes it: Markdown with placeholders, fallbacks and conditions."""

    name = fields.String(required=True, validate=[validate.Length(1, 200), _ONE_LINE])
    subject = fields.String(required=True)
    body = fields.String(required=True)


class TemplatePatch(TemplateIn):
    """What of a template changes."""


class TemplateOut(Schema):
    """A template as it is now."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    subject = fields.String(required=True)
    body = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class TemplateVersionOut(Schema):
    """A template as it was; `restored_from` is an earlier version that it repeats."""

    version = fields.Integer(required=True)
    name = fields.String(required=True)
    subject = fields.String(required=True)
    body = fields.String(required=True)
    restored_from = fields.Integer(required=True, allow_none=True)
    made_by = fields.UUID(required=True)
    made_at = fields.AwareDateTime(required=True)


class TemplateVersions(Schema):
    """The versions of a template, the latest first."""

    items = fields.List(fields.Nested(TemplateVersionOut), required=True)


class RestoreIn(Schema):
    """Which version becomes the newest again."""

    version = fields.Integer(required=True)


class TextIn(Schema):
    """A text to try, and the case to try it with: as usual, longest, missing or odd."""

    subject = fields.String(required=True)
    body = fields.String(required=True)
    case = fields.String(
        load_default="", validate=validate.OneOf(["", "longest", "missing", "odd"])
    )


class PreviewOut(Schema):
    """How a text reads, with hints on what could be better."""

    subject = fields.String(required=True)
    plain = fields.String(required=True)
    html = fields.String(required=True)
    hints = fields.List(fields.String(), required=True)


class BrandIn(Schema):
    """How an organisation's mails look; the logo is added on the page."""

    name = fields.String(required=True, validate=[validate.Length(1, 100), _ONE_LINE])
    colour = fields.String(required=True)
    reply_to = fields.String(load_default="")


class BrandOut(Schema):
    """A brand; `contrast` says in a sentence whether its colour can be read."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    colour = fields.String(required=True)
    reply_to = fields.String(required=True)
    contrast = fields.String(required=True)
    has_logo = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class BrandsOut(Schema):
    """The brands by name."""

    items = fields.List(fields.Nested(BrandOut), required=True)


TemplateList = list_schema(TemplateOut)
