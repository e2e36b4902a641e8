"""What people find by the words they use, and what they are told was done to them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from services.catalogue.innovations.actions import withdraw_innovation
from services.catalogue.innovations.rules import Reader
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.search.conftest import Find, titles

Drain = Callable[[], int]
ENTRIES: list[dict[str, Any]] = [
    {
        "title": "Cleaner streets in Newtown",
        "summary": "Residents' groups report fly-tipping of rubbish; the crew's app routes it.",
        "organisation": "Derby City Council",
        "themes": ("waste", "environment"),
        "year": 2021,
    },
    {
        "title": "Paths for walkers",
        "summary": "Signs and stiles repaired by volunteers in the environment of the Peak.",
        "organisation": "Derbyshire Dales District Council",
        "themes": ("leisure",),
        "year": 2022,
    },
    {
        "title": "Street lights that dim",
        "summary": "Lamps dim after midnight & save <energy> on every street.",
        "organisation": "LB Barking and Dagenham",
        "themes": ("energy",),
        "year": 2022,
    },
    {
        "title": "Electric pool cars",
        "summary": "Cars are shared among staff.",
        "organisation": "Taunton Deane Borough Council",
        "themes": ("transport",),
        "year": 2018,
    },
    {
        "title": "Parkland for all",
        "summary": "Old allotments became parkland.",
        "organisation": "Leeds City Council",
        "themes": ("leisure", "environment"),
    },
    {
        "title": "Café conversations",
        "summary": "Neighbours meet Ynys Môn guests over coffee in Derby.",
        "organisation": "Leeds City Council",
        "themes": ("communities",),
    },
]


@pytest.fixture(autouse=True)
def entries(register: None, submit: Submit, drain: Drain) -> None:
    """A small catalogue, published and indexed."""
    for entry in ENTRIES:
        submit(**entry, published=True)
    assert drain() == len(ENTRIES)


def noted(answer: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(note["kind"], note["from"], note["to"]) for note in answer["interpretation"]]


def test_a_found_item_says_all_that_a_list_shows(find: Find) -> None:
    answer = find("fly-tipping")
    assert answer["total"] == 1
    assert answer["next"] is None
    [item] = answer["items"]
    assert set(item) == {
        *("id", "reference", "slug", "title", "summary", "organisation", "council", "region"),
        *("themes", "year", "snippet", "score", "url"),
    }
    assert item["council"] == "Derby City Council"
    assert item["region"] == "East Midlands"
    assert item["url"] == f"http://localhost:8000/catalogue/innovations/{item['slug']}"
    assert item["score"] > 0
    assert answer["interpretation"] == []


def test_a_snippet_marks_what_was_sought_and_escapes_the_rest(find: Find) -> None:
    [item] = find("lamps energy")["items"]
    assert (
        "<mark>Lamps</mark> dim after midnight &amp; save &lt;<mark>energy</mark>&gt;"
        in (item["snippet"])
    )


@pytest.mark.parametrize("query", ["residents groups", "resident's", "RESIDENTS\u2019", "resident"])
def test_apostrophes_case_and_endings_do_not_matter(find: Find, query: str) -> None:
    assert titles(find(query)) == ["Cleaner streets in Newtown"]


@pytest.mark.parametrize("query", ["cafe", "CAFÉ", "Cafe\u0301", "ynys mon", "Ynys Môn"])
def test_accents_do_not_matter(find: Find, query: str) -> None:
    assert titles(find(query)) == ["Café conversations"]


def test_a_typo_is_forgiven_and_said(find: Find) -> None:
    answer = find("enviroment")
    assert set(titles(answer)) == set(titles(find("environment")))
    assert noted(answer) == [("corrected", "enviroment", "environment")]


def test_a_query_taken_exactly_is_not_corrected(find: Find) -> None:
    answer = find("enviroment", exact="true")
    assert answer["total"] == 0
    assert noted(answer) == [("dropped", "enviroment", None)]


def test_a_beginning_goes_before_a_correction(find: Find) -> None:
    answer = find("allotm")
    assert titles(answer) == ["Parkland for all"]
    assert noted(answer) == [("expanded", "allotm", "allotments")]


def test_two_words_find_one_and_one_finds_two(find: Find) -> None:
    answer = find("park land")
    assert titles(answer) == ["Parkland for all"]
    assert noted(answer)[0] == ("expanded", "park land", "parkland")
    answer = find("streetlights")
    assert titles(answer) == ["Street lights that dim"]
    assert noted(answer)[0] == ("expanded", "streetlights", "street lights")


def test_a_looser_spelling_ranks_below_the_one_that_was_written(
    find: Find, submit: Submit, drain: Drain
) -> None:
    submit("Streetlight survey", summary="A count of lamps.", published=True)
    drain()
    answer = find("streetlights")
    assert titles(answer) == ["Streetlight survey", "Street lights that dim"]
    assert noted(answer)[0] == ("expanded", "streetlights", "street lights")


@pytest.mark.parametrize("query", ["zxqv", "swimming pool", "blockchain quantum", "\u0661\u0662"])
def test_nonsense_finds_nothing(find: Find, query: str) -> None:
    assert find(query)["total"] == 0


def test_a_council_comes_before_one_with_a_similar_name_and_before_mentions(find: Find) -> None:
    answer = find("Derby")
    assert titles(answer) == ["Cleaner streets in Newtown", "Café conversations"]
    assert noted(answer) == [("council", "Derby", "Derby City Council")]


@pytest.mark.parametrize("query", ["LBBD", "lbbd", "Barking & Dagenham", "lights LBBD"])
def test_a_council_is_known_by_its_abbreviation(find: Find, query: str) -> None:
    answer = find(query)
    assert titles(answer)[0] == "Street lights that dim"
    assert any(kind == "council" for kind, _, _ in noted(answer))


def test_an_abolished_council_is_found_under_its_successor_and_the_reverse(find: Find) -> None:
    assert titles(find("Somerset Council"))[0] == "Electric pool cars"
    assert titles(find(council="Somerset Council")) == ["Electric pool cars"]
    assert titles(find("Taunton Deane")) == ["Electric pool cars"]


def test_a_reference_finds_its_entry(find: Find) -> None:
    reference = find("fly-tipping")["items"][0]["reference"]
    assert find(reference)["items"][0]["reference"] == reference


def test_who_has_more_of_the_words_comes_first(find: Find) -> None:
    assert titles(find("volunteers repairing paths in the environment"))[0] == "Paths for walkers"


def test_filters_narrow_and_their_values_widen(find: Find) -> None:
    assert set(titles(find(theme=["energy", "transport"]))) == {
        "Street lights that dim",
        "Electric pool cars",
    }
    assert titles(find(theme=["energy", "transport"], year="2018")) == ["Electric pool cars"]
    assert titles(find("street", region="London")) == ["Street lights that dim"]
    assert titles(find(organisation_kind="london_borough")) == ["Street lights that dim"]
    assert titles(find(council="LBBD")) == ["Street lights that dim"]


def test_a_withdrawn_innovation_is_no_longer_found(find: Find, drain: Drain) -> None:
    item = find("fly-tipping")["items"][0]
    reader = Reader(is_reviewer=True)
    withdraw_innovation(uuid.UUID(item["id"]), reader=reader, now=NOW)
    drain()
    assert find("fly-tipping")["total"] == 0


@pytest.mark.parametrize("query", ["!!!", "\u2026 ?", '"', "()"])
def test_marks_alone_find_nothing_rather_than_everything(find: Find, query: str) -> None:
    assert find(query)["total"] == 0
    assert find("  ")["total"] == len(ENTRIES)


def test_what_was_done_says_which_parameter_undoes_it(find: Find) -> None:
    [corrected] = find("enviroment")["interpretation"]
    assert corrected["undo"] == "exact=true"
    [dropped] = find("zxqv")["interpretation"]
    assert dropped["undo"] is None


def test_an_abolished_council_is_said_to_be_one(find: Find) -> None:
    [note] = find("Taunton Deane")["interpretation"]
    assert note["detail"] == "It was replaced by Somerset Council, whose innovations are included."
    [note] = find("Somerset Council")["interpretation"]
    assert note["detail"] == (
        "Innovations of Mendip District Council, Sedgemoor District Council, Somerset County "
        "Council, Somerset West and Taunton Council and 3 more, which it replaced, are included."
    )


def test_nothing_found_offers_what_would_be_found_with_exact_counts(find: Find) -> None:
    answer = find("lamps zzqxv", theme="leisure")
    assert answer["total"] == 0
    assert answer["relaxations"] == []
    answer = find("lamps", theme="leisure")
    [relaxation] = answer["relaxations"]
    assert relaxation == {
        "text": "without the filter Leisure",
        "total": 1,
        "parameters": "q=lamps",
    }


def test_a_synonym_and_something_narrower_are_found_below_the_words_themselves(
    find: Find, submit: Submit, drain: Drain
) -> None:
    submit("Refuse rounds", summary="A new depot.", published=True)
    submit("Solar roofs", summary="Panels on a school.", published=True)
    submit("Green energy club", summary="Neighbours buy together.", published=True)
    drain()
    assert titles(find("rubbish"))[0] == "Cleaner streets in Newtown"
    assert "Refuse rounds" in titles(find("rubbish"))
    answer = find("green energy")
    assert titles(answer)[:2] == ["Green energy club", "Solar roofs"]
    assert ("expanded", "green energy", "solar") in noted(answer)
    assert titles(find("solar")) == ["Solar roofs"]


def test_an_abbreviation_that_is_a_word_counts_in_capitals_only(
    find: Find, submit: Submit, drain: Drain
) -> None:
    submit("Mashed potato day", summary="A send-off.", published=True)
    submit("A hub for families", summary="The multi-agency safeguarding hub.", published=True)
    submit("Case notes", summary="Read in the MASH by all.", published=True)
    drain()
    assert titles(find("MASH")) == ["Case notes", "A hub for families"]
    assert set(titles(find("multi-agency safeguarding hub"))) == {
        "A hub for families",
        "Case notes",
    }
    assert "A hub for families" not in titles(find("mash"))


def test_parking_is_not_parks(find: Find, submit: Submit, drain: Drain) -> None:
    submit("Parks by night", summary="Lamps in every park.", published=True)
    submit("Where cars stand", summary="Residents' parking by the hour.", published=True)
    drain()
    assert titles(find("parking"))[0] == "Where cars stand"
    assert titles(find("residents parking"))[0] == "Where cars stand"
    assert titles(find("parks"))[0] == "Parks by night"


def test_a_word_that_exists_is_not_corrected(find: Find, submit: Submit, drain: Drain) -> None:
    submit("Poetry evenings", summary="Verses in the library.", published=True)
    drain()
    assert find("pottery")["total"] == 0
    assert titles(find("poetrry")) == ["Poetry evenings"]
