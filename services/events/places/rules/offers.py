"""What may be offered to whom: limits of a decision, and the reserve that comes next."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.events.programme.rules import LONDON, london_moment
from shared.refusals import Conflict, Gone, Invalid

_LAST_MINUTE = dt.time(23, 59)


class AlreadyDecided(Conflict):
    """The cohort has a decision."""


class Rehearsed(Conflict):
    """Something changed since the letters were looked at."""


class OfferOver(Gone):
    """The offer was declined or has run out."""


class PlaceState(enum.StrEnum):
    """How far a place is."""

    RESERVE = "reserve"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


HOLDING = frozenset({PlaceState.OFFERED, PlaceState.ACCEPTED})
"""The states whose seats are not free."""


@dataclass(frozen=True)
class Bid:
    """An application as offers see it: its seats, and each council's kind and region."""

    key: str
    name: str
    seats_least: int
    seats_most: int
    councils: Sequence[Mapping[str, str]]  # "kind" and "region", empty where not known


def answer_by(now: dt.datetime, days: int) -> dt.datetime:
    """Return until when a place is held: the end of a day in London, however long that day is."""
    return london_moment(now.astimezone(LONDON).date() + dt.timedelta(days=days), _LAST_MINUTE)


def check_decision(
    chosen: Sequence[tuple[Bid, int]], *, seats: int, councils_most: int
) -> list[str]:
    """Raise Invalid for more seats or councils than there are; return what a panel should know."""
    if not chosen:
        raise Invalid("Choose at least one application", pointer="/chosen")
    given = sum(count for _, count in chosen)
    if given > seats:
        raise Invalid(f"You gave {given} seats and there are {seats}", pointer="/chosen")
    councils = sum(len(bid.councils) for bid, _ in chosen)
    if councils > councils_most:
        raise Invalid(
            f"You chose {councils} councils, the cohort has at most {councils_most}",
            pointer="/chosen",
        )
    notes = [
        f"{bid.name} gets {count} seats and asked for {bid.seats_least} to {bid.seats_most}."
        for bid, count in chosen
        if not bid.seats_least <= count <= bid.seats_most
    ]
    if given < seats:
        notes.append(f"{seats - given} of {seats} seats stay free.")
    return notes


def check_addition(
    bid: Bid, seats: int, held: Sequence[Bid], *, seats_free: int, councils_most: int
) -> None:
    """Raise Invalid for more seats or councils than are free."""
    if seats > seats_free:
        raise Invalid(f"{seats_free} seats are free, and you gave {seats}", pointer="/seats")
    if sum(len(one.councils) for one in [*held, bid]) > councils_most:
        raise Invalid(f"The cohort has at most {councils_most} councils", pointer="/application_id")


def next_reserve(
    reserves: Sequence[Bid],
    held: Sequence[Bid],
    *,
    seats_free: int,
    councils_most: int,
    quotas: Sequence[Mapping[str, Any]],
) -> tuple[Bid, int] | None:
    """Return the reserve that is offered a place now, with its seats; None where none fits.

    Of those that fit and break no quota's most, one that a quota lacks goes first, then the order
    of the reserves.
    """
    councils = sum(len(bid.councils) for bid in held)
    fitting = [
        bid
        for bid in reserves
        if bid.seats_least <= seats_free
        and councils + len(bid.councils) <= councils_most
        and all(_within(quota, [*held, bid]) for quota in quotas)
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda bid: sum(_mends(q, held, bid) for q in quotas))
    return best, min(best.seats_most, seats_free)


def _count(quota: Mapping[str, Any], bids: Sequence[Bid]) -> int:
    dimension, value = quota["dimension"], quota["value"]
    return sum(council[dimension] == value for bid in bids for council in bid.councils)


def _within(quota: Mapping[str, Any], bids: Sequence[Bid]) -> bool:
    return quota["most"] is None or _count(quota, bids) <= quota["most"]


def _mends(quota: Mapping[str, Any], held: Sequence[Bid], bid: Bid) -> int:
    """How many councils of what a quota lacks a bid brings."""
    lacking = max(0, int(quota["least"]) - _count(quota, held))
    return min(lacking, _count(quota, [bid]))
