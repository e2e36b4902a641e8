"""docker-compose.yml runs what the embedded stack runs, told the same, and gives nothing away."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from stack.environment import Place
from stack.plan import stages, web_argv, worker_argv
from tests.architecture.source import REPOSITORY, SERVICES
from tests.deploy.composed import OURS, composed, lasting, owner, services, words

SETTINGS = (REPOSITORY / "docs" / "operations" / "settings.md").read_text()
_ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]*) \|.*\| ([^|]*) \|$", re.MULTILINE)
# What belongs to a place, not to the program: these differ between the runners.
_PLACES = {"--host", "--port", "-s"}


def _options(argv: list[str]) -> list[str]:
    """A command line without its places."""
    kept: list[str] = []
    for word, before in zip(argv, ["", *argv], strict=False):
        kept.append("(place)" if before in _PLACES else word)
    return kept


def test_compose_runs_the_processes_of_the_embedded_stack_and_no_others(tmp_path: Path) -> None:
    embedded = {part.name for stage in stages(Place(tmp_path)) for part in stage.parts}
    assert set(lasting()) == embedded


@pytest.mark.parametrize("service", SERVICES)
def test_both_runners_start_a_service_with_the_same_options(service: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert _options(words(f"{service}-web")) == _options(web_argv(place, service))
    assert _options(words(f"{service}-worker")) == _options(worker_argv(place, service))


@pytest.mark.parametrize("service", SERVICES)
def test_every_queue_has_a_consumer_in_both_runners(service: str, tmp_path: Path) -> None:
    worker = importlib.import_module(f"services.{service}.worker")
    for argv in (worker_argv(Place(tmp_path), service), words(f"{service}-worker")):
        assert f"services.{service}.worker:app" in argv
        # Without these a worker consumes every queue that its app declares.
        assert not [w for w in argv if re.match(r"-Q|-X|--queues|--exclude-queues", w)]
    assert worker.QUEUES


def test_migrations_are_done_before_a_service_starts() -> None:
    for service in SERVICES:
        assert words(f"migrate-{service}") == ["python", "-m", "shared.db.migrate", service]
        for kind in ("web", "worker", "messenger"):
            assert f"migrate-{service}" in _completed_before(f"{service}-{kind}")


def _completed_before(name: str) -> set[str]:
    needs = {
        need
        for need, how in services()[name].get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    return needs.union(*(_completed_before(need) for need in needs))


def test_only_the_front_door_is_published_and_on_loopback() -> None:
    published = {name: s["ports"] for name, s in services().items() if s.get("ports")}
    assert published == {"caddy": ["${ZONE_BIND:-127.0.0.1}:${ZONE_PORT:-8000}:8000"]}


def test_the_front_door_finds_the_services() -> None:
    told = services()["caddy"]["environment"]
    for service in SERVICES:
        argv = words(f"{service}-web")
        port = argv[argv.index("--port") + 1]
        assert told[f"{service.upper()}_UPSTREAM"] == f"{service}-web:{port}"
        assert services()[f"{service}-web"]["healthcheck"]["test"][-2:] == [
            port,
            f"/{service}/ready",
        ]
    mailbox = services()["mailbox"]["environment"]
    assert told["MAILBOX_UPSTREAM"] == f"mailbox:{mailbox['MAILBOX_HTTP_PORT']}"


@pytest.mark.parametrize("name", services())
def test_a_container_can_do_as_little_as_possible(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert service["mem_limit"]
    assert not service.get("privileged")
    assert "docker.sock" not in str(service.get("volumes", ""))
    if name in lasting():
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]
        assert service["stop_grace_period"]


def test_the_image_is_ours_everywhere_and_names_its_user() -> None:
    ours = {name for name, s in services().items() if s["image"] == OURS}
    assert services().keys() - ours == {"postgres", "redis", "caddy"}
    user = next(iter({services()[name]["user"] for name in ours}))
    assert f"USER {user}\n" in (REPOSITORY / "deploy" / "Dockerfile").read_text()


def test_no_secret_is_written_in_the_file() -> None:
    secret = {name for name, _, _ in _settings(marked="secret")}
    for name, service in services().items():
        for key, value in service.get("environment", {}).items():
            assert key not in secret, f"{name}: {key} must be given as {key}_FILE"
            if key.removesuffix("_FILE") in secret or "PASSWORD" in key:
                assert str(value).startswith("/run/secrets/"), f"{name}: {key}"
    text = (REPOSITORY / "docker-compose.yml").read_text()
    assert not re.findall(r"://[^/\s:@]*:[^\s@{(\[]+@", text)
    for name, kept in composed()["secrets"].items():
        assert kept == {"file": f"./deploy/secrets/{name}"}
    used = {_source(s) for service in services().values() for s in service.get("secrets", [])}
    assert used == set(composed()["secrets"])


def _source(secret: str | dict[str, str]) -> str:
    return secret if isinstance(secret, str) else secret["source"]


def test_without_secrets_nothing_starts() -> None:
    assert composed()["x-made"].startswith("${ZONE_ENV:?run deploy/make-secrets")


@pytest.mark.parametrize("name", [name for name in services() if owner(name)])
def test_a_service_is_told_every_setting_it_requires_and_none_that_is_unknown(name: str) -> None:
    service = services()[name]
    told = set(service["environment"])
    for setting, who, default in _settings():
        if "required" in default and who.split(",")[0].strip() in {"all", owner(name)}:
            assert {setting, f"{setting}_FILE"} & told, f"{name} is not told {setting}"
    documented = {setting for setting, _, _ in _settings()}
    for setting in told - {"HEARTBEAT_FILE"}:
        assert {setting, setting.removesuffix("_FILE")} & documented, f"{setting} is not documented"
    readable = {s if isinstance(s, str) else s["target"] for s in service["secrets"]}
    wanted = {v.rpartition("/")[2] for v in service["environment"].values() if "/run/secrets" in v}
    assert wanted == readable


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_gets_its_own_secrets_and_no_other_services(service: str) -> None:
    for name in services():
        if owner(name) == service:
            given = {_source(secret) for secret in services()[name]["secrets"]}
            assert not [s for s in given if s.startswith(tuple(set(SERVICES) - {service}))]


def test_the_keys_that_sign_are_where_they_are_used_alone() -> None:
    holders = {n for n, s in services().items() if "signing-keys:" in str(s.get("volumes", ""))}
    assert holders == {"keys", "notifications-web", "sample-data"}


def _settings(*, marked: str = "") -> list[tuple[str, str, str]]:
    """Name, who is told, and default of each documented setting."""
    rows = [row for row in _ROW.findall(SETTINGS) if marked in row[1]]
    assert rows
    return rows
