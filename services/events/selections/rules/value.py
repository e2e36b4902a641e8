"""What a selection is worth and which limits it breaks: the sum that the solver maximises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from services.events.selections.rules.problem import (
    Application,
    Quota,
    Selection,
    quota_count,
    seat_range,
)
from services.events.solving.rules import FULL

Groups = Mapping[str, str]
"""The issue of the group that an application is in, by its id."""


def own_worth(selection: Selection, application: Application) -> int:
    """What an application brings by itself, before seats."""
    weights = selection.weights
    return weights.score * application.points + weights.new * FULL * application.is_new


def value(selection: Selection, seats: Mapping[str, int], groups: Groups) -> int:
    """Return what a selection with these seats and groups is worth."""
    weights = selection.weights
    chosen = [a for a in selection.applications if a.id in seats]
    kinds = {c.kind for a in chosen for c in a.councils if c.kind}
    regions = {c.region for a in chosen for c in a.councils if c.region}
    return sum(own_worth(selection, a) for a in chosen) + FULL * (
        weights.issues * len(groups)
        + weights.kinds * len(kinds)
        + weights.regions * len(regions)
        + weights.seats * sum(seats.values())
    )


def most_grouped(applications: Iterable[Application], group_most: int) -> int:
    """How many of a few applications can be in a group of two to `group_most` that share an issue.

    Tries every way, so it is for small cases and for checking.
    """
    chosen = list(applications)
    best = 0
    issues = sorted({issue for a in chosen for issue in a.issues})

    def grow(issue_at: int, free: frozenset[str], count: int) -> None:
        nonlocal best
        best = max(best, count)
        if issue_at == len(issues) or count + len(free) <= best:
            return
        having = [a.id for a in chosen if a.id in free and issues[issue_at] in a.issues]
        for size in range(min(group_most, len(having)), 1, -1):
            for group in combinations(having, size):
                grow(issue_at + 1, free - set(group), count + size)
        grow(issue_at + 1, free, count)

    grow(0, frozenset(a.id for a in chosen), 0)
    return best


def broken_limits(selection: Selection, seats: Mapping[str, int]) -> list[str]:
    """Return the words of giving up each limit that a selection breaks."""
    chosen = [a for a in selection.applications if a.id in seats]
    keys = [council.key for a in chosen for council in a.councils]
    broken = [limit_text(selection, key) for key in _broken(selection, chosen, seats, len(keys))]
    if len(set(keys)) < len(keys):
        broken.append("Take a council twice.")
    for application in chosen:
        least, most = seat_range(selection, application)
        if not least <= seats[application.id] <= most:
            broken.append(f"Give {application.name} {seats[application.id]} seats.")
    return broken


def _broken(
    selection: Selection, chosen: list[Application], seats: Mapping[str, int], councils: int
) -> list[str]:
    taken = sum(seats.values())
    keys = ["seats"] if taken > selection.seats else []
    keys += ["fill"] if selection.fill and taken < selection.seats else []
    keys += ["councils_least"] if councils < selection.councils_least else []
    keys += ["councils_most"] if councils > selection.councils_most else []
    for number, quota in enumerate(selection.quotas):
        count = sum(quota_count(quota, application) for application in chosen)
        keys += [f"quota_least:{number}"] if count < quota.least else []
        keys += [f"quota_most:{number}"] if quota.most is not None and count > quota.most else []
    known = {application.id for application in selection.applications}
    ids = {application.id for application in chosen}
    keys += [f"pin:{n}" for n, pin in enumerate(selection.pins) if pin in known and pin not in ids]
    keys += [f"exclude:{n}" for n, out in enumerate(selection.excluded) if out in ids]
    return keys


def limit_text(selection: Selection, key: str) -> str:
    """The words of giving up a limit by its key."""
    name, _, number = key.partition(":")
    names = {application.id: application.name for application in selection.applications}
    if name == "pin":
        return f"Do not insist on {names.get(selection.pins[int(number)], 'an application')}."
    if name == "exclude":
        return f"Allow {names.get(selection.excluded[int(number)], 'an application')}."
    if name.startswith("quota"):
        return _quota_text(selection.quotas[int(number)], least=name == "quota_least")
    return {
        "seats": f"Give more than {selection.seats} seats.",
        "fill": f"Leave some of the {selection.seats} seats empty.",
        "councils_least": f"Take fewer than {selection.councils_least} councils.",
        "councils_most": f"Take more than {selection.councils_most} councils.",
        "council_seats": (
            f"Give a council fewer than {selection.seats_least} or more than"
            f" {selection.seats_most} seats, or not as many as it asks for."
        ),
    }[name]


def _quota_text(quota: Quota, *, least: bool) -> str:
    if least:
        return f"Take fewer than {quota.least} councils of {quota.value}."
    return f"Take more than {quota.most} councils of {quota.value}."
