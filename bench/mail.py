"""Mails a second of our delivery beside a bare smtplib loop: `python -m bench.mail`.

Both send to the same sink on as many connections, each connection in a process of its own, by turns.
Ours renders each mail with personal content and links and notes each in PostgreSQL, as MAIL_MARKS
says; the loop sends one prebuilt message of the same size and keeps nothing. The sink offers
PIPELINING and no CHUNKING. PostgreSQL syncs to disk. `python -m bench.mail_tasks` is the other peer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import insert, text

from services.notifications.contacts.models import Consent, Contact
from services.notifications.contacts.rules import address_mark
from services.notifications.database import database
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.templates.rules import STARTER_BODY, STARTER_SUBJECT
from shared.db import new_id
from shared.db.migrate import upgrade
from stack.ports import answers, free_port
from stack.postgres import PostgresServer

Lane = subprocess.Popen[str]


def main() -> None:
    """Run all by turns and print the rates and their ratios."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--marks", nargs="+", default=["mail", "ten", "disk"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sink() as port, service(folder, port):
        contacts = make_contacts(options.mails)
        with ExitStack() as stack:
            lanes = {
                marks: stack.enter_context(lanes_of(options.connections, port, marks))
                for marks in options.marks
            }
            _compare(options, contacts, lanes)


def _compare(
    options: argparse.Namespace, contacts: list[uuid.UUID], lanes: dict[str, list[Lane]]
) -> None:
    rates: dict[str, list[float]] = {"bare": [], **{marks: [] for marks in lanes}}
    for number in range(options.rounds):
        each = options.mails // options.connections
        bare = rate_of(options.mails, lanes[options.marks[0]], f"bare {each}")
        rates["bare"].append(bare)
        for marks, processes in lanes.items():
            campaign_id = make_campaign(contacts)
            rates[marks].append(rate_of(options.mails, processes, f"ours {campaign_id}"))
            _check(campaign_id, options.mails)
        said = ", ".join(f"{name} {found[-1]:.0f}/s" for name, found in rates.items())
        print(f"round {number + 1}: {said}", flush=True)
    print(
        f"{options.mails} mails on {options.connections} connections, of {options.rounds} rounds:"
    )
    print(f"  bare smtplib: median {statistics.median(rates['bare']):.0f}/s")
    for marks in lanes:
        ratios = [o / b for o, b in zip(rates[marks], rates["bare"], strict=True)]
        shown = ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
        print(
            f"  MAIL_MARKS={marks}: median {statistics.median(rates[marks]):.0f}/s,"
            f" ratio {statistics.median(ratios):.2f} (of {shown})"
        )


def rate_of(mails: int, lanes: Sequence[Lane], order: str) -> float:
    """Let every lane do the same and return the mails a second until the last one has done it."""
    begun = time.perf_counter()
    for lane in lanes:
        assert lane.stdin is not None
        lane.stdin.write(order + "\n")
        lane.stdin.flush()
    for lane in lanes:
        _await(lane, "done")
    return mails / (time.perf_counter() - begun)


def _await(lane: Lane, word: str) -> None:
    assert lane.stdout is not None
    said = lane.stdout.readline().strip()
    assert said == word, f"a lane said {said!r}"


@contextmanager
def lanes_of(count: int, port: int, marks: str) -> Iterator[list[Lane]]:
    """Start the processes of some lanes, ready to send."""
    with ExitStack() as stack:
        yield [stack.enter_context(_lane(number, port, marks)) for number in range(count)]


@contextmanager
def _lane(number: int, port: int, marks: str) -> Iterator[Lane]:
    lane = subprocess.Popen(
        [sys.executable, "-m", "bench.mail_sending", str(number), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ, MAIL_MARKS=marks),
    )
    try:
        _await(lane, "ready")
        yield lane
    finally:
        lane.kill()
        lane.wait()


def _check(campaign_id: uuid.UUID, mails: int) -> None:
    query = "SELECT count(*) FROM recipients WHERE campaign_id = :id AND state = 'sent'"
    with database.reading() as session:
        sent = session.scalar(text(query), {"id": campaign_id})
    assert sent == mails, f"{sent} of {mails} are sent"


def make_contacts(count: int) -> list[uuid.UUID]:
    now = dt.datetime.now(dt.UTC)
    people = [
        {
            "id": new_id(),
            "email": f"person{n}@council{n % 300}.example",
            "mailbox": f"person{n}@council{n % 300}.example",
            "mark": address_mark("secret", f"person{n}@council{n % 300}.example"),
            "name": f"Person Number {n}",
            "organisation_name": f"Council {n % 300}",
            "roles": [],
            "created_at": now,
            "updated_at": now,
        }
        for n in range(count)
    ]
    with database.transaction() as session:
        session.execute(insert(Contact), people)
        session.execute(
            insert(Consent),
            [
                {
                    "contact_id": p["id"],
                    "purpose": "invitations",
                    "source": "bench",
                    "given_at": now,
                }
                for p in people
            ],
        )
    return [person["id"] for person in people]


def make_campaign(contacts: list[uuid.UUID]) -> uuid.UUID:
    constants = {"edition": "Zone", "venue": "Hall", "dates": "7 to 9 July", "themes": "climate"}
    mailing = Mailing(
        id=new_id(), name="bench", edition_id=None, purpose="invitations", subject=STARTER_SUBJECT,
        body=STARTER_BODY, constants=constants, recipients=len(contacts), hold_uncertain=False,
        state="sending", started_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    rows = [
        {
            "id": new_id(),
            "campaign_id": mailing.id,
            "contact_id": contact,
            "organisation_name": f"Council {n % 300}",
            "values": {"organisation": f"Council {n % 300}", "innovations": f"“Idea {n}”"},
        }
        for n, contact in enumerate(contacts)
    ]
    with database.transaction() as session:
        session.add(mailing)
        session.flush()
        session.execute(insert(Recipient), rows)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return mailing.id


@contextmanager
def sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.mail_sink", str(port)])
    try:
        while not answers(port):
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def service(folder: str, smtp_port: int) -> Iterator[PostgresServer]:
    server = PostgresServer(Path(folder) / "data", free_port())
    server.initialise()
    server.start()
    try:
        upgrade("notifications", server.url())
        os.environ |= {
            "DATABASE_URL": server.url(),
            "REDIS_URL": "redis://127.0.0.1:1",
            "SECRET_KEY": secrets.token_hex(),
            "SESSION_KEYS_FILE": "unused",
            "SIGNING_KEYS_FILE": "unused",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "MAIL_FROM": "zone@zone.example",
        }
        database.connect(server.url())
        yield server
    finally:
        database.dispose()
        server.stop()
        server.erase()


if __name__ == "__main__":
    main()
