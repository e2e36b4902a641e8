"""What was asked of a timetable beside the edition's rules: limits, pins and forbidden pairs."""

from __future__ import annotations

from collections.abc import Mapping

from services.events.timetables.rules.fitting import fits_pin
from services.events.timetables.rules.problem import DAY, Pin, Place, Timetable, overlap


def broken_wishes(timetable: Timetable, placed: Mapping[str, Place]) -> list[tuple[str, str]]:
    """Return the key and the words of each limit, pin or forbidden pair that is not kept."""
    items = {item.id: item for item in timetable.items}
    chosen = sum(key in placed for key, item in items.items() if not item.fixed)
    found = []
    if timetable.most is not None and chosen > timetable.most:
        found.append(("most", most_text(timetable)))
    if chosen < timetable.least:
        found.append(("least", least_text(timetable)))
    for number, pin in enumerate(timetable.pins):
        place = placed.get(pin.item)
        if pin.item in items and (place is None or not fits_pin(pin, place)):
            found.append((f"pin:{number}", pin_text(timetable, pin)))
    for number, pair in enumerate(timetable.forbidden):
        first, second = placed.get(pair.first), placed.get(pair.second)
        if first is None or second is None or pair.first == pair.second:
            continue
        if pair.both or overlap(items[pair.first], first, items[pair.second], second):
            found.append((f"forbidden:{number}", forbidden_text(timetable, number)))
    return found


def wish_text(timetable: Timetable, key: str) -> str:
    """The words of a wish by its key."""
    name, _, number = key.partition(":")
    if name == "pin":
        return pin_text(timetable, timetable.pins[int(number)])
    if name == "forbidden":
        return forbidden_text(timetable, int(number))
    return most_text(timetable) if name == "most" else least_text(timetable)


def most_text(timetable: Timetable) -> str:
    """The words of the limit."""
    return f"Allow more than {timetable.most} sessions."


def least_text(timetable: Timetable) -> str:
    """The words of the least number."""
    return f"Ask for fewer than {timetable.least} sessions."


def pin_text(timetable: Timetable, pin: Pin) -> str:
    """The words of giving a pin up."""
    stages = {stage.id: stage.name for stage in timetable.stages}
    where = [f"on day {pin.day + 1}"] if pin.day is not None else []
    if pin.start is not None:
        where.append(f"on day {pin.start // DAY + 1} at {clock(pin.start)}")
    if pin.stage is not None:
        where.append(f"on {stages.get(pin.stage, 'a stage that is not there')}")
    return f"Do not insist on “{title_of(timetable, pin.item)}” {' '.join(where)}".rstrip() + "."


def forbidden_text(timetable: Timetable, number: int) -> str:
    """The words of giving a forbidden pair up."""
    pair = timetable.forbidden[number]
    titles = f"“{title_of(timetable, pair.first)}” and “{title_of(timetable, pair.second)}”"
    return f"Allow {titles} {'in one programme' if pair.both else 'at the same time'}."


def title_of(timetable: Timetable, key: str) -> str:
    """The title of an item."""
    return next((item.title for item in timetable.items if item.id == key), "A proposal")


def clock(minute: int) -> str:
    """A minute of a day as people write it."""
    hour, rest = divmod(minute % DAY, 60)
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}{f':{rest:02d}' if rest else ''}{half}"
