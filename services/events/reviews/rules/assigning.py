"""Shares proposals among reviewers: never a conflict of interest, and as evenly as can be.

An optimal semi-matching (Harvey, Ladner, Lovász, Tamir 2006): every proposal takes reviewers who may
judge it; then work is handed on along paths from a reviewer with more to one with two or more fewer
until there is no such path. Then no other sharing has a smaller sum of squared loads.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Judge:
    """A reviewer: the names (as `person_key` and `body_key` make them) they have to do with."""

    id: uuid.UUID
    people: frozenset[str]
    bodies: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """A proposal: who is in it, and whose it is."""

    id: uuid.UUID
    people: frozenset[str]
    bodies: frozenset[str]


def may_judge(judge: Judge, candidate: Candidate, refused: Collection[Pair] = ()) -> bool:
    """True where the reviewer has nothing to do with the proposal, and has not said they had."""
    if (judge.id, candidate.id) in refused:
        return False
    return judge.people.isdisjoint(candidate.people) and judge.bodies.isdisjoint(candidate.bodies)


def assign(
    candidates: Sequence[Candidate],
    judges: Sequence[Judge],
    per_candidate: int,
    *,
    done: Collection[Pair] = (),
    refused: Collection[Pair] = (),
) -> set[Pair]:
    """Return pairs of reviewer and proposal; those that are `done` stay and count as work.

    A proposal that fewer may judge gets as many as may.
    """
    able = {
        c.id: [j.id for j in judges if may_judge(j, c, refused) or (j.id, c.id) in done]
        for c in candidates
    }
    given: dict[uuid.UUID, set[uuid.UUID]] = {
        c.id: {j for j, proposal in done if proposal == c.id} for c in candidates
    }
    load = dict.fromkeys((j.id for j in judges), 0)
    for pair in done:
        load[pair[0]] = load.get(pair[0], 0) + 1
    for candidate in candidates:
        free = sorted((j for j in able[candidate.id] if j not in given[candidate.id]), key=load.get)  # type: ignore[arg-type]
        for judge in free[: max(0, per_candidate - len(given[candidate.id]))]:
            given[candidate.id].add(judge)
            load[judge] += 1
    while _hand_on(given, able, load, set(done)):
        pass
    return {(judge, proposal) for proposal, taken in given.items() for judge in taken}


def loads(pairs: Collection[Pair], judges: Sequence[Judge]) -> dict[uuid.UUID, int]:
    """Return how many proposals each reviewer has."""
    counted = dict.fromkeys((j.id for j in judges), 0)
    for judge, _ in pairs:
        counted[judge] = counted.get(judge, 0) + 1
    return counted


def _hand_on(
    given: dict[uuid.UUID, set[uuid.UUID]],
    able: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    load: dict[uuid.UUID, int],
    done: set[Pair],
) -> bool:
    """Hand one proposal on along a path that makes the loads more even; False where none does."""
    held: dict[uuid.UUID, list[uuid.UUID]] = {judge: [] for judge in load}
    for proposal, taken in given.items():
        for judge in taken:
            if (judge, proposal) not in done:
                held[judge].append(proposal)
    for start in sorted(load, key=lambda judge: (-load[judge], str(judge))):
        came: dict[uuid.UUID, tuple[uuid.UUID, uuid.UUID]] = {}
        queue, seen = deque([start]), {start}
        while queue:
            judge = queue.popleft()
            if load[judge] <= load[start] - 2:
                _follow(given, came, start, judge)
                load[start] -= 1
                load[judge] += 1
                return True
            for proposal in held[judge]:
                for other in able[proposal]:
                    if other not in seen and other not in given[proposal]:
                        seen.add(other)
                        came[other] = (judge, proposal)
                        queue.append(other)
    return False


def _follow(
    given: dict[uuid.UUID, set[uuid.UUID]],
    came: Mapping[uuid.UUID, tuple[uuid.UUID, uuid.UUID]],
    start: uuid.UUID,
    end: uuid.UUID,
) -> None:
    """Hand the proposals of a path on, each from one reviewer to the next."""
    while end != start:
        judge, proposal = came[end]
        given[proposal].remove(judge)
        given[proposal].add(end)
        end = judge
