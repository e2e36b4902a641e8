"""What health checks ask: web processes answer, loops come round, and half a messenger ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from celery import Celery
from celery.signals import heartbeat_sent
from sqlalchemy import MetaData

import shared.celery  # noqa: F401 - connects the signal
from shared.bus.messenger import Messenger
from shared.db import Database
from stack.ports import free_port
from tests.architecture.source import REPOSITORY

HEALTH = REPOSITORY / "deploy" / "health"
needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="deploy/health is for bash")


def _is_healthy(*argv: str) -> bool:
    done = subprocess.run([str(HEALTH), *argv], check=False, capture_output=True, timeout=20)
    return done.returncode == 0


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@needs_bash
def test_a_web_process_is_healthy_when_it_is_ready(port: int) -> None:
    assert _is_healthy("ready", str(port), "/ready")
    assert not _is_healthy("ready", str(port), "/unready")
    assert not _is_healthy("ready", str(free_port()), "/ready")


@needs_bash
def test_a_loop_is_healthy_while_it_comes_round(tmp_path: Path) -> None:
    young, old = tmp_path / "young", tmp_path / "old"
    young.touch()
    old.touch()
    os.utime(old, (time.time() - 100, time.time() - 100))
    assert _is_healthy("beating", "60", str(young))
    assert not _is_healthy("beating", "60", str(young), str(old))
    assert not _is_healthy("beating", "60", str(tmp_path / "never"))


@pytest.fixture
def heartbeat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARTBEAT_FILE", str(tmp_path / "heartbeat"))
    return tmp_path / "heartbeat"


def test_a_worker_beats_when_celery_does(heartbeat: Path) -> None:
    heartbeat_sent.send(sender=None)
    assert heartbeat.with_name("heartbeat.worker").exists()


def _messenger() -> Messenger:
    database = Database("catalogue", MetaData())
    port = free_port()
    database.connect(f"postgresql://nobody:x@127.0.0.1:{port}/nothing")
    return Messenger(database, f"redis://127.0.0.1:{port}", Celery(set_as_current=False), {})


def _await(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()


def test_a_messenger_beats_while_it_waits_for_its_database(heartbeat: Path) -> None:
    messenger = _messenger()
    thread = Thread(target=messenger.work)
    thread.start()
    beats = [heartbeat.with_name(f"heartbeat.{loop}") for loop in ("relay", "consume")]
    for beat in beats:
        _await(beat)
        beat.unlink()
    for beat in beats:
        _await(beat)
    messenger.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_a_messenger_whose_one_loop_breaks_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    messenger = _messenger()
    monkeypatch.setattr(messenger, "_consume", _break)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        messenger.run()
    assert ended.value.code == 1


def _break() -> None:
    raise RuntimeError("a fault of ours")


_break.__name__ = "_consume"
