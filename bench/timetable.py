"""Timetables by the solver beside a greedy placement: `python -m bench.timetable [SEED …]`.

Seeded instances of 200 proposals for 60 places on 5 stages, as they are and with strict rules on
themes and councils. The peer places the best score first into the best free place. First answer and
end in seconds of the clock; effort is the solver's deterministic time, the same on a busy machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from bench.timetable_instances import SEEDS, make_timetable
from services.events.solving.gateways.search import CpSearch
from services.events.solving.rules import Limits
from services.events.timetables.gateways.choosing import Choosing
from services.events.timetables.rules import find_conflicts, place_greedily, value

SECONDS = 60.0


def main() -> None:
    """Solve each instance and print a line."""
    print("instance    greedy  solver   bound    gap  first  2 %   end  status")
    for seed in [int(text) for text in sys.argv[1:]] or SEEDS:
        for strict in (False, True):
            measure(seed, strict=strict)


def measure(seed: int, *, strict: bool) -> None:
    """Solve one instance; `2 %` is when the gap was within two hundredths."""
    timetable = make_timetable(seed, strict=strict)
    greedy = value(timetable, place_greedily(timetable))
    began = time.perf_counter()
    first: list[float] = []
    near: list[float] = []

    def tell(progress: Mapping[str, Any]) -> None:
        passed = time.perf_counter() - began
        if progress["objective"] is not None:
            first.append(passed)
        if progress["gap"] is not None and progress["gap"] <= 0.02:
            near.append(passed)

    best = Choosing(timetable, CpSearch(Limits(seconds=SECONDS), tell)).run()
    assert best.placed is not None
    assert best.objective is not None
    assert best.bound is not None
    assert not any(c.is_hard for c in find_conflicts(timetable, best.placed))
    assert value(timetable, best.placed) == best.objective
    gap = (best.bound - best.objective) / best.bound
    name = f"{seed} {'strict' if strict else 'lenient'}"
    print(
        f"{name:10} {greedy:7} {best.objective:7} {best.bound:7} {gap:6.2%}"
        f" {first[0] if first else -1:6.2f} {near[0] if near else -1:4.1f}"
        f" {time.perf_counter() - began:5.1f}  {best.status}",
        flush=True,
    )


if __name__ == "__main__":
    main()
