"""What a proposal may be."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.proposals.rules import (
    FORMAT_LABELS,
    KIND_LABELS,
    Format,
    NotInThisState,
    OrganisationKind,
    Person,
    PersonRole,
    ProposalState,
    Window,
    answered_state,
    check_step,
    kind_from_register,
    people_of,
    person_key,
    proposal_title,
    read_people,
    read_windows,
    reference_of,
    slugs_of,
    windows_of,
    word_named,
    write_people,
    write_windows,
)
from shared.refusals import Invalid
from shared.register import Kind


def test_a_proposal_without_an_innovation_says_whose_it_is() -> None:
    assert proposal_title(" ", "Leeds City Council") == "A session by Leeds City Council"
    assert proposal_title("Warm homes ", "Leeds") == "Warm homes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Launch panel", Format.LAUNCH_PANEL),
        ("small-group", Format.SMALL_GROUP),
        ("TALK", Format.TALK),
        ("panel", Format.LAUNCH_PANEL),
        ("keynote", None),
    ],
)
def test_a_format_is_known_as_people_write_it(text: str, expected: Format | None) -> None:
    assert word_named(Format, text) == expected


def test_every_word_has_a_label_and_is_known_by_it() -> None:
    assert {word_named(Format, label) for label in FORMAT_LABELS.values()} == set(Format)
    kinds = {word_named(OrganisationKind, label) for label in KIND_LABELS.values()}
    assert kinds == set(OrganisationKind)


def test_a_kind_of_the_register_is_one_of_the_programmes() -> None:
    assert kind_from_register(Kind.UNITARY) == OrganisationKind.COUNCIL
    assert kind_from_register(Kind.FIRE) == OrganisationKind.EMERGENCY_SERVICE
    assert kind_from_register(Kind.CHARITY) == OrganisationKind.PARTNER
    assert kind_from_register(None) == OrganisationKind.PARTNER


def test_people_are_read_with_their_roles() -> None:
    people = read_people("Ada Okafor|chair; Ben  Shaw | Panelist;\nCat Li")
    assert [(p.name, p.role) for p in people] == [
        ("Ada Okafor", PersonRole.CHAIR),
        ("Ben Shaw", PersonRole.PANELLIST),
        ("Cat Li", PersonRole.PRESENTER),
    ]


@pytest.mark.parametrize("text", ["Ada|king", "|chair", ";".join(["Ada"] * 21)])
def test_people_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_people(text)


def test_times_are_londons_and_empty_means_always() -> None:
    [summer, winter] = read_windows("2026-12-01 09:00-10:00;2026-07-07 09:00-12:30")
    assert summer == Window(
        dt.datetime(2026, 7, 7, 8, tzinfo=dt.UTC), dt.datetime(2026, 7, 7, 11, 30, tzinfo=dt.UTC)
    )
    assert winter.starts == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    assert read_windows(" ; ") == []


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-07-07 12:00-11:00",
        "2026-13-07 12:00-13:00",
        "2026-07-07 25:00-26:00",
        ";".join(["2026-07-07 09:00-10:00"] * 51),
    ],
)
def test_a_time_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_windows(text)


_moments = st.datetimes(timezones=st.just(dt.UTC))
_windows = st.builds(Window, _moments, _moments)
_people = st.builds(
    Person,
    st.text(min_size=1),
    st.sampled_from(PersonRole),
    st.none() | st.uuids(),
    st.lists(_windows, max_size=2).map(tuple),
)


@given(st.lists(_people), st.lists(_windows))
def test_what_is_kept_is_read_back(people: list[Person], windows: list[Window]) -> None:
    assert people_of(write_people(people)) == people
    assert windows_of(write_windows(windows)) == windows


def test_two_spellings_of_one_person_are_one() -> None:
    assert person_key("Cllr  Zoë O'Brien") == person_key("zoe o brien")
    assert person_key("Dr") == "dr"
    assert person_key("Ада") == "ада"


def test_a_yes_again_keeps_what_was_decided() -> None:
    assert answered_state("accepted", None) == "received"
    assert answered_state("accepted", "shortlisted") == "shortlisted"
    assert answered_state("accepted", "withdrawn") == "received"
    assert answered_state("declined", "accepted") == "withdrawn"
    assert answered_state("later", "received") == "postponed"


def test_a_step_that_is_not_one_says_where_the_proposal_is() -> None:
    check_step("received", ProposalState.SHORTLISTED)
    with pytest.raises(NotInThisState, match="is a draft: it cannot become accepted"):
        check_step("draft", ProposalState.ACCEPTED)


@given(st.sampled_from(ProposalState))
def test_no_state_is_a_dead_end_by_mistake(state: ProposalState) -> None:
    reachable = []
    for after in ProposalState:
        try:
            check_step(state, after)
        except NotInThisState:
            continue
        reachable.append(after)
    assert reachable


@given(st.uuids())
def test_a_reference_is_short_and_plain(proposal_id: uuid.UUID) -> None:
    assert len(reference_of(proposal_id)) == 8
    assert reference_of(proposal_id).isalnum()


@given(st.lists(st.text()))
def test_themes_are_slugs_each_once(themes: list[str]) -> None:
    slugs = slugs_of(themes)
    assert slugs_of(slugs) == slugs
    assert len(set(slugs)) == len(slugs)
