"""Frozen dataclasses to JSON values and back, so that a problem can be kept, sent and compared."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")


def to_plain(value: Any) -> Any:
    """Return a dataclass, with all it holds, as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[_T], values: Mapping[str, Any]) -> _T:
    """Return the dataclass that `to_plain` wrote; what is not there has its default."""
    hints: dict[str, Any] = _hints(kind)  # type: ignore[arg-type] # classes are hashable
    return kind(**{n: _read(hints[n], values[n]) for n in hints if n in values})


def canonical_json(values: Any) -> str:
    """Return JSON that is the same, byte for byte, for the same values."""
    return json.dumps(to_plain(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return None if value is None else _read(inner[0], value)
    if origin is tuple:
        return tuple(_read(get_args(hint)[0], item) for item in value)
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {key: _read(get_args(hint)[1], item) for key, item in value.items()}
    is_ours = isinstance(hint, type) and dataclasses.is_dataclass(hint)
    return from_plain(hint, value) if is_ours else value
