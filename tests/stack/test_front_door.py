"""The front door: a real Caddy with the real Caddyfile."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from stack.environment import Place
from stack.plan import _front_door
from stack.ports import answers
from stack.process import await_ready, launch, stop
from tests.stack.conftest import free_base_port


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 503 if self.path.endswith("/busy") else 200
        body = f"{self.path} {self.headers['Host']} ".encode() * 100
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place = Place(tmp_path_factory.mktemp("door"), free_base_port())
    catalogue = ThreadingHTTPServer(("127.0.0.1", place.ports["catalogue"]), _Echo)
    Thread(target=catalogue.serve_forever, daemon=True).start()
    command = _front_door(place)
    process = launch(command, subprocess.DEVNULL)
    port = place.ports["front door"]
    await_ready("caddy", process, partial(answers, port))
    with httpx.Client(base_url=f"http://localhost:{port}", trust_env=False) as client:
        yield client
    stop(process, command)
    catalogue.shutdown()
    catalogue.server_close()


def test_a_service_is_reached_under_its_prefix_unchanged(door: httpx.Client) -> None:
    answer = door.get("/catalogue/api/search?q=x", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.text.startswith(
        f"/catalogue/api/search?q=x {door.base_url.host}:{door.base_url.port} "
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Server" not in answer.headers


def test_the_root_leads_to_the_catalogue(door: httpx.Client) -> None:
    answer = door.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/catalogue/")


@pytest.mark.parametrize(
    "path", ["/catalogue/metrics", "/catalogue//metrics/", "/catalogue/%6detrics"]
)
def test_figures_do_not_leave_the_house(door: httpx.Client, path: str) -> None:
    answer = door.get(path)
    assert (answer.status_code, answer.text) == (404, "")


def test_a_service_that_is_down_gives_people_a_page_and_programs_a_problem(
    door: httpx.Client,
) -> None:
    page = door.get("/events/programme")
    assert page.status_code == 502
    assert "not available for the moment" in page.text
    assert page.headers["Content-Type"].startswith("text/html")
    problem = door.get("/events/api/sessions")
    assert problem.status_code == 502
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == 502


def test_what_a_service_answers_passes_unchanged(door: httpx.Client) -> None:
    answer = door.get("/catalogue/busy")
    assert answer.status_code == 503
    assert answer.text.startswith("/catalogue/busy")


@pytest.mark.parametrize("path", ["/admin", "/catalogues"])
def test_other_addresses_get_the_catalogues_page_for_what_is_not_there(
    door: httpx.Client, path: str
) -> None:
    assert door.get(path).text.startswith("/catalogue/nothing-here ")
