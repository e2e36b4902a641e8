"""The selection as a CP-SAT model: who is in, with how many seats, in which group."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from services.events.selections.rules import (
    FULL,
    Application,
    Selection,
    cannot_be_chosen,
    own_worth,
    quota_count,
    seat_range,
)

Literal = Any  # cp_model has no public name for a variable or its negation


@dataclass(frozen=True)
class Choice:
    """An answer: seats by application, and the issue of each application's group."""

    seats: Mapping[str, int]
    groups: Mapping[str, str]
    objective: int = 0


class Model:
    """The variables of a selection; `relaxed` guards each limit so that it can be given up."""

    def __init__(self, selection: Selection, *, relaxed: bool = False) -> None:
        self.selection = selection
        self.relaxed = relaxed
        self.cp = cp_model.CpModel()
        self.chosen: dict[str, Literal] = {}
        self.seats: dict[str, Any] = {}
        self.grouped: dict[tuple[str, str], Literal] = {}
        self.terms: list[Any] = []
        self.given_up: dict[str, Literal] = {}
        for application in selection.applications:
            self._add(application)
        self._state_limits()
        self._state_wishes()
        if relaxed:
            self.cp.minimize(sum(self.given_up.values()))
            return
        self._state_groups()
        self._state_spread("kind", selection.weights.kinds)
        self._state_spread("region", selection.weights.regions)
        self.cp.maximize(sum(self.terms))

    def _add(self, application: Application) -> None:
        weights, key = self.selection.weights, application.id
        least, most = seat_range(self.selection, application)
        chosen = self.chosen[key] = self.cp.new_bool_var("")
        if cannot_be_chosen(self.selection, application) and not self.relaxed:
            self.cp.add(chosen == 0)
        most = max(least, most)
        seats = self.seats[key] = self.cp.new_int_var(0, most, "")
        if self.relaxed and seat_range(self.selection, application)[1] < least:
            self.cp.add_implication(chosen, self.guard("council_seats"))
        self.cp.add(seats >= least * chosen)
        self.cp.add(seats <= most * chosen)
        self.terms += [
            own_worth(self.selection, application) * chosen,
            weights.seats * FULL * seats,
        ]

    def guard(self, key: str) -> Literal:
        """The literal that is true once the limit of this key is given up."""
        if key not in self.given_up:
            self.given_up[key] = self.cp.new_bool_var(key)
        return self.given_up[key]

    def limit(self, condition: Any, key: str) -> None:
        """State a limit, unless `key` is given up."""
        stated = self.cp.add(condition)
        if self.relaxed:
            stated.only_enforce_if(self.guard(key).negated())

    def _state_limits(self) -> None:
        selection = self.selection
        seats = sum(self.seats.values())
        self.limit(seats <= selection.seats, "seats")
        if selection.fill:
            self.limit(seats >= selection.seats, "fill")
        councils = sum(len(a.councils) * self.chosen[a.id] for a in selection.applications)
        self.limit(councils >= selection.councils_least, "councils_least")
        self.limit(councils <= selection.councils_most, "councils_most")
        for number, quota in enumerate(selection.quotas):
            count = sum(quota_count(quota, a) * self.chosen[a.id] for a in selection.applications)
            self.limit(count >= quota.least, f"quota_least:{number}")
            if quota.most is not None:
                self.limit(count <= quota.most, f"quota_most:{number}")
        by_council: dict[str, list[Literal]] = defaultdict(list)
        for application in selection.applications:
            for key in sorted({council.key for council in application.councils}):
                by_council[key].append(self.chosen[application.id])
        for literals in by_council.values():
            self.cp.add_at_most_one(literals)  # one council, one place: never given up

    def _state_wishes(self) -> None:
        for number, key in enumerate(self.selection.pins):
            if key in self.chosen:
                self.limit(self.chosen[key] == 1, f"pin:{number}")
        for number, key in enumerate(self.selection.excluded):
            if key in self.chosen and self.relaxed:
                self.limit(self.chosen[key] == 0, f"exclude:{number}")

    def _state_groups(self) -> None:
        """A group is two or more with one issue, as many as a coach takes; each in one at most."""
        by_issue: dict[str, list[Literal]] = defaultdict(list)
        for application in self.selection.applications:
            own = []
            for issue in sorted(set(application.issues)):
                literal = self.grouped[application.id, issue] = self.cp.new_bool_var("")
                own.append(literal)
                by_issue[issue].append(literal)
            self.cp.add(sum(own) <= self.chosen[application.id])
        worth = self.selection.weights.issues * FULL
        for literals in by_issue.values():
            is_open = self.cp.new_bool_var("")
            self.cp.add(sum(literals) >= 2 * is_open)
            self.cp.add(sum(literals) <= self.selection.group_most * is_open)
            self.terms.append(worth * sum(literals))

    def _state_spread(self, dimension: str, weight: int) -> None:
        """Each kind or region that is there counts once."""
        having: dict[str, list[Literal]] = defaultdict(list)
        for application in self.selection.applications:
            for value in sorted({getattr(council, dimension) for council in application.councils}):
                having[value].append(self.chosen[application.id])
        having.pop("", None)
        for literals in having.values():
            there = self.cp.new_bool_var("")
            self.cp.add(there <= sum(literals))
            self.terms.append(weight * FULL * there)

    def break_ties(self, objective: int) -> None:
        """Among the answers worth `objective`, ask for the one that a seeded order puts first.

        So the answer does not hang on how the search went.
        """
        self.cp.add(sum(self.terms) == objective)
        order = [_rank(self.selection.seed, key) * literal for key, literal in self.chosen.items()]
        order += [_rank(self.selection.seed, f"s{k}") * seats for k, seats in self.seats.items()]
        order += [
            _rank(self.selection.seed, f"{key}/{issue}") * literal
            for (key, issue), literal in self.grouped.items()
        ]
        self.cp.minimize(sum(order))

    def hint(self, choice: Choice) -> None:
        """Suggest an answer to begin with."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for key, literal in self.chosen.items():
            self.cp.add_hint(literal, key in choice.seats)
            self.cp.add_hint(self.seats[key], choice.seats.get(key, 0))
        for (key, issue), literal in self.grouped.items():
            self.cp.add_hint(literal, choice.groups.get(key) == issue)

    def asked(self) -> list[Any]:
        """What to ask a search for; `read` takes the answer."""
        return [*self.seats.values(), *self.grouped.values()]

    def read(self, values: tuple[int, ...], objective: int) -> Choice:
        """Return the answer that the asked values mean."""
        seats = {k: v for k, v in zip(self.seats, values, strict=False) if v}
        grouped = zip(self.grouped, values[len(self.seats) :], strict=True)
        return Choice(seats, {key: issue for (key, issue), v in grouped if v}, objective)


def _rank(seed: int, key: str) -> int:
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:2], "big") + 1
