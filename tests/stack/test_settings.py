"""What the processes are told, and the small pieces around them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from stack.assets import build, own_style
from stack.console import Console, Lines, RotatedLog
from stack.environment import SERVICES, Place, front_door_environment, service_environment
from stack.faults import StackFault
from stack.plan import service_parts, web_argv, worker_argv

POSTGRES = "postgresql://admin:pw@db.example:5432/postgres?sslmode=require"
REDIS = "redis://cache.example:6379/0"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, 9000, POSTGRES, REDIS)


def test_each_service_is_told_its_own_secrets_and_no_others(place: Place) -> None:
    told = {service: service_environment(place, service) for service in SERVICES}
    assert len({settings["SECRET_KEY"] for settings in told.values()}) == 3
    assert len({settings["DATABASE_URL"] for settings in told.values()}) == 3
    assert [s for s in SERVICES if "SIGNING_KEYS_FILE" in told[s]] == ["notifications"]
    assert [s for s in SERVICES if "INDEX_DIR" in told[s]] == ["catalogue"]
    assert told["notifications"]["SMTP_URL"] == "smtp://127.0.0.1:9026"
    assert told["events"] == service_environment(place, "events")
    assert {f.stat().st_mode & 0o777 for f in (place.var / "secrets").iterdir()} == {0o600}


def test_servers_elsewhere_take_the_place_of_ours(place: Place) -> None:
    told = service_environment(place, "events")
    assert told["DATABASE_URL"].startswith("postgresql://events:")
    assert told["DATABASE_URL"].endswith("@db.example:5432/events?sslmode=require")
    assert told["REDIS_URL"] == REDIS
    assert {"PostgreSQL", "Redis"}.isdisjoint(place.ports)


def test_all_ports_follow_the_base_port(place: Place) -> None:
    assert set(Place(place.var, 8000).ports.values()) == {
        8000,
        8001,
        8002,
        8003,
        8025,
        8026,
        8032,
        8079,
    }
    assert front_door_environment(place)["CATALOGUE_UPSTREAM"] == "127.0.0.1:9001"
    assert "9003" in web_argv(place, "notifications")
    assert str(place.var / "events-beat") in worker_argv(place, "events")
    names = [part.name for part in service_parts(place, "events")]
    assert names == ["events-web", "events-worker", "events-messenger"]


@pytest.mark.parametrize("text", ["80", "65500", "eight"])
def test_a_base_port_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(StackFault, match="ZONE_BASE_PORT"):
        Place.here({"ZONE_BASE_PORT": text})


def test_the_page_kit_loses_what_is_govuks_own(tmp_path: Path) -> None:
    kit, own = tmp_path / "kit", tmp_path / "static"
    kit.mkdir()
    css = (
        "a{font-family:GDS Transport,arial,sans-serif}/*! by Margaret Calvert. */@font-face{font-family:"
        "GDS Transport;src:url(/assets/fonts/x.woff2)}b{mask:url(/assets/images/govuk-crest.svg)}"
        "\n/*# sourceMappingURL=x.map */"
    )
    assert "GDS" not in own_style(css)
    assert own_style(css).endswith("b{mask:none}")
    (kit / "govuk-frontend.min.css").write_text(css)
    (kit / "govuk-frontend.min.js").write_text("1\n//# sourceMappingURL=x.map")
    own.mkdir()
    (own / "zone.css").write_text("p{}")
    manifest = build(kit, own)
    assert set(manifest) == {"govuk-frontend.min.css", "govuk-frontend.min.js", "zone.css"}
    assert all((own / "build" / hashed).exists() for hashed in manifest.values())
    (own / "zone.css").write_text("p{color:red}")
    assert build(kit, own)["zone.css"] != manifest["zone.css"]


def test_output_is_cut_into_lines_however_it_arrives(tmp_path: Path) -> None:
    shown = io.StringIO()
    console = Console(tmp_path, shown)
    console.follows = True
    lines = Lines(console, "web")
    for piece in (b"on", b"e\ntwo\nth", b"ree"):
        lines.data_received(piece)
    lines.data_received(b"\n" + b"x" * 70_000)
    lines.data_received(b"\xff end")
    lines.connection_lost(None)
    console.close()
    texts = [line.partition("| ")[2] for line in shown.getvalue().splitlines()]
    assert [text[:8] for text in texts] == ["one", "two", "three", "xxxxxxxx", "\ufffd end"]
    assert console.last_line("web") == "\ufffd end"


def test_logs_move_aside_at_their_size(tmp_path: Path) -> None:
    log = RotatedLog(tmp_path / "web.log", size_bytes=10)
    for number in range(6):
        log.write(f"line number {number}\n".encode())
    log.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "web.log",
        "web.log.1",
        "web.log.2",
        "web.log.3",
    ]
    assert (tmp_path / "web.log").read_text() == "line number 5\n"
    assert (tmp_path / "web.log.3").read_text() == "line number 2\n"
