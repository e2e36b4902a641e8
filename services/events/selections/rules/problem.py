"""A selection to be made: who applied, what is allowed, and what weighs how much.

Everything that is counted is a whole number: a score is in thousandths of the full score.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Council:
    """A council that applied; kind and region are empty where the register does not know it."""

    key: str
    name: str
    kind: str = ""
    region: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class Application:
    """A bid of one council or of several together, the first of which leads."""

    id: str
    reference: str
    councils: tuple[Council, ...]
    issues: tuple[str, ...] = ()
    seats_least: int = 1
    seats_most: int = 1
    points: int = 0
    score: float | None = None

    @property
    def name(self) -> str:
        """Who it is, as people say it."""
        return " with ".join(council.name for council in self.councils)

    @property
    def is_new(self) -> bool:
        """True where none of its councils was in the scheme before."""
        return all(council.is_new for council in self.councils)


@dataclass(frozen=True)
class Quota:
    """At least and at most so many councils of a region or kind."""

    dimension: str
    value: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Weights:
    """What weighs how much, in hundredths of a full score.

    The score itself, an application in a group with a shared issue, each kind and each region that
    is there, an application new to the scheme, and each seat that is filled.
    """

    score: int = 100
    issues: int = 30
    kinds: int = 10
    regions: int = 10
    new: int = 20
    seats: int = 5


@dataclass(frozen=True)
class Selection:
    """The whole problem; `group_most` applications at most share a coach, `scale` is the full score."""

    applications: tuple[Application, ...]
    seats: int = 16
    councils_least: int = 6
    councils_most: int = 8
    seats_least: int = 1
    seats_most: int = 3
    quotas: tuple[Quota, ...] = ()
    weights: Weights = Weights()
    pins: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    group_most: int = 4
    fill: bool = False
    alternatives: int = 3
    scale: float = 100.0
    seed: int = 1


def seat_range(selection: Selection, application: Application) -> tuple[int, int]:
    """The seats an application could have, for all its councils together; empty where none fits."""
    size = len(application.councils)
    least = max(application.seats_least, selection.seats_least * size, 1)
    most = min(application.seats_most, selection.seats_most * size, selection.seats)
    return least, most


def cannot_be_chosen(selection: Selection, application: Application) -> str:
    """Why an application cannot be chosen whatever the others are, empty where it can."""
    least, most = seat_range(selection, application)
    if application.id in selection.excluded:
        return "It was left out by hand."
    if len({c.key for c in application.councils}) > selection.councils_most:
        return f"It brings more than {selection.councils_most} councils."
    if least > most:
        each = f"{selection.seats_least} to {selection.seats_most}"
        size = len(application.councils)
        together = f" for its {size} councils together" if size > 1 else ""
        return (
            f"It asks for {application.seats_least} to {application.seats_most} seats{together}; "
            f"each council has {each}, and there are {selection.seats} in all."
        )
    for quota in selection.quotas:
        if quota.most is not None and quota_count(quota, application) > quota.most:
            return f"At most {quota.most} councils of {quota.value} are wanted."
    return ""


def quota_count(quota: Quota, application: Application) -> int:
    """How many councils of an application a quota counts."""
    return sum(getattr(council, quota.dimension) == quota.value for council in application.councils)
