"""Pages of themes and of regions: how much there is of each, and what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import request

from services.catalogue.browsing.pages.blueprint import PAGE_LENGTH, blueprint, index_dir
from services.catalogue.browsing.rules import (
    NothingThere,
    bars,
    region_address,
    region_slug,
    theme_address,
)
from services.catalogue.database import database
from services.catalogue.innovations.rules import theme_label
from services.catalogue.postbox.queries import Filters, list_postings
from services.catalogue.postbox.rules import State
from services.catalogue.search.queries import FacetValue, Search, find_in_index
from services.catalogue.search.rules import Sort
from shared.auth.access import anyone
from shared.web import render

_POSTINGS_SHOWN = 5
_BARS_SHOWN = 12


@blueprint.get("/themes")
@anyone()
def themes() -> str:
    """Every theme with the number of its innovations, the commonest first."""
    values = find_in_index(index_dir(), Search(limit=1)).facets["theme"]
    return render("browsing/figures.html", what="theme", bars=_bars("theme", values))


@blueprint.get("/regions")
@anyone()
def regions() -> str:
    """Every region with the number of its innovations, the commonest first."""
    values = find_in_index(index_dir(), Search(limit=1)).facets["region"]
    return render("browsing/figures.html", what="region", bars=_bars("region", values))


@blueprint.get("/themes/<theme>")
@anyone()
def theme_page(theme: str) -> str:
    """A theme: its innovations, where they are, and open asks and offers about it."""
    with database.reading() as session:
        asked = Filters(state=State.OPEN, theme=theme)
        postings = list_postings(session, asked, limit=_POSTINGS_SHOWN).items
    return _found(
        Search(theme=(theme,)), heading=theme_label(theme), by="region", postings=postings
    )


@blueprint.get("/regions/<region>")
@anyone()
def region_page(region: str) -> str:
    """A region: its innovations, and what they are about."""
    values = find_in_index(index_dir(), Search(limit=1)).facets["region"]
    names = [value.value for value in values if region_slug(value.value) == region]
    if not names:
        raise NothingThere
    return _found(Search(region=tuple(names)), heading=names[0], by="theme", postings=())


def _found(search: Search, *, heading: str, by: str, postings: Sequence[Any]) -> str:
    cursor = request.args.get("cursor")
    page = Search(
        theme=search.theme,
        region=search.region,
        sort=Sort.NEWEST,
        limit=PAGE_LENGTH,
        cursor=cursor,
    )
    answer = find_in_index(index_dir(), page)
    if not answer.total and not postings:
        raise NothingThere
    items: list[dict[str, Any]] = [json.loads(result.stored.body) for result in answer.results]
    return render(
        "browsing/found.html",
        heading=heading,
        by=by,
        name="theme" if search.theme else "region",
        values=search.theme or search.region,
        answer=answer,
        items=items,
        bars=_bars(by, answer.facets[by][:_BARS_SHOWN]),
        postings=postings,
        is_first=not cursor,
    )


def _bars(by: str, values: Sequence[FacetValue]) -> Any:
    address = theme_address if by == "theme" else region_address
    return bars([(value.label, value.count, address(value.value)) for value in values])
