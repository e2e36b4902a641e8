"""What a search may ask in the API, and the shape of its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any
from urllib.parse import quote, urlencode

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from services.catalogue.innovations.rules import address_of
from services.catalogue.search.queries import Answer, Relaxation, Result, Search
from services.catalogue.search.rules import (
    MOST_QUERY_LETTERS,
    MOST_TYPED_LETTERS,
    Sort,
    Step,
    Suggested,
)
from shared.register import Kind
from shared.web import CursorQuery
from shared.web.schemas import DEFAULT_LIMIT, MAX_LIMIT, MOST_CURSOR_LETTERS

FILTERS = ("theme", "region", "organisation_kind", "year", "council")
UNDO = "exact=true"
_MOST_VALUES = 50
_encode = json.JSONEncoder(ensure_ascii=False).encode
_MOST_VALUE_LETTERS = 200
_SMALLEST_YEAR, _LARGEST_YEAR = 1000, 9999


def _values(field: fields.Field[Any]) -> fields.List[Any]:
    return fields.List(field, load_default=list, validate=validate.Length(max=_MOST_VALUES))


def _text() -> fields.String:
    return fields.String(validate=validate.Length(max=_MOST_VALUE_LETTERS))


class SearchQuery(CursorQuery):
    """What to look for. A filter given several times takes any of its values.

    `council` takes any name a council has or had. `exact` takes the query as it is written.
    """

    q = fields.String(load_default="", validate=validate.Length(max=MOST_QUERY_LETTERS))
    theme = _values(_text())
    region = _values(_text())
    organisation_kind = _values(fields.String(validate=validate.OneOf([*Kind])))
    year = _values(fields.Integer(validate=validate.Range(_SMALLEST_YEAR, _LARGEST_YEAR)))
    council = _values(_text())
    sort = fields.Enum(Sort, by_value=True, load_default=Sort.RELEVANCE)
    exact = fields.Boolean(load_default=False)

    def read_simple(self, args: MultiDict[str, str]) -> dict[str, Any] | None:
        """Return what `load` would of a query string in which nothing is odd, else None."""
        read: dict[str, Any] = {name: [] for name in FILTERS}
        read |= {"q": "", "limit": DEFAULT_LIMIT, "cursor": None, "exact": False}
        read["sort"] = Sort.RELEVANCE
        for name, given in args.lists():
            value = _SIMPLE[name](given) if name in _SIMPLE else None
            if value is None:
                return None
            read[name] = value
        return read


def _simple_text(most: int) -> Callable[[list[str]], str | None]:
    return lambda given: given[0] if len(given) == 1 and len(given[0]) <= most else None


def _simple_values(given: list[str]) -> list[str] | None:
    fit = len(given) <= _MOST_VALUES and all(len(one) <= _MOST_VALUE_LETTERS for one in given)
    return given if fit else None


def _simple_limit(given: list[str]) -> int | None:
    text = given[0] if len(given) == 1 else ""
    number = int(text) if len(text) <= len(str(MAX_LIMIT)) and _DIGITS.fullmatch(text) else 0
    return number if 1 <= number <= MAX_LIMIT else None


def _simple_sort(given: list[str]) -> Sort | None:
    return _SORTS.get(given[0]) if len(given) == 1 else None


_SORTS = {sort.value: sort for sort in Sort}
_DIGITS = re.compile("[0-9]+")
_SIMPLE: dict[str, Callable[[list[str]], Any]] = {
    "q": _simple_text(MOST_QUERY_LETTERS),
    "cursor": _simple_text(MOST_CURSOR_LETTERS),
    "theme": _simple_values,
    "region": _simple_values,
    "council": _simple_values,
    "limit": _simple_limit,
    "sort": _simple_sort,
}


class ItemOut(Schema):
    """An innovation that was found; `snippet` is HTML with what was sought in `<mark>`."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    organisation = fields.String(required=True)
    council = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    themes = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True, allow_none=True)
    snippet = fields.String(required=True)
    score = fields.Float(required=True)
    url = fields.Url(required=True, require_tld=False)


class FacetValueOut(Schema):
    """A value to narrow by, with the number of results it would leave."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)


class FacetsOut(Schema):
    """The values of each filter, its own choice left aside."""

    theme = fields.List(fields.Nested(FacetValueOut), required=True)
    region = fields.List(fields.Nested(FacetValueOut), required=True)
    organisation_kind = fields.List(fields.Nested(FacetValueOut), required=True)
    year = fields.List(fields.Nested(FacetValueOut), required=True)


InterpretationOut = Schema.from_dict(
    {
        "kind": fields.Enum(Step, by_value=True, required=True),
        "from": fields.String(required=True),
        "to": fields.String(required=True, allow_none=True),
        "detail": fields.String(required=True),
        "undo": fields.String(required=True, allow_none=True),
    },
    name="InterpretationOut",
)


class RelaxationOut(Schema):
    """A search that asks for less: the parameters to send, and how many innovations it finds."""

    text = fields.String(required=True)
    total = fields.Integer(required=True)
    parameters = fields.String(required=True)


class SearchOut(Schema):
    """A page of results; `interpretation` says what was done to the query.

    `undo` is the parameter that takes the query without that, where there is one. `relaxations` are
    given when nothing was found; `parameters` are a query string.
    """

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ItemOut), required=True)
    facets = fields.Nested(FacetsOut, required=True)
    interpretation = fields.List(fields.Nested(InterpretationOut), required=True)
    relaxations = fields.List(fields.Nested(RelaxationOut), required=True)
    next = fields.String(required=True, allow_none=True)


class SuggestionsQuery(Schema):
    """What has been typed so far."""

    q = fields.String(required=True, validate=validate.Length(max=MOST_TYPED_LETTERS))


class SuggestionOut(Schema):
    """Something to go to at once; `detail` tells it from its like."""

    kind = fields.Enum(Suggested, by_value=True, required=True)
    text = fields.String(required=True)
    detail = fields.String(required=True)
    url = fields.String(required=True)


class SuggestionsOut(Schema):
    """At most ten suggestions: themes, councils, then titles."""

    items = fields.List(fields.Nested(SuggestionOut), required=True)


def search_of(query: dict[str, Any]) -> Search:
    """Return what a checked query asks for."""
    return Search(
        text=query["q"],
        **{name: tuple(str(value) for value in query[name]) for name in FILTERS},
        sort=query["sort"],
        limit=query["limit"],
        cursor=query["cursor"],
        exact=query["exact"],
    )


def parameters_of(search: Search) -> str:
    """Return the query string that asks for a search, without where a page of it begins."""
    values: dict[str, Any] = {"q": search.text}
    values |= {name: getattr(search, name) for name in FILTERS}
    values["sort"] = search.sort.value if search.sort is not Sort.RELEVANCE else ""
    values["exact"] = "1" if search.exact else ""
    return urlencode({name: value for name, value in values.items() if value}, doseq=True)


def dump_answer(answer: Answer, public_url: str, relaxations: Sequence[Relaxation] = ()) -> bytes:
    """Return the answer as JSON.

    Items lie in the index as JSON already; taking them apart to put them together again would
    cost more than finding them.
    """
    items = b",".join(_item(result, public_url) for result in answer.results)
    facets = ",".join(
        f'"{name}":[{",".join(f"{_value(one.value, one.label)}{one.count}}}" for one in values)}]'
        for name, values in answer.facets.items()
    )
    rest = {
        "interpretation": [
            {
                "kind": note.kind,
                "from": note.source,
                "to": note.target,
                "detail": note.detail,
                "undo": UNDO if note.kind is not Step.DROPPED else None,
            }
            for note in answer.notes
        ],
        "relaxations": [
            {"text": one.said, "total": one.total, "parameters": parameters_of(one.search)}
            for one in relaxations
        ],
        "next": answer.next,
    }
    last = f'"facets":{{{facets}}},{_encode(rest)[1:]}'
    return b'{"total":%d,"items":[%s],%s' % (answer.total, items, last.encode())


@lru_cache(maxsize=4096)
def _value(value: str, label: str) -> str:
    """The beginning of a facet's value as JSON, up to its count: there are few, and they recur."""
    return f'{{"value":{_quoted(value)},"label":{_quoted(label)},"count":'


def _item(result: Result, public_url: str) -> bytes:
    address = f"{public_url}{address_of(quote(result.stored.slug))}"
    more = (
        f',"snippet":{_quoted(result.snippet)},"score":{result.score!r},"url":{_quoted(address)}}}'
    )
    return result.stored.body[:-1] + more.encode()
