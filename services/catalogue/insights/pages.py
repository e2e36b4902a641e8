"""The page of what is read, and its figures as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from flask import Response, make_response, request

from services.catalogue.database import database
from services.catalogue.innovations.rules import address_of
from services.catalogue.insights.queries import get_totals, list_months, list_most_read
from services.catalogue.insights.rules import Period, read_period, safe_cell
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.refusals import Invalid
from shared.web import render
from shared.web.pages import LONDON, page_blueprint, public_url

blueprint = page_blueprint("catalogue", "insights", __name__)

_READERS = (Role.BOARD, Role.REVIEWER)
_SHOWN = 25
_MOST_LINES = 20_000


def _today() -> dt.date:
    return dt.datetime.now(LONDON).date()


def _asked(today: dt.date) -> Period:
    return read_period(request.args.get("since", ""), request.args.get("until", ""), today)


@blueprint.get("/insights")
@access(*_READERS)
def insights() -> Any:
    """How often innovations are read, and which."""
    try:
        return _page(_asked(_today()), {})
    except Invalid as invalid:
        field = (invalid.pointer or "").removeprefix("/")
        return _page(read_period("", "", _today()), {field: invalid.message}), 422


def _page(period: Period, faults: dict[str, str]) -> str:
    with database.reading() as session:
        totals = get_totals(session, period)
        most_read = list_most_read(session, period, limit=_SHOWN).items
        months = list_months(session, _today())
    return render(
        "insights/views.html",
        period=period,
        values={name: request.args.get(name, str(getattr(period, name))) for name in vars(period)},
        faults=faults,
        errors=[{"text": said, "href": f"#{name}"} for name, said in faults.items()],
        totals=totals,
        most_read=most_read,
        months=months,
        address_of=address_of,
    )


@blueprint.get("/insights/views.csv")
@access(*_READERS)
def download() -> Response:
    """Every innovation read in a period, as CSV."""
    period = _asked(_today())
    with database.reading() as session:
        rows = list_most_read(session, period, limit=_MOST_LINES).items
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["reference", "title", "organisation", "views", "address"])
    for row in rows:
        texts = [safe_cell(text) for text in (row.reference, row.title, row.organisation)]
        writer.writerow([*texts, row.views, public_url(address_of(row.slug))])
    # The mark makes spreadsheet programs read it as UTF-8.
    response = make_response("\ufeff" + file.getvalue())
    response.mimetype = "text/csv"
    name = f"views-{period.since}-to-{period.until}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
