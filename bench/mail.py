"""Mails a second of our delivery beside a bare smtplib loop: `python -m bench.mail [--mails 5000]`.

Both send to the same sink on as many connections, in one process with a thread a connection, by
turns. Ours renders each mail with personal content and links, and commits before and after each;
the loop sends one prebuilt message of the same size and keeps nothing. PostgreSQL syncs to disk.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import secrets
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert, text

from services.notifications.contacts.models import Consent, Contact
from services.notifications.contacts.rules import address_mark
from services.notifications.database import database
from services.notifications.delivery.actions import send_campaign
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.settings import NotificationsSettings, read_settings
from services.notifications.templates.rules import STARTER_BODY, STARTER_SUBJECT
from shared.db import new_id
from shared.db.migrate import upgrade
from stack.ports import answers, free_port
from stack.postgres import PostgresServer

SIZE_MESSAGE = 4000


def main() -> None:
    """Run both by turns and print the rates and their ratio."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _sink() as port, _settings(folder, port) as ours:
        contacts = _make_contacts(options.mails)
        bare, own = [], []
        for number in range(options.rounds):
            bare.append(_rate(options.mails, lambda: _send_bare(port, options)))
            campaign_id = _make_campaign(contacts)
            own.append(_rate(options.mails, lambda c=campaign_id: _send_ours(c, ours, options)))
            _check(campaign_id, options.mails)
            print(f"round {number + 1}: smtplib {bare[-1]:.0f}/s, ours {own[-1]:.0f}/s")
        ratios = [o / b for o, b in zip(own, bare, strict=True)]
        print(
            f"{options.mails} mails on {options.connections} connections, median of"
            f" {options.rounds}: bare smtplib {statistics.median(bare):.0f}/s, ours"
            f" {statistics.median(own):.0f}/s, ratio {statistics.median(ratios):.2f}"
        )


def _rate(mails: int, send: Callable[[], None]) -> float:
    begun = time.perf_counter()
    send()
    return mails / (time.perf_counter() - begun)


def _send_bare(port: int, options: argparse.Namespace) -> None:
    """One prebuilt message, again and again, as smtplib sends it."""
    head = "From: a@zone.example\r\nTo: b@council.example\r\nSubject: Come\r\n\r\n"
    line = "A line of seventy characters, as long as those of a mail may get to be\r\n"
    message = (head + line * (SIZE_MESSAGE // len(line))).encode()

    def lane(count: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, "bench.example") as smtp:
            for _ in range(count):
                smtp.sendmail("a@zone.example", ["b@council.example"], message)

    each = options.mails // options.connections
    with ThreadPoolExecutor(options.connections) as pool:
        list(pool.map(lane, [each] * options.connections))


def _send_ours(
    campaign_id: uuid.UUID, settings: NotificationsSettings, options: argparse.Namespace
) -> None:
    """Our delivery, as the worker's tasks call it."""

    def lane(number: int) -> None:
        while _queued(campaign_id):
            send_campaign(campaign_id, number, settings)

    with ThreadPoolExecutor(options.connections) as pool:
        list(pool.map(lane, range(options.connections)))


def _queued(campaign_id: uuid.UUID) -> bool:
    query = "SELECT EXISTS (SELECT FROM recipients WHERE campaign_id = :id AND state = 'queued')"
    with database.reading() as session:
        return bool(session.scalar(text(query), {"id": campaign_id}))


def _check(campaign_id: uuid.UUID, mails: int) -> None:
    query = "SELECT count(*) FROM recipients WHERE campaign_id = :id AND state = 'sent'"
    with database.reading() as session:
        sent = session.scalar(text(query), {"id": campaign_id})
    assert sent == mails, f"{sent} of {mails} are sent"


def _make_contacts(count: int) -> list[uuid.UUID]:
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


def _make_campaign(contacts: list[uuid.UUID]) -> uuid.UUID:
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
def _sink() -> Iterator[int]:
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
def _settings(folder: str, smtp_port: int) -> Iterator[NotificationsSettings]:
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
        yield read_settings()
    finally:
        database.dispose()
        server.stop()
        server.erase()


if __name__ == "__main__":
    main()
