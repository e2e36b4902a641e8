"""Selections by the solver beside greedy by score: `python -m bench.selection [SEED …]`.

Seeded calls of 200 applications for 16 seats. The peer takes pinned ones and what the quotas lack,
then the best scores while they fit; its groups are the best that its councils allow. Seconds and CPU
are of the optimum with its proof; effort is the solver's deterministic time.
"""

from __future__ import annotations

import sys
import time

from bench.selection_instances import SEEDS, make_selection
from services.events.selections.gateways.building import Model
from services.events.selections.rules import (
    broken_limits,
    choose_greedily,
    most_grouped,
    value,
)
from services.events.solving.gateways.search import CpSearch
from services.events.solving.rules import Limits


def main() -> None:
    """Solve each instance and print a line."""
    print("seed   greedy limits broken   solver    bound seconds   CPU effort status")
    for seed in [int(text) for text in sys.argv[1:]] or SEEDS:
        selection = make_selection(seed)
        seats = choose_greedily(selection)
        chosen = [a for a in selection.applications if a.id in seats]
        groups = {str(n): "" for n in range(most_grouped(chosen, selection.group_most))}
        greedy, broken = value(selection, seats, groups), len(broken_limits(selection, seats))
        began, cpu = time.perf_counter(), time.process_time()
        model = Model(selection)
        search = CpSearch(Limits(reproducible=True, workers=1, effort=20), lambda _: None)
        found = search.run(model.cp, model.asked())
        print(
            f"{seed:4} {greedy:8} {broken:13} {found.objective:8} {found.bound:8}"
            f" {time.perf_counter() - began:7.2f} {time.process_time() - cpu:5.2f}"
            f" {found.effort:6.2f} {found.status}",
            flush=True,
        )


if __name__ == "__main__":
    main()
