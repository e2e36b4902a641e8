"""Finds the placeholders and conditional pieces of a text, and puts marks in their place.

`((name))`, with a fallback `((name|colleague))`; `((if venue??We meet at ((venue)).))` and
`((if not venue??Online.))`. A mark is letters and digits alone, so that no step between the source
and the mail changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.notifications.templates.rules.nodes import Choice, Node, Value
from services.notifications.templates.rules.placeholders import (
    FALLBACKS,
    PLACEHOLDERS,
    TemplateFault,
)

RESERVED = "zqplacex"
MARK = re.compile(RESERVED + r"([ie]?)([0-9]{1,6})xzq")
DEEPEST = 5
_TOKEN = re.compile(
    r"\(\([ \t]*if[ \t]+(?P<neg>not[ \t]+)?(?P<when>[^()?|\s]{1,60})[ \t]*\?\?"
    r"|\(\((?P<name>[^()|]*)(?:\|(?P<fallback>[^()]*))?\)\)"
    r"|(?P<end>\)\))|(?P<paren>[()])"
)


@dataclass
class Marker:
    """Puts marks into the texts of one mail, and makes nodes of marked texts again."""

    values: list[Value] = field(default_factory=list)
    conditions: list[tuple[str, bool]] = field(default_factory=list)

    def mark(self, source: str, pointer: str) -> str:
        """Return the text with a mark for each placeholder. Raises TemplateFault."""
        return _blocks_apart("".join(self._pieces(source, pointer)))

    def _pieces(self, source: str, pointer: str) -> Iterator[str]:
        open_conditions: list[_Open] = []
        position = 0
        while found := _TOKEN.search(source, position):
            yield source[position : found.start()]
            position = found.end()
            inner = open_conditions[-1] if open_conditions else None
            if found["when"] is not None:
                if len(open_conditions) == DEEPEST:
                    raise TemplateFault(
                        f"Conditions can be {DEEPEST} deep. Take one out.", pointer=pointer
                    )
                opened = self._open(found, source, pointer)
                open_conditions.append(opened)
                yield opened.mark
            elif found["name"] is not None:
                yield self._value(found["name"], found["fallback"], pointer)
            elif inner and inner.parens == 0 and found["end"]:
                open_conditions.pop()
                yield inner.close(source, position)
            else:
                position = found.start() + 1
                if inner:
                    inner.parens += 1 if source[found.start()] == "(" else -min(1, inner.parens)
                yield source[found.start()]
        if open_conditions:
            raise TemplateFault("A ((if …??…)) has no end. Close it with )).", pointer=pointer)
        yield source[position:]

    def _open(self, found: re.Match[str], source: str, pointer: str) -> _Open:
        _check_known(found["when"], pointer)
        self.conditions.append((found["when"], found["neg"] is None))
        line_start = source.rfind("\n", 0, found.start()) + 1
        alone = not source[line_start : found.start()].strip()
        return _Open(len(self.conditions) - 1, found.end(), alone)

    def _value(self, name: str, fallback: str | None, pointer: str) -> str:
        name = name.strip()
        _check_known(name, pointer)
        text = FALLBACKS.get(name, "") if fallback is None else " ".join(fallback.split())
        self.values.append(Value(name, text))
        return f"{RESERVED}{len(self.values) - 1}xzq"

    def nodes(self, text: str, pointer: str) -> tuple[Node, ...]:
        """Return a marked text as nodes. Raises TemplateFault where conditions cross."""
        stack: list[list[Node]] = [[]]
        opened: list[int] = []
        position = 0
        for found in MARK.finditer(text):
            stack[-1].append(text[position : found.start()])
            position = found.end()
            kind, number = found[1], int(found[2])
            if number >= len(self.conditions if kind else self.values):
                raise reserved_word(pointer)
            if kind == "i":
                opened.append(number)
                stack.append([])
            elif kind == "e":
                if not opened or opened.pop() != number:
                    raise crossing(pointer)
                name, wanted = self.conditions[number]
                inside = tuple(node for node in stack.pop() if node != "")
                stack[-1].append(Choice(name, wanted, inside))
            else:
                stack[-1].append(self.values[number])
        if opened:
            raise crossing(pointer)
        stack[-1].append(text[position:])
        return tuple(node for node in stack[0] if node != "")

    def name_of(self, found: re.Match[str]) -> str:
        """Return the placeholder that a value's mark stands for, "" for any other mark."""
        number = int(found[2])
        return "" if found[1] or number >= len(self.values) else self.values[number].name


@dataclass
class _Open:
    """A condition that has begun; `alone` on its line, it may hold whole paragraphs."""

    number: int
    begins: int
    alone: bool
    parens: int = 0

    @property
    def mark(self) -> str:
        return f"\x00{self.number}\x00" if self.alone else f"{RESERVED}i{self.number}xzq"

    def close(self, source: str, ends: int) -> str:
        line_end = source.find("\n", ends)
        rest = source[ends : line_end if line_end >= 0 else len(source)]
        block = self.alone and not rest.strip() and "\n" in source[self.begins : ends]
        mark = f"{RESERVED}e{self.number}xzq"
        return f"\x01{self.number}\x01" if block else mark


def _blocks_apart(marked: str) -> str:
    """Give conditions that hold whole lines paragraphs of their own, so that Markdown sees both."""
    blocks = set(re.findall("\x01([0-9]+)\x01", marked))

    def opening(found: re.Match[str]) -> str:
        mark = f"{RESERVED}i{found[1]}xzq"
        return f"\n\n{mark}\n\n" if found[1] in blocks else mark

    text = re.sub("\x00([0-9]+)\x00", opening, marked)
    return re.sub("\x01([0-9]+)\x01", rf"\n\n{RESERVED}e\1xzq\n\n", text)


def reserved_word(pointer: str) -> TemplateFault:
    """Return the fault of a text that spells one of our marks."""
    return TemplateFault(f"The text holds “{RESERVED}”, which we use ourselves.", pointer=pointer)


def crossing(pointer: str) -> TemplateFault:
    """Return the fault of a condition that begins in one paragraph or format and ends in another."""
    return TemplateFault(
        "A ((if …??…)) must begin and end in the same paragraph, or hold whole paragraphs on lines"
        " of their own.",
        pointer=pointer,
    )


def _check_known(name: str, pointer: str) -> None:
    if name not in PLACEHOLDERS:
        known = ", ".join(f"(({name}))" for name in PLACEHOLDERS)
        raise TemplateFault(
            f"There is no placeholder (({name})). You can use: {known}.", pointer=pointer
        )
