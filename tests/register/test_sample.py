"""The project's own sample data is whole, and is loaded over HTTP or says why not."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from shared.register import REGIONS, How, Matcher, load_register, middle_of
from stack.faults import StackFault
from stack.sample import FOLDER, main
from stack.sample.cohorts import load_cohort
from stack.sample.editions import _FIRST_DAY
from stack.sample.imports import Importer

TOLD = json.loads((FOLDER / "cohort.json").read_text(encoding="utf-8"))
SCHEME, COHORT = TOLD["scheme"], TOLD["cohort"]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_innovations_are_many_and_varied() -> None:
    innovations = rows("innovations.csv")
    assert len({row["reference"] for row in innovations}) == len(innovations) >= 150
    assert {row["region"] for row in innovations} == set(REGIONS)
    assert {int(row["year"]) for row in innovations} == set(range(2018, 2027))
    assert len({theme for row in innovations for theme in row["themes"].split(";")}) >= 14
    assert all(40 <= len(row["summary"].split()) <= 90 for row in innovations)
    assert all(row["link"].startswith("https://innovations.example/") for row in innovations)


def test_the_organisations_match_in_every_way() -> None:
    matcher = Matcher(load_register().councils)
    matches = [
        matcher.match(row["organisation"], middle_of(int(row["year"])))
        for row in rows("innovations.csv")
    ]
    ways = Counter(match.how for match in matches)
    assert {How.EXACT, How.ALIAS, How.NORMALISED, How.LEAD, How.JOINT, How.NONE} <= set(ways)
    assert sum(match.council is not None for match in matches) >= 140
    assert sum(not m.council.is_current for m in matches if m.council) >= 8


def test_the_contacts_hold_the_awkward_ones() -> None:
    contacts = rows("contacts.csv")
    addresses = [row["email"] for row in contacts]
    assert all(address.lower().endswith((".example", "example.org")) for address in addresses)
    assert len({address.lower() for address in addresses}) == len(addresses) - 1
    assert any(not row["consents"] for row in contacts)
    councils = Counter(row["organisation"] for row in contacts)
    assert max(councils.values()) >= 2


class Stack(ThreadingHTTPServer):
    """Answers like the endpoints of imports and postings, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, bytes]] = []
        self.report: dict[str, object] = {"state": "done", "rows": 3, "created": 3}
        self.refusals = 0
        self.known: dict[str, list[dict[str, str]]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    """One request to the stack that is pretended."""

    server: Stack

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.refusals:
            self.server.refusals -= 1
            self.answer(503, {})
        elif self.headers["Authorization"] != "Bearer good":
            self.answer(401, {"title": "Sign in first", "errors": [{"message": "No token."}]})
        else:
            self.server.asked.append((self.path, body))
            named = json.loads(body).get("name", "") if body.startswith(b"{") else ""
            self.answer(202, {"id": "7", "state": "queued", "name": named})

    def do_GET(self) -> None:
        if self.path.startswith("/catalogue/api/postings"):
            first = "cursor" not in self.path
            titles = [row["title"] for row in rows("postings.csv")[: 2 if first else 1]]
            page = {"items": [{"title": title} for title in titles]}
            self.answer(200, page | {"next": "more" if first else None})
            return
        if self.path.startswith("/events/api/editions"):
            self.answer(200, {"items": self.server.known.get("editions", []), "next": None})
            return
        if self.path.startswith(("/events/api/schemes", "/events/api/cohorts")):
            kind = self.path.split("/")[3].split("?")[0]
            first = "cursor" not in self.path
            items = [] if first else self.server.known.get(kind, [])
            self.answer(200, {"items": items, "next": "more" if first else None})
            return
        self.answer(200, {"id": "7"} | self.server.report)

    def answer(self, status: int, body: dict[str, object]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack() as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def test_the_files_are_sent_and_waited_for_and_missing_postings_posted(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUBLIC_URL", stack.address)
    monkeypatch.setenv("ZONE_TOKEN", "good")
    stack.refusals = 1
    edition = f"Innovation Zone {_FIRST_DAY.year}"
    stack.known = {"editions": [{"id": "6", "name": edition}]}
    main()
    assert capsys.readouterr().out == (
        "Innovations: 3 rows, 3 created\nContacts: 3 rows, 3 created\n"
        "Asks and offers: 7 rows, 5 created, 2 unchanged\n"
        f"Editions: {edition}, proposals: 3 rows, 3 created\n"
        f"Cohorts: {COHORT['name']}, applications: 3 rows, 3 created\n"
    )
    (path, innovations), (_, contacts), *others = stack.asked
    *postings, (_, proposals), (_, scheme), (_, cohort), (where, applications) = others
    assert b'name="edition"\r\n\r\n6' in proposals
    assert path == "/catalogue/api/imports"
    assert b'name="publish"\r\n\r\ntrue' in innovations
    assert (FOLDER / "contacts.csv").read_bytes() in contacts
    posted = [json.loads(body)["title"] for _, body in postings]
    assert posted == [row["title"] for row in rows("postings.csv")[2:]]
    assert json.loads(scheme)["name"] == SCHEME["name"]
    assert json.loads(cohort)["scheme_id"] == "7"
    assert where == "/events/api/imports"
    assert b'name="cohort"\r\n\r\n7' in applications


def test_a_cohort_that_is_there_gets_its_applications_and_no_twin(stack: Stack) -> None:
    stack.known = {
        "schemes": [{"id": "8", "name": SCHEME["name"]}],
        "cohorts": [{"id": "9", "name": COHORT["name"]}],
    }
    load_cohort(Importer(stack.address, "good"), FOLDER)
    [(_, applications)] = stack.asked
    assert b'name="cohort"\r\n\r\n9' in applications


def test_the_applications_are_of_councils_we_know_but_one() -> None:
    matcher = Matcher(load_register().councils)
    names = [row["council"] for row in rows("applications.csv")]
    assert sum(matcher.match(name).council is None for name in names) == 1
    labels = set(SCHEME["issues"])
    assert all(set(row["issues"].split(";")) <= labels for row in rows("applications.csv"))


def test_a_failed_import_and_a_refusal_are_told_in_a_line(stack: Stack) -> None:
    stack.report = {"state": "failed", "errors": [{"row": 1, "message": "No such column."}]}
    with pytest.raises(StackFault, match="row 1: No such column"):
        Importer(stack.address, "good").run(
            "catalogue", FOLDER / "contacts.csv", "contacts", publish=False
        )
    with pytest.raises(StackFault, match=r"401: Sign in first No token"):
        Importer(stack.address, "bad").run(
            "catalogue", FOLDER / "contacts.csv", "contacts", publish=False
        )


def test_patience_ends(stack: Stack) -> None:
    stack.report = {"state": "running"}
    file = FOLDER / "contacts.csv"
    with pytest.raises(StackFault, match="still running"):
        Importer(stack.address, "good", 0.3).run("catalogue", file, "contacts", publish=False)
    with pytest.raises(StackFault, match="does not answer"):
        Importer("http://127.0.0.1:1", "good", 0.3).run("x", file, "contacts", publish=False)
