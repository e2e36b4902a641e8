"""A message's envelope (CloudEvents 1.0 JSON) and the registry of the contracts."""

from __future__ import annotations

import datetime as dt
import importlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

_PUBLISHERS = ("catalogue", "events", "notifications")
_contracts: dict[str, Contract] = {}


class MessageError(ValueError):
    """A message that does not keep its contract."""


SchemaClass = type[Schema]


@dataclass(frozen=True)
class Contract:
    """What one type of message is: its wire name, who publishes it and the shape of its data."""

    type: str
    schema: SchemaClass
    personal: bool

    @property
    def publisher(self) -> str:
        """The service whose stream carries it."""
        return self.type.split(".", 1)[0]

    def load(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data as Python values. Raises MessageError naming each fault."""
        try:
            loaded: dict[str, Any] = self.schema(unknown=EXCLUDE).load(data)
        except ValidationError as error:
            raise MessageError(f"{self.type}: {error.messages}") from error
        return loaded

    def dump(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data as JSON values, checked. Raises MessageError naming each fault."""
        dumped: dict[str, Any] = self.schema().dump(data)
        self.load(dumped)
        return dumped


@dataclass(frozen=True)
class Message:
    """One fact. `version` counts the changes of `subject`, so that any order can be survived."""

    id: uuid.UUID
    type: str
    subject: str
    version: int
    time: dt.datetime
    traceparent: str
    data: dict[str, Any]

    def to_envelope(self) -> dict[str, Any]:
        """Return the CloudEvents 1.0 JSON form; `data` must be JSON values."""
        return {
            "specversion": "1.0",
            "id": str(self.id),
            "source": f"/{self.type.split('.', 1)[0]}",
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "traceparent": self.traceparent,
            "version": self.version,
            "data": self.data,
        }

    @classmethod
    def from_envelope(cls, envelope: dict[str, Any]) -> Message:
        """Return the message with typed data. Raises MessageError for a malformed envelope or data."""
        try:
            known = contract_of(envelope["type"])
            return cls(
                id=uuid.UUID(envelope["id"]),
                type=envelope["type"],
                subject=str(envelope["subject"]),
                version=int(envelope["version"]),
                time=dt.datetime.fromisoformat(envelope["time"]),
                traceparent=str(envelope.get("traceparent", "")),
                data=known.load(envelope["data"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MessageError(f"not a message we know: {error}") from error


def contract(wire_type: str, *, personal: bool = False) -> Callable[[type[Schema]], type[Schema]]:
    """Declare a schema to be the contract of `wire_type`.

    `personal` marks the one kind of message that carries a person's data: it travels on a stream
    that keeps a day, and its payload is blanked in the outbox after that.
    """

    def register(schema: type[Schema]) -> type[Schema]:
        if wire_type in _contracts:
            raise MessageError(f"two contracts are called {wire_type}")
        _contracts[wire_type] = Contract(wire_type, schema, personal)
        schema.wire_type = wire_type  # type: ignore[attr-defined]
        return schema

    return register


def all_contracts() -> dict[str, Contract]:
    """Return every contract by wire name, ordered."""
    for publisher in _PUBLISHERS:
        importlib.import_module(f"shared.contracts.{publisher}")
    return dict(sorted(_contracts.items()))


def contract_of(wire_type: str) -> Contract:
    """Return the contract of a wire name. Raises MessageError when there is none."""
    found = _contracts.get(wire_type) or all_contracts().get(wire_type)
    if found is None:
        raise MessageError(f"there is no contract called {wire_type}")
    return found
