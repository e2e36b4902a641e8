"""Every module has its floor, and imports only what lies below."""

from __future__ import annotations

import pytest

from tests.architecture.source import BESIDE, FLOORS, REPOSITORY, SERVICES, Module, feature_modules

FRAMEWORKS = ("flask", "sqlalchemy", "celery", "redis", "marshmallow", "flask_smorest", "tantivy")
_of_ours = ("services.", "shared.", "stack.")


def target_of(module: Module, imported: str) -> tuple[str, str] | None:
    """The feature and floor of an import from the module's own service, None for anything else."""
    parts = imported.split(".")
    if parts[:2] != ["services", module.service] or len(parts) < 4 or parts[3] not in FLOORS:
        return None
    return parts[2], parts[3]


@pytest.mark.parametrize("module", feature_modules(), ids=lambda m: m.name)
def test_a_module_is_one_of_the_list(module: Module) -> None:
    assert module.floor in FLOORS, f"{module.floor} is not a file name that features have"


@pytest.mark.parametrize("service", SERVICES)
def test_beside_the_features_is_only_what_the_design_names(service: str) -> None:
    files = {path.stem for path in (REPOSITORY / "services" / service).glob("*.py")}
    assert files <= BESIDE


@pytest.mark.parametrize("module", feature_modules(), ids=lambda m: m.name)
def test_a_floor_imports_only_floors_below(module: Module) -> None:
    for imported in module.imports:
        target = target_of(module, imported)
        if target is None:
            continue
        feature, floor = target
        if (feature, floor) == (module.feature, module.floor):
            continue  # a file that became a package
        if feature == module.feature:
            assert FLOORS[floor] < FLOORS[module.floor], f"{module.name} imports {imported}"
            continue
        allowed = (
            {"actions", "queries", "rules"} if FLOORS[module.floor] >= 5 else {"queries", "rules"}
        )
        allowed |= {"models"} if FLOORS[module.floor] in (2, 4, 5) else set()
        assert floor in allowed, f"{module.name} reaches into {imported}"


def test_features_use_each_other_without_a_circle() -> None:
    uses: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for module in feature_modules():
        for imported in module.imports:
            target = target_of(module, imported)
            if target and target[0] != module.feature:
                uses.setdefault((module.service, module.feature), set()).add(
                    (module.service, target[0])
                )
    for start, used in uses.items():
        reached, frontier = set(), set(used)
        while frontier:
            reached |= frontier
            frontier = set().union(*(uses.get(f, set()) for f in frontier)) - reached
        assert start not in reached, f"{start} uses itself by way of others"


@pytest.mark.parametrize(
    "module", [m for m in feature_modules() if m.floor == "rules"], ids=lambda m: m.name
)
def test_rules_are_pure(module: Module) -> None:
    for imported in module.imports:
        assert not imported.startswith(FRAMEWORKS), f"{module.name} imports {imported}"
        ours = imported.startswith(_of_ours)
        target = target_of(module, imported)
        rules = target is not None and target[1] == "rules"
        pure = imported.startswith(("shared.refusals", "shared.register"))
        package = imported.count(".") < 3  # `from services.x.feature.rules` names its packages too
        assert not ours or rules or pure or package, f"{module.name} imports {imported}"


@pytest.mark.parametrize(
    "module", [m for m in feature_modules() if m.floor == "schemas"], ids=lambda m: m.name
)
def test_shapes_hold_no_queries(module: Module) -> None:
    assert not any(i.startswith("sqlalchemy") for i in module.imports)
