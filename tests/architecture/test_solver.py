"""The solver's library stays in the solver's process."""

from __future__ import annotations

from tests.architecture.source import feature_modules, imports_of, python_files

LIBRARY = "ortools"


def _uses_library(imports: frozenset[str]) -> bool:
    return any(name.split(".")[0] == LIBRARY for name in imports)


def test_no_module_that_a_service_loads_imports_the_solver() -> None:
    modules = {module.name: module for module in feature_modules()}
    loaded = {name for name, module in modules.items() if _uses_library(module.imports)}
    assert loaded, "nothing uses the solver any more"
    # Whatever imports a module that has it has it too: only the gateways' own modules may.
    while True:
        more = {n for n, m in modules.items() if m.imports & loaded} - loaded
        if not more:
            break
        loaded |= more
    process_only = {
        n
        for n, m in modules.items()
        if m.floor == "gateways" and m.feature in {"solving", "timetables", "selections"}
    }
    assert loaded <= process_only, sorted(loaded - process_only)
    others = [
        path
        for path in python_files()
        if "tests" not in path.parts and path not in {m.path for m in modules.values()}
    ]
    assert not [p for p in others if "bench" not in p.parts and imports_of(p) & loaded]


def test_the_actions_that_start_the_process_do_not_load_it() -> None:
    doors = [m for m in feature_modules() if m.floor in {"api", "pages", "tasks", "actions"}]
    assert not [m.name for m in doors if _uses_library(m.imports)]
