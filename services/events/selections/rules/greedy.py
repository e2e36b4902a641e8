"""A selection as somebody with a spreadsheet makes it: the best scores first, while they fit."""

from __future__ import annotations

from services.events.selections.rules.problem import (
    Application,
    Selection,
    cannot_be_chosen,
    seat_range,
)
from services.events.selections.rules.value import broken_limits


def choose_greedily(selection: Selection) -> dict[str, int]:
    """Return seats by application: pinned ones, what the quotas lack, then by score; seats last.

    It may break a limit: who goes by the list does not look ahead.
    """
    order = sorted(
        (a for a in selection.applications if not cannot_be_chosen(selection, a)),
        key=lambda a: (a.id not in selection.pins, -a.points, a.id),
    )
    seats: dict[str, int] = {}
    for quota in selection.quotas:
        for application in order:
            of_quota = [
                c for c in application.councils if getattr(c, quota.dimension) == quota.value
            ]
            have = sum(
                getattr(c, quota.dimension) == quota.value
                for a in order
                if a.id in seats
                for c in a.councils
            )
            if of_quota and have < quota.least:
                _take(selection, application, seats)
    for application in order:
        _take(selection, application, seats)
    for application in order:
        if application.id in seats:
            left = selection.seats - sum(seats.values())
            most = seat_range(selection, application)[1]
            seats[application.id] += max(0, min(left, most - seats[application.id]))
    return seats


def _take(selection: Selection, application: Application, seats: dict[str, int]) -> None:
    """Add an application with its fewest seats, if nothing is then too many."""
    if application.id in seats:
        return
    tried = seats | {application.id: seat_range(selection, application)[0]}
    still_few = {"Take fewer", "Do not insi", "Leave some "}
    if all(text[:10] in {s[:10] for s in still_few} for text in broken_limits(selection, tried)):
        seats.update(tried)
