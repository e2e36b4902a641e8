"""Writes the contracts down for others: a JSON Schema each and one AsyncAPI 3 document."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared.bus.streams import stream_of
from shared.contracts.message import Contract, all_contracts

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMAS = ROOT / "shared" / "contracts" / "schemas"
ASYNCAPI = ROOT / "docs" / "asyncapi.json"
_ENVELOPE = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "format": "uuid", "description": "UUIDv7"},
    "source": {"type": "string"},
    "subject": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "traceparent": {"type": "string", "description": "W3C Trace Context"},
    "version": {"type": "integer", "description": "How often the subject has changed"},
}


def json_schema(contract: Contract) -> dict[str, Any]:
    """Return a contract as the JSON Schema (2020-12) of its envelope."""
    plugin = MarshmallowPlugin()
    APISpec("contracts", "1", "3.1.0", plugins=[plugin])
    converter = plugin.converter
    if converter is None:
        raise RuntimeError("apispec gave no converter")
    data = converter.schema2jsonschema(contract.schema())  # type: ignore[no-untyped-call]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": contract.type,
        "description": inspect.getdoc(contract.schema) or "",
        "x-personal-data": contract.personal,
        "type": "object",
        "properties": {**_ENVELOPE, "type": {"const": contract.type}, "data": data},
        "required": [*sorted(_ENVELOPE), "type", "data"],
    }


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of every stream."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for contract in all_contracts().values():
        address = stream_of(contract.publisher, personal=contract.personal)
        name = contract.publisher + ("Personal" if contract.personal else "")
        channel = channels.setdefault(name, {"address": address, "messages": {}})
        channel["messages"][contract.type] = {
            "name": contract.type,
            "contentType": "application/cloudevents+json",
            "summary": (inspect.getdoc(contract.schema) or "").splitlines()[0],
            "payload": {"$ref": f"../shared/contracts/schemas/{contract.type}.json"},
        }
        operations[f"publish {contract.type}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [{"$ref": f"#/channels/{name}/messages/{contract.type}"}],
        }
    info = {"title": "Innovation Zone messages", "version": "1"}
    return {"asyncapi": "3.0.0", "info": info, "channels": channels, "operations": operations}


def breaking_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what a subscriber of the old schema could not live with in the new one."""
    before, after = old["properties"]["data"], new["properties"]["data"]
    found = [f"{n} is gone" for n in before["properties"] if n not in after["properties"]]
    added = set(after.get("required", [])) - set(before.get("required", []))
    found += [f"{name} is required now" for name in sorted(added)]
    for name, shape in before["properties"].items():
        now = after["properties"].get(name, shape)
        for key in ("type", "format", "items", "enum"):
            if now.get(key) != shape.get(key):
                found.append(f"{name}: {key} was {shape.get(key)}, is {now.get(key)}")
    return found


def main() -> None:
    """Command line: `python -m shared.bus.documents`; refuses a breaking change of a contract."""
    for contract in all_contracts().values():
        path = SCHEMAS / f"{contract.type}.json"
        schema = json_schema(contract)
        faults = breaking_changes(json.loads(path.read_text()), schema) if path.exists() else []
        if faults and "--unreleased" not in sys.argv:
            sys.exit(
                f"{contract.type} would break subscribers: {'; '.join(faults)}. Add a v2 beside it."
            )
        path.write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n")
    ASYNCAPI.write_text(json.dumps(asyncapi(), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
