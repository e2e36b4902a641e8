"""Routes, queues, messages, settings and migrations fit together."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from shared.auth.access import undeclared_views
from shared.contracts import all_contracts
from shared.db.database import SharedModel, sqlalchemy_url
from shared.db.migrate import _config, service_database
from tests.architecture.source import REPOSITORY, SERVICES

Environment = Callable[[str], dict[str, str]]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_says_who_may_call_it(service: str, service_environment: Environment) -> None:
    service_environment(service)
    app = importlib.import_module(f"services.{service}.app").create_app()
    assert undeclared_views(app) == []
    for rule in app.url_map.iter_rules():
        assert rule.rule.startswith(f"/{service}/"), (
            f"{rule.rule} lies outside the service's prefix"
        )


@pytest.mark.parametrize("service", SERVICES)
def test_every_endpoint_is_in_the_openapi_document(
    service: str, service_environment: Environment
) -> None:
    service_environment(service)
    app = importlib.import_module(f"services.{service}.app").create_app()
    document = app.test_client().get(f"/{service}/api/openapi.json").json
    documented = set(document["paths"])
    for rule in app.url_map.iter_rules():
        if "/api/" not in rule.rule or rule.rule.endswith(("/openapi.json", "/docs")):
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        assert path in documented, f"{path} is not documented"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                assert operation.get("summary"), f"{method} {path} has no summary"


@pytest.mark.parametrize("service", SERVICES)
def test_every_task_has_a_queue_and_every_tick_a_task(
    service: str, service_environment: Environment
) -> None:
    service_environment(service)
    worker = importlib.import_module(f"services.{service}.worker")
    worker.app.loader.import_default_modules()
    own = {name for name in worker.app.tasks if name.startswith(f"{service}.")}
    queued = {task for tasks in worker.QUEUES.values() for task in tasks}
    assert own == queued
    assert set(worker.TICKS) <= own
    for name in [*own, *worker.QUEUES]:
        assert re.fullmatch(rf"{service}\.[a-z]+(-[a-z]+)*", name), f"{name} is not a wire name"


def test_every_enqueued_task_exists(service_environment: Environment) -> None:
    known: set[str] = set()
    for service in SERVICES:
        service_environment(service)
        queues = importlib.import_module(f"services.{service}.worker").QUEUES
        known |= {task for tasks in queues.values() for task in tasks}
    for path in (REPOSITORY / "services").rglob("*.py"):
        for name in re.findall(r'enqueue\(\s*session,\s*"([^"]+)"', path.read_text()):
            assert name in known, f"{path}: no queue has {name}"


def test_every_contract_is_published_or_reacted_to() -> None:
    source = "".join(p.read_text() for p in (REPOSITORY / "services").rglob("*.py"))
    idle = [c.type for c in all_contracts().values() if c.schema.__name__ not in source]
    assert not idle, "a contract that nobody uses is not a fact"


def test_every_subscription_is_to_a_contract() -> None:
    for service in SERVICES:
        messenger = importlib.import_module(f"services.{service}.messenger")
        for schema, reactions in messenger.SUBSCRIPTIONS.items():
            assert schema.wire_type in all_contracts()
            for reaction in reactions:
                assert reaction.__name__.startswith("on_")


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_are_linear(service: str) -> None:
    script = ScriptDirectory.from_config(_config(service))
    assert len(script.get_heads()) == 1
    revisions = [r.revision for r in script.walk_revisions()]
    assert sorted(revisions) == [f"{n:04d}" for n in range(1, len(revisions) + 1)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrated_database_matches_the_models(
    service: str, database_of: Callable[[str], str]
) -> None:
    engine = create_engine(sqlalchemy_url(database_of(service)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        expected = [service_database(service).metadata, SharedModel.metadata]
        assert compare_metadata(context, expected) == []
    engine.dispose()


def test_every_setting_and_message_is_documented() -> None:
    pages = "".join(p.read_text() for p in (REPOSITORY / "docs").rglob("*.md"))
    settings = [
        REPOSITORY / "shared" / "settings.py",
        *(REPOSITORY / "services").glob("*/settings.py"),
    ]
    for path in settings:
        for name in re.findall(r'(?:env\.\w+\(|secret\(env, )"([A-Z_]+)"', path.read_text()):
            assert f"`{name}`" in pages, f"{name} is not documented"
    asyncapi = json.loads((REPOSITORY / "docs" / "asyncapi.json").read_text())
    documented = {m for c in asyncapi["channels"].values() for m in c["messages"]}
    assert documented == set(all_contracts())
