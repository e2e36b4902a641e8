"""The catalogue's front page, and search for people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from markupsafe import Markup
from marshmallow import EXCLUDE, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from services.catalogue.database import database
from services.catalogue.innovations.rules import address_of, looks_like_robot, theme_label
from services.catalogue.needs.actions import record_search
from services.catalogue.needs.rules import tells_of_need
from services.catalogue.postbox.queries import list_open_asks_about
from services.catalogue.search.gateways import IndexUnavailable, reading
from services.catalogue.search.queries import (
    Answer,
    Result,
    Search,
    find_innovations,
    find_relaxations,
    label_of,
    need_key,
)
from services.catalogue.search.rules import MOST_QUERY_LETTERS, Sort
from services.catalogue.search.schemas import FILTERS, SearchQuery, search_of
from shared.auth.access import anyone
from shared.db import is_away
from shared.web import render
from shared.web.afterwards import after_answer
from shared.web.pages import LONDON, page_blueprint

blueprint = page_blueprint("catalogue", "search", __name__)

_ADDRESS = "/catalogue/search"
_NEWEST_SHOWN = 5
_THEMES_SHOWN = 18
_ASKS_SHOWN = 5
_FACET_TITLES = {
    "theme": "Theme",
    "region": "Region",
    "organisation_kind": "Kind of organisation",
    "year": "Year",
}
_SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest first",
    Sort.MOST_READ: "Most read",
}


@blueprint.get("/")
@anyone()
def front() -> str:
    """What the catalogue is, a search box, and what is new."""
    try:
        with reading(current_app.config["SETTINGS"].index_dir) as view:
            answer = find_innovations(view, Search(sort=Sort.NEWEST, limit=_NEWEST_SHOWN))
    except IndexUnavailable:
        return render("search/front.html", total=None, items=[], themes=[])
    themes = [
        {"href": f"{_ADDRESS}?{urlencode({'theme': value.value})}", "value": value}
        for value in answer.facets["theme"][:_THEMES_SHOWN]
    ]
    items = [_item(result) for result in answer.results]
    return render("search/front.html", total=answer.total, items=items, themes=themes)


@blueprint.get("/search")
@anyone()
def results() -> str | tuple[str, int]:
    """What was found, with what to narrow it by."""
    raw = _asked()
    try:
        search = search_of(SearchQuery(unknown=EXCLUDE).load(raw))
    except ValidationError as error:
        errors = _sentences(error)
        return render("search/refused.html", q=raw.get("q", ""), errors=errors), 422
    with reading(current_app.config["SETTINGS"].index_dir) as view:
        answer = find_innovations(view, search)
        relaxed = find_relaxations(view, search) if answer.total == 0 else []
    _count_if_unmet(search, answer)
    return render(
        "search/results.html",
        asks=_asks_about(search) if answer.total == 0 else [],
        search=search,
        answer=answer,
        items=[_item(result) for result in answer.results],
        facets=_facets(search, answer),
        sorts=[
            {"value": sort.value, "text": label, "selected": sort is search.sort}
            for sort, label in _SORT_LABELS.items()
        ],
        links=Links(search),
        relaxed=[
            {"said": one.said, "total": one.total, "href": Links(one.search).here()}
            for one in relaxed
        ],
    )


def _asks_about(search: Search) -> Sequence[Any]:
    """Open asks on the subject of a search that found nothing; none while the database is away."""
    try:
        with database.reading() as session:
            return list_open_asks_about(session, search.text, search.theme, limit=_ASKS_SHOWN)
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        return []


def _count_if_unmet(search: Search, answer: Answer) -> None:
    """Count a search that found few, once it is answered, when a person asked."""
    robot = request.method != "GET" or looks_like_robot(request.user_agent.string)
    if robot or search.cursor or not tells_of_need(search.text, answer.total):
        return
    key = need_key(search.text)
    if not key:
        return
    filters = urlencode({n: getattr(search, n) for n in FILTERS if getattr(search, n)}, doseq=True)
    today = dt.datetime.now(LONDON).date()
    text, found = search.text, answer.total
    after_answer(lambda: record_search(key, text, filters, found=found, day=today))


@dataclass(frozen=True)
class Links:
    """Addresses of searches that differ from this one in a single way."""

    search: Search

    def chosen(self) -> list[dict[str, str]]:
        """Each filter in use, with the address without it."""
        return [
            {"label": label_of(name, value), "href": self._to(**{name: self._without(name, value)})}
            for name in FILTERS
            for value in getattr(self.search, name)
        ]

    def unfiltered(self) -> str:
        """The same query without any filter."""
        return self._to(**dict.fromkeys(FILTERS, ()))

    def here(self) -> str:
        """This search itself."""
        return self._to()

    def exact(self, *, exact: bool) -> str:
        """The same query taken as it is written, or forgivingly again."""
        return self._to(exact="1" if exact else "")

    def saved(self) -> str:
        """The form that saves this search."""
        return self._to(sort="").replace(_ADDRESS, "/catalogue/saved-searches/new", 1)

    def asked(self) -> str:
        """The form of an ask about this."""
        return f"/catalogue/postbox/new?{urlencode({'kind': 'ask', 'title': self.search.text})}"

    def page(self, cursor: str | None) -> str:
        """The page after a cursor, without one the first."""
        return self._to(cursor=cursor or "")

    def _without(self, name: str, value: str) -> tuple[str, ...]:
        return tuple(other for other in getattr(self.search, name) if other != value)

    def _to(self, **changes: str | tuple[str, ...]) -> str:
        search = self.search
        values: dict[str, Any] = {"q": search.text}
        values |= {name: getattr(search, name) for name in FILTERS}
        values |= {"sort": search.sort.value if search.sort is not Sort.RELEVANCE else ""}
        values |= {"exact": "1" if search.exact else ""}
        values |= changes
        return f"{_ADDRESS}?{urlencode({k: v for k, v in values.items() if v}, doseq=True)}"


def _asked() -> dict[str, Any]:
    """The parameters as the schema wants them; a form sends its empty fields too."""
    raw: dict[str, Any] = {}
    for name, values in request.args.lists():
        given = [value for value in values if value]
        if given and name in FILTERS:
            raw[name] = given
        elif given and name != "limit":
            raw[name] = given[-1]
    return raw


def _sentences(error: ValidationError) -> list[dict[str, str]]:
    """What is wrong, in words for the reader of a page."""
    if "q" in error.messages_dict:
        text = f"Search with {MOST_QUERY_LETTERS} characters or fewer"
        return [{"text": text, "href": "#q"}]
    return [{"text": "Choose filters from the list", "href": "#q"}]


def _item(result: Result) -> dict[str, Any]:
    item: dict[str, Any] = json.loads(result.stored.body)
    return item | {
        "href": address_of(result.stored.slug),
        "snippet": Markup(result.snippet),  # noqa: S704 - rules.snippet escapes the text
        "theme_labels": [theme_label(theme) for theme in item["themes"]],
    }


def _facets(search: Search, answer: Answer) -> list[dict[str, Any]]:
    """The filters as check boxes; what is chosen stays there when nothing has it."""
    facets = []
    for name, title in _FACET_TITLES.items():
        chosen = getattr(search, name)
        counts = {value.value: value.count for value in answer.facets[name]}
        values = [*counts, *(value for value in chosen if value not in counts)]
        boxes = [
            {
                "value": value,
                "text": f"{label_of(name, value)} ({counts.get(value, 0):,})",
                "checked": value in chosen,
            }
            for value in values
        ]
        facets.append({"name": name, "title": title, "boxes": boxes, "chosen": len(chosen)})
    return facets
