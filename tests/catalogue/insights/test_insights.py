"""What is read: counted by day, reported by period, without a trace of who."""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from services.catalogue.innovations.actions import record_view, withdraw_innovation
from services.catalogue.innovations.queries import get_documents
from services.catalogue.innovations.rules import Reader, address_of
from shared.auth.tokens import Role
from shared.web.pages import LONDON
from tests.catalogue.conftest import NOW, Submit

Bearer = Callable[..., dict[str, str]]
ADDRESS = "/catalogue/api/insights/views"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
GOOGLE = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


def test_a_person_reading_a_page_is_counted_and_others_are_not(
    client: FlaskClient, bearer: Bearer, submit: Submit
) -> None:
    public, draft = submit(published=True), submit()
    reviewer = bearer(Role.REVIEWER)
    client.get(address_of(public.slug), headers=FIREFOX)
    client.get(address_of(public.slug), headers=FIREFOX)
    client.get(address_of(public.slug), headers=GOOGLE)
    client.head(address_of(public.slug), headers=FIREFOX)
    client.get(address_of(draft.slug), headers=FIREFOX | reviewer)
    body = client.get(ADDRESS, headers=reviewer).json
    today = dt.datetime.now(LONDON).date()
    assert (body["views"], body["innovations_read"], body["published"]) == (2, 1, 1)
    assert body["until"] == today.isoformat()
    assert body["since"] == (today - dt.timedelta(days=29)).isoformat()
    [item] = body["items"]
    assert (item["title"], item["views"]) == (public.title, 2)
    assert item["url"] == address_of(public.slug)
    with database.reading() as session:
        assert get_documents(session, [public.id])[0].views == 2


def test_views_at_once_are_all_counted(client: FlaskClient, bearer: Bearer, submit: Submit) -> None:
    public = submit(published=True)
    day = dt.date(2026, 3, 1)
    threads = [threading.Thread(target=record_view, args=(public.id, day)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    body = client.get(f"{ADDRESS}?since=2026-03-01&until=2026-03-01", headers=bearer(Role.BOARD))
    assert body.json["views"] == 8


@pytest.fixture
def read(submit: Submit) -> list[uuid.UUID]:
    """Five innovations, number n of them read n times in each of two months."""
    made = [submit(f"={n} idea", published=True).id for n in range(5)]
    for day in (dt.date(2026, 1, 31), dt.date(2026, 2, 1)):
        for number, innovation_id in enumerate(made):
            for _ in range(number):
                record_view(innovation_id, day)
    return made


def test_the_most_read_come_first_page_by_page(
    client: FlaskClient, bearer: Bearer, read: list[uuid.UUID]
) -> None:
    headers = bearer(Role.OPERATOR)
    address = f"{ADDRESS}?since=2026-02-01&until=2026-02-28&limit=3"
    first = client.get(address, headers=headers).json
    rest = client.get(f"{address}&cursor={first['next']}", headers=headers).json
    views = [(i["innovation_id"], i["views"]) for i in first["items"] + rest["items"]]
    assert views == [(str(read[n]), n) for n in (4, 3, 2, 1)]
    assert rest["next"] is None
    assert (first["views"], first["innovations_read"]) == (10, 4)


@pytest.mark.parametrize(
    "query", ["since=soon", "since=2026-02-02&until=2026-02-01", "cursor=1.x", "cursor=x", "day=1"]
)
def test_a_period_that_cannot_be_is_refused(
    client: FlaskClient, bearer: Bearer, query: str
) -> None:
    assert client.get(f"{ADDRESS}?{query}", headers=bearer(Role.BOARD)).status_code == 422


def test_only_those_it_is_for_see_what_is_read(client: FlaskClient, bearer: Bearer) -> None:
    for address in (ADDRESS, "/catalogue/insights", "/catalogue/insights/views.csv"):
        assert client.get(address, headers=bearer(Role.CONTRIBUTOR)).status_code == 403


def test_the_page_shows_totals_the_most_read_and_months(
    client: FlaskClient, bearer: Bearer, read: list[uuid.UUID]
) -> None:
    withdraw_innovation(read[1], reader=Reader(None, is_reviewer=True), now=NOW)
    headers = bearer(Role.BOARD)
    page = client.get("/catalogue/insights?since=2026-01-01&until=2026-12-31", headers=headers)
    assert page.status_code == 200
    assert "=1 idea (withdrawn)" in page.text
    assert "January 2026" in page.text
    assert "<dd>20</dd>" in page.text
    quiet = client.get("/catalogue/insights?since=2020-01-01&until=2020-01-31", headers=headers)
    assert "Nothing was read in these days" in quiet.text
    wrong = client.get("/catalogue/insights?since=soon", headers=headers)
    assert wrong.status_code == 422
    assert "Enter a day" in wrong.text
    assert 'value="soon"' in wrong.text


def test_the_file_opens_in_a_spreadsheet_program_without_formulas(
    client: FlaskClient, bearer: Bearer, read: list[uuid.UUID]
) -> None:
    answer = client.get(
        "/catalogue/insights/views.csv?since=2026-02-01&until=2026-02-28",
        headers=bearer(Role.BOARD),
    )
    assert answer.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert (lines[0]["title"], lines[0]["views"]) == ("'=4 idea", "4")
    assert lines[0]["address"].startswith("http://localhost:8000/catalogue/innovations/")
    assert len(lines) == 4
