"""Every contract keeps its committed schema and survives the wire."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate

from shared.bus.documents import ASYNCAPI, SCHEMAS, asyncapi, breaking_changes, json_schema
from shared.contracts import Message, MessageError, all_contracts
from shared.contracts.message import Contract
from shared.tracing import new_traceparent

CONTRACTS = list(all_contracts().values())
_BY_FIELD: dict[type[fields.Field[Any]], st.SearchStrategy[Any]] = {
    fields.UUID: st.uuids(),
    fields.Integer: st.integers(-(2**31), 2**31),
    fields.Date: st.dates(),
    fields.AwareDateTime: st.datetimes(timezones=st.just(dt.UTC)),
    fields.Email: st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example", fullmatch=True),
    fields.Boolean: st.booleans(),
    fields.String: st.text(max_size=50),
}


def values_of(field: fields.Field[Any]) -> st.SearchStrategy[Any]:
    """Values a field takes, None among them where it may be."""
    choices = [v for v in field.validators if isinstance(v, validate.OneOf)]
    if choices:
        values: st.SearchStrategy[Any] = st.sampled_from(list(choices[0].choices))
    elif isinstance(field, fields.List):
        values = st.lists(values_of(field.inner), max_size=4)
    else:
        values = _BY_FIELD[type(field)]
    return st.none() | values if field.allow_none else values


def data_of(schema: type[Schema]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({n: values_of(f) for n, f in schema().fields.items()})


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.type)
def test_the_committed_schema_is_the_contracts(contract: Contract) -> None:
    committed = json.loads((SCHEMAS / f"{contract.type}.json").read_text())
    assert committed == json_schema(contract), "run `python -m shared.bus.documents`"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.type)
@given(drawn=st.data())
def test_a_message_survives_the_wire_and_fits_its_schema(
    contract: Contract, drawn: st.DataObject
) -> None:
    data = drawn.draw(data_of(contract.schema))
    sent = Message(
        id=uuid.uuid4(),
        type=contract.type,
        subject="x",
        version=3,
        time=dt.datetime.now(dt.UTC),
        traceparent=new_traceparent(),
        data=contract.dump(data),
    )
    envelope = json.loads(json.dumps(sent.to_envelope()))
    jsonschema.validate(envelope, json_schema(contract))
    received = Message.from_envelope(envelope)
    assert received.data == data
    assert (received.id, received.version, received.time) == (sent.id, sent.version, sent.time)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.type)
@given(drawn=st.data())
def test_an_unknown_addition_is_ignored(contract: Contract, drawn: st.DataObject) -> None:
    data = drawn.draw(data_of(contract.schema))
    loaded = contract.load(contract.dump(data) | {"added_next_year": 1})
    assert "added_next_year" not in loaded


def test_the_asyncapi_document_is_current() -> None:
    assert json.loads(ASYNCAPI.read_text()) == asyncapi()


def test_no_committed_schema_is_without_its_contract() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == {c.type for c in CONTRACTS}


def test_only_addresses_and_letters_carry_a_persons_data() -> None:
    assert {c.type.split(".", 1)[1] for c in CONTRACTS if c.personal} == {
        "letter.written.v1",
        "person.offered.v1",
    }
    carrying = [c.type for c in CONTRACTS if "email" in c.schema().fields]
    assert carrying == ["catalogue.person.offered.v1", "events.person.offered.v1"]


def test_removing_requiring_and_retyping_are_breaking() -> None:
    old = json_schema(CONTRACTS[0])
    name = next(iter(old["properties"]["data"]["properties"]))
    gone, retyped, required = (json.loads(json.dumps(old)) for _ in range(3))
    del gone["properties"]["data"]["properties"][name]
    retyped["properties"]["data"]["properties"][name]["type"] = "array"
    required["properties"]["data"].setdefault("required", []).append("something_new")
    assert breaking_changes(old, gone)
    assert breaking_changes(old, retyped)
    assert breaking_changes(old, required)
    assert breaking_changes(old, old) == []


def test_an_envelope_of_nonsense_is_a_message_error() -> None:
    for nonsense in ({}, {"type": "no.such.thing.v1"}, {"type": CONTRACTS[0].type, "id": "x"}):
        with pytest.raises(MessageError):
            Message.from_envelope(nonsense)
