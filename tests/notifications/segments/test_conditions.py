"""Conditions mean in SQL what they mean in plain Python, whatever the world is like."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.notifications.contacts.models import Contact
from services.notifications.database import database
from services.notifications.segments.queries import (
    SOURCES,
    count_segment,
    explain,
    segment_contacts,
)
from services.notifications.segments.rules import SegmentFault, checked_conditions, facts_in
from tests.notifications.segments.invented_rows import (
    CAMPAIGNS,
    EVENTS,
    KINDS,
    REGIONS,
    ROLES,
    SAID,
    THEMES,
)
from tests.notifications.segments.plain_meaning import Invented

BY = st.sampled_from(["person", "council"])
EVENT = st.sampled_from([None, *map(str, EVENTS)])
CAMPAIGN = st.sampled_from([*map(str, CAMPAIGNS)])
SUBSET = {
    "roles": st.lists(st.sampled_from([" ".join(r.lower().split()) for r in ROLES]), min_size=1),
    "themes": st.lists(st.sampled_from(THEMES)),
    "answers": st.lists(st.sampled_from(SAID)),
}


def fact(name: str, **parameters: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"fact": st.just(name), **parameters})


FACT = st.one_of(
    fact("role", values=SUBSET["roles"]),
    fact("consent", purpose=st.sampled_from(["invitations", "alerts"])),
    fact("region", values=st.lists(st.sampled_from(REGIONS), min_size=1)),
    fact("kind", values=st.lists(st.sampled_from(KINDS), min_size=1)),
    fact("succession", value=st.sampled_from(["current", "successor", "ended"])),
    fact("innovation", themes=SUBSET["themes"], since_year=st.sampled_from([None, 2020])),
    *[fact(name, event_id=EVENT, by=BY) for name in ("invited", "attended", "applied")],
    fact("answered", event_id=EVENT, answers=SUBSET["answers"], by=BY),
    fact("got_campaign", campaign_id=CAMPAIGN, by=BY),
    fact("silent_campaign", campaign_id=CAMPAIGN, by=BY),
    fact("answered_campaign", campaign_id=CAMPAIGN, answers=SUBSET["answers"], by=BY),
)
TREE = st.recursive(
    FACT,
    lambda part: st.one_of(
        st.fixed_dictionaries({"not": part}),
        st.fixed_dictionaries({"all": st.lists(part, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(part, max_size=3)}),
    ),
    max_leaves=6,
)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), trees=st.lists(TREE, min_size=1, max_size=8))
def test_sql_finds_whom_plain_python_finds(
    client: FlaskClient, seed: int, trees: list[dict[str, Any]]
) -> None:
    world = Invented(seed)
    world.write()
    for tree in trees:
        try:
            node = checked_conditions(tree)
        except SegmentFault as fault:
            assert "deep" in fault.message  # noqa: PT017 - the only thing that can be wrong here
            continue
        expected = {c["id"] for c in world.contacts if world.holds(node, c)}
        with database.reading() as session:
            assert set(session.scalars(segment_contacts(node))) == expected
            total, each = count_segment(session, node)
            assert total == len(expected)
            assert each == [
                sum(world.holds(leaf, c) for c in world.contacts) for leaf in facts_in(node)
            ]
            for contact in session.scalars(select(Contact).order_by(Contact.email).limit(2)):
                assert explain(session, node, contact).holds == (contact.id in expected)


def test_the_columns_that_conditions_read_are_those_of_the_tables() -> None:
    for source in SOURCES:
        real = database.metadata.tables[source.name]
        for column in source.c:
            assert type(real.c[column.name].type) is type(column.type), (
                f"{source.name}.{column.name}"
            )


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ([], "/conditions"),
        ({"some": []}, "/conditions"),
        ({"all": {}}, "/conditions/all"),
        ({"all": [{"fact": "x"}]}, "/conditions/all/0/fact"),
        ({"fact": "role", "values": []}, "/conditions/values"),
        ({"fact": "role", "values": "leader"}, "/conditions/values"),
        ({"fact": "role", "values": ["a\nb"]}, "/conditions/values"),
        ({"fact": "role", "values": ["a"], "sql": "1=1"}, "/conditions/sql"),
        ({"fact": "region", "values": ["Atlantis"]}, "/conditions/values"),
        ({"fact": "innovation", "since_year": "soon"}, "/conditions/since_year"),
        ({"fact": "innovation", "since_year": True}, "/conditions/since_year"),
        ({"fact": "innovation", "since_year": 3000}, "/conditions/since_year"),
        ({"fact": "got_campaign", "campaign_id": "x"}, "/conditions/campaign_id"),
        ({"fact": "got_campaign", "campaign_id": str(uuid.UUID(int=1)), "by": "x"}, "/conditions/by"),
        ({"any": [{"fact": "invited"}] * 61}, "/conditions/any"),
        ({"all": [{"any": [{"fact": "invited"}] * 59}] * 2}, "/conditions"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"fact": "invited"}}}}}}},
         "/conditions/not/not/not/not/not/not"),
    ],
)  # fmt: skip
def test_conditions_that_mean_nobody_in_particular_are_refused_where_they_are_wrong(
    raw: Any, pointer: str
) -> None:
    with pytest.raises(SegmentFault) as fault:
        checked_conditions(raw)
    assert fault.value.pointer == pointer
