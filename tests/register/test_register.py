"""Councils have dates, successors and predecessors, and ids that never change."""

from datetime import date
from uuid import UUID

import pytest

from shared.register import Council, Kind, Register, council_id, load_register, region_named

REGISTER = load_register()


def keys(councils: tuple[Council, ...]) -> set[str]:
    return {council.key for council in councils}


def id_of(key: str) -> UUID:
    return REGISTER.by_key[key].id


def test_the_shipped_register_holds_every_council_once() -> None:
    assert len(REGISTER.councils) == len(REGISTER.by_id) == len(REGISTER.by_key) == 380
    assert sum(council.is_current for council in REGISTER.councils) == 332
    assert all(council.region for council in REGISTER.councils)


def test_ids_are_the_ones_already_given() -> None:
    """They are in other services' databases: a change here would orphan them."""
    assert str(id_of("LDS")) == str(council_id("LDS", None))
    assert str(council_id("DST", date(2019, 4, 1))) == str(id_of("DST"))
    assert str(id_of("LDS")) == "8d8de753-62a1-5787-8ca0-9d6d10719245"


def test_an_end_date_is_the_first_day_without_the_council() -> None:
    dorset = REGISTER.by_key["DOR"]
    assert dorset.ended_on == date(2019, 4, 1) == REGISTER.by_key["DST"].started_on
    assert dorset.exists_on(date(2019, 3, 31))
    assert not dorset.exists_on(date(2019, 4, 1))
    ended = {council.ended_on for council in REGISTER.councils if council.ended_on}
    assert {(day.month, day.day) for day in ended} == {(4, 1)}


def test_succession_follows_chains_to_the_day_asked() -> None:
    taunton = id_of("TAU")
    assert keys(REGISTER.successors_of(taunton, date(2018, 1, 1))) == set()
    assert keys(REGISTER.successors_of(taunton, date(2020, 1, 1))) == {"SWT"}
    assert keys(REGISTER.successors_of(taunton)) == {"SMT"}


def test_a_split_has_several_successors_and_a_living_council_none() -> None:
    assert keys(REGISTER.successors_of(id_of("NTH"))) == {"NNT", "WNT"}
    assert REGISTER.successors_of(id_of("LDS")) == ()


def test_predecessors_are_direct_and_ancestors_are_all() -> None:
    somerset = id_of("SMT")
    assert keys(REGISTER.predecessors_of(somerset)) == {"SOM", "MEN", "SEG", "SSO", "SWT"}
    assert keys(REGISTER.ancestors_of(somerset)) - keys(REGISTER.predecessors_of(somerset)) == {
        "TAU",
        "WSO",
    }
    assert REGISTER.ancestors_of(id_of("LDS")) == ()


def test_a_circle_of_successors_ends() -> None:
    one, two = council_id("A", None), council_id("B", None)
    end = date(2020, 4, 1)
    circle = Register(
        (
            Council(one, "A", "A Council", "A", Kind.DISTRICT, ended_on=end, successor_ids=(two,)),
            Council(two, "B", "B Council", "B", Kind.DISTRICT, ended_on=end, successor_ids=(one,)),
        )
    )
    assert circle.successors_of(one) == ()
    assert keys(circle.ancestors_of(one)) == {"A", "B"}


def test_a_mail_domain_is_a_hint_at_one_or_more_councils() -> None:
    assert keys(REGISTER.at_mail_domain("adur-worthing.gov.uk")) == {"ADU", "WOT"}
    assert keys(REGISTER.at_mail_domain("Mail.Leeds.gov.uk")) == {"LDS"}
    assert REGISTER.at_mail_domain("example.org") == ()
    assert REGISTER.at_mail_domain("") == ()


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Yorks & Humber", "Yorkshire and The Humber"),
        ("north-east", "North East"),
        ("East", "East of England"),
        ("the South West of England", None),
        ("Greater London", "London"),
        ("North West England", "North West"),
        ("Wales", None),
        ("", None),
    ],
)
def test_a_region_is_known_by_its_usual_spellings(written: str, region: str | None) -> None:
    assert region_named(written) == region
