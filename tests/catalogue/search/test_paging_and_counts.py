"""Pages join without gaps, counts are exact, and no query breaks anything."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.catalogue.innovations.queries import InnovationDocument
from services.catalogue.search.gateways import Generations, GenerationWriter, reading
from services.catalogue.search.queries import Search, find_innovations
from services.catalogue.search.queries.knowledge import shipped_knowledge
from services.catalogue.search.rules import SNIPPET_LETTERS, Sort, snippet
from services.catalogue.search.schemas import SearchOut
from shared.register import REGIONS
from tests.catalogue.search.conftest import Find

THEMES = ("waste", "climate", "housing", "care", "digital")
KINDS = ("district", "county", "unitary")
WORDS = ("bins", "homes", "carers", "solar", "pupils", "buses", "parks", "data")
FILTERS = ("theme", "region", "organisation_kind", "year")
KNOWN = shipped_knowledge()
OUR_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def document(number: int, chance: random.Random) -> InnovationDocument:
    """One of many documents that differ in little, so that many are equals in the ranking."""
    return InnovationDocument(
        id=uuid.UUID(int=chance.getrandbits(128)),
        reference=f"T{number}",
        slug=f"entry-{number}",
        title=" ".join(chance.sample(WORDS, 2)),
        summary=" ".join(chance.choices(WORDS, k=chance.choice([3, 3, 6]))),
        organisation_id=None,
        organisation_name="Anywhere Council",
        organisation_names=("Anywhere Council",),
        organisation_kind=chance.choice(KINDS),
        council=None,
        successor_names=(),
        region=chance.choice([None, *REGIONS[:3]]),
        themes=tuple(chance.sample(THEMES, chance.randrange(3))),
        year=chance.choice([None, 2019, 2020, 2021]),
        published_at=dt.datetime(2026, 1, chance.randrange(1, 4), tzinfo=dt.UTC),
        views=chance.randrange(4),
    )


def write(folder: Path, documents: list[InnovationDocument]) -> None:
    """Put documents into a live index, in segments as many commits leave them."""
    generations = Generations(folder)
    with generations.building() as new:
        for start in range(0, len(documents), 60):
            with GenerationWriter(new) as writer:
                writer.add(documents[start : start + 60])
                writer.commit()
        generations.make_live(new)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The folder of an index and the documents in it."""
    chance = random.Random(7)
    documents = [document(number, chance) for number in range(240)]
    folder = tmp_path_factory.mktemp("index")
    write(folder, documents)
    return folder, documents


def ids_of_all_pages(folder: Path, search: Search) -> list[str]:
    """What somebody sees who turns every page."""
    seen: list[str] = []
    cursor = None
    while True:
        with reading(folder) as view:
            answer = find_innovations(view, Search(**vars(search) | {"cursor": cursor}), KNOWN)
        assert answer.first == len(seen) + 1
        seen += [result.stored.slug for result in answer.results]
        cursor = answer.next
        if cursor is None:
            assert len(seen) == answer.total
            return seen


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "bins", "solar homes", "bins data buses"])
@pytest.mark.parametrize("limit", [7, 100])
def test_all_pages_together_hold_every_result_once(
    indexed: Any, sort: Sort, text: str, limit: int
) -> None:
    folder, _ = indexed
    seen = ids_of_all_pages(folder, Search(text, sort=sort, limit=limit))
    assert len(seen) == len(set(seen))
    assert seen == ids_of_all_pages(folder, Search(text, sort=sort, limit=50))


@pytest.mark.parametrize("sort", list(Sort))
def test_what_is_published_between_two_pages_hides_and_repeats_nothing(
    tmp_path: Path, sort: Sort
) -> None:
    chance = random.Random(11)
    documents = [document(number, chance) for number in range(90)]
    write(tmp_path, documents)
    search = Search("bins", sort=sort, limit=10)
    with reading(tmp_path) as view:
        before = find_innovations(view, Search(**vars(search) | {"limit": 100}), KNOWN)
    seen: list[str] = []
    cursor = None
    live = Generations(tmp_path).live()
    assert live is not None
    while True:
        with reading(tmp_path) as view:
            answer = find_innovations(view, Search(**vars(search) | {"cursor": cursor}), KNOWN)
        seen += [result.stored.slug for result in answer.results]
        cursor = answer.next
        if cursor is None:
            break
        with GenerationWriter(live) as writer:
            writer.add([document(1000 + len(seen), chance)])
            writer.commit()
    assert len(seen) == len(set(seen))
    assert {result.stored.slug for result in before.results} <= set(seen)


def test_newest_and_most_read_are_what_they_say(indexed: Any) -> None:
    folder, documents = indexed
    by_slug = {entry.slug: entry for entry in documents}
    newest = ids_of_all_pages(folder, Search(sort=Sort.NEWEST, limit=100))
    days = [by_slug[slug].published_at for slug in newest]
    assert days == sorted(days, reverse=True)
    most_read = ids_of_all_pages(folder, Search(sort=Sort.MOST_READ, limit=100))
    views = [by_slug[slug].views for slug in most_read]
    assert views == sorted(views, reverse=True)


def values_of(entry: InnovationDocument, facet: str) -> set[str]:
    if facet == "theme":
        return set(entry.themes)
    value = getattr(entry, facet)
    return {str(value)} if value is not None else set()


def fits(entry: InnovationDocument, filters: dict[str, tuple[str, ...]], word: str) -> bool:
    words = f"{entry.title} {entry.summary}".split()
    named = all(not v or values_of(entry, name) & set(v) for name, v in filters.items())
    return named and (not word or word in words)


@OUR_SETTINGS
@given(
    theme=st.lists(st.sampled_from(THEMES), max_size=2, unique=True),
    region=st.lists(st.sampled_from(REGIONS[:4]), max_size=2, unique=True),
    organisation_kind=st.lists(st.sampled_from(KINDS), max_size=2, unique=True),
    year=st.lists(st.sampled_from(["2019", "2020", "1999"]), max_size=2, unique=True),
    word=st.sampled_from(["", "bins", "solar"]),
)
def test_facets_count_what_a_count_by_hand_finds(
    indexed: Any, word: str, **chosen: list[str]
) -> None:
    folder, documents = indexed
    filters = {name: tuple(values) for name, values in chosen.items()}
    with reading(folder) as view:
        search = Search(word, **filters, limit=1)  # type: ignore[arg-type]
        answer = find_innovations(view, search, KNOWN)
    assert answer.total == sum(fits(entry, filters, word) for entry in documents)
    for facet in FILTERS:
        others = filters | {facet: ()}
        by_hand = Counter(
            value
            for entry in documents
            if fits(entry, others, word)
            for value in values_of(entry, facet)
        )
        assert {value.value: value.count for value in answer.facets[facet]} == dict(by_hand)


ODD = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                *('"', "'", "(", ")", "AND", "OR", "NOT", "+", "-", "*", "~2", "^", "title:", "["),
                *("bins", "\x00", "\U0001f600", "Llŷn", "ŵ", "/", "\\", ":", "solar", "the"),
                "x" * 90,
            ]
        ),
        max_size=30,
    ).map(" ".join),
)


@OUR_SETTINGS
@given(text=ODD, exact=st.booleans())
def test_any_text_is_answered(indexed: Any, text: str, exact: bool) -> None:
    folder, _ = indexed
    with reading(folder) as view:
        answer = find_innovations(view, Search(text, exact=exact, limit=3), KNOWN)
    assert answer.total >= len(answer.results)


@OUR_SETTINGS
@given(data=st.data())
def test_any_query_string_is_answered_or_refused_with_a_reason(
    client: FlaskClient, index_dir: Path, data: st.DataObject
) -> None:
    names = st.sampled_from(
        [
            *("q", "theme", "region", "organisation_kind", "year", "council"),
            *("sort", "limit", "cursor", "exact", "colour"),
        ]
    )
    pairs = data.draw(st.lists(st.tuples(names, ODD), max_size=6))
    answer = client.get("/catalogue/api/search", query_string=pairs)
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert answer.mimetype == "application/problem+json"
        assert all(error["pointer"] and error["message"] for error in answer.json["errors"])
    page = client.get("/catalogue/search", query_string=pairs)
    assert page.status_code in (200, 422)


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"q": "x" * 501}, "/q"),
        ({"q": "x" * 10_000}, "/q"),
        ({"limit": "101"}, "/limit"),
        ({"limit": "0"}, "/limit"),
        ({"sort": "oldest"}, "/sort"),
        ({"year": "next"}, "/year/0"),
        ({"organisation_kind": "club"}, "/organisation_kind/0"),
        ({"colour": "red"}, "/colour"),
        ({"cursor": "bm90IG91cnM"}, "/cursor"),
        ({"cursor": "%%%"}, "/cursor"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    client: FlaskClient, index_dir: Path, parameters: dict[str, str], pointer: str
) -> None:
    answer = client.get("/catalogue/api/search", query_string=parameters)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_a_cursor_of_another_order_is_refused(client: FlaskClient, tmp_path: Path) -> None:
    chance = random.Random(3)
    app: Flask = client.application
    write(app.config["SETTINGS"].index_dir, [document(n, chance) for n in range(30)])
    first = client.get("/catalogue/api/search?sort=newest&limit=5").json
    again = client.get(
        "/catalogue/api/search", query_string={"sort": "newest", "cursor": first["next"]}
    )
    assert again.status_code == 200
    assert len(again.json["items"]) == 20
    other = client.get(
        "/catalogue/api/search", query_string={"sort": "most_read", "cursor": first["next"]}
    )
    assert other.status_code == 422


def test_an_answer_fits_its_published_shape(client: FlaskClient, find: Find) -> None:
    chance = random.Random(3)
    write(client.application.config["SETTINGS"].index_dir, [document(n, chance) for n in range(9)])
    answer = find("bins homse")
    assert SearchOut().validate(answer) == {}
    assert answer["interpretation"]


@OUR_SETTINGS
@given(text=st.text(alphabet="ab <&>'\u2019\n", max_size=900), sought=st.sampled_from(["a", "ab"]))
def test_a_snippet_is_part_of_its_text_and_never_markup_of_it(text: str, sought: str) -> None:
    shown = snippet(text, lambda word: word == sought, ["a"])
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare).strip("\u2026") in text
    assert len(unescape(bare)) <= SNIPPET_LETTERS + 2
