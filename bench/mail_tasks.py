"""The usual design beside ours: one Celery task a recipient. `python -m bench.mail_tasks`.

Each task loads its recipient, builds the mail with the mail library, sends it on a connection that its
process keeps, and commits. Two worker processes, as ours has two lanes; the same sink, the same PostgreSQL,
the same people. By turns with ours, each from the first task put into the queue to the last mail sent.
"""

from __future__ import annotations

import argparse
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

from celery import Celery
from celery.signals import worker_process_init
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.contacts.models import Contact
from services.notifications.database import database
from services.notifications.delivery.actions.writing import recipient_links
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.settings import read_settings
from services.notifications.templates.rules import compile_template

app = Celery("bench", broker=os.environ.get("BENCH_REDIS", ""), set_as_current=False)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4, task_acks_late=True)
_kept: dict[str, smtplib.SMTP] = {}


@worker_process_init.connect
def _connect(**_: object) -> None:
    database.connect(os.environ["DATABASE_URL"])


@app.task(name="bench.send-one")
def send_one(recipient_id: str) -> None:
    """Send one recipient's mail and note it."""
    settings = read_settings()
    with Session(database.engine) as session:
        recipient = session.get_one(Recipient, uuid.UUID(recipient_id))
        if recipient.state != "queued":
            return
        mailing = session.get_one(Mailing, recipient.campaign_id)
        contact = session.get_one(Contact, recipient.contact_id)
        values = {
            **mailing.constants,
            **recipient.values,
            **recipient_links(settings, recipient.id),
            "name": contact.name,
        }
        filled = compile_template(mailing.subject, mailing.body).fill(values)
        message = EmailMessage()
        message["From"], message["To"] = settings.mail_from, contact.email
        message["Subject"], message["Message-ID"] = filled.subject, f"<{recipient.id}@zone.example>"
        message.set_content(filled.plain)
        message.add_alternative(filled.html, subtype="html")
        if "smtp" not in _kept:
            _kept["smtp"] = smtplib.SMTP("127.0.0.1", int(settings.smtp_url.rpartition(":")[2]))
        _kept["smtp"].send_message(message)
        recipient.state, recipient.attempts = "sent", recipient.attempts + 1
        session.commit()


def main() -> None:
    """Send some thousands each way and print the ratio."""
    from bench.mail import lanes_of, make_campaign, make_contacts, rate_of, service, sink
    from stack.ports import free_port
    from stack.redis import RedisServer

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        port = stack.enter_context(sink())
        stack.enter_context(service(folder, port))
        redis = RedisServer(Path(folder) / "redis", free_port(), "bench")
        redis.start()
        stack.callback(redis.stop)
        os.environ["BENCH_REDIS"] = app.conf.broker_url = redis.url()
        worker = [sys.executable, "-m", "celery", "-A", "bench.mail_tasks:app", "worker"]
        worker += [
            "--concurrency",
            "2",
            "--loglevel",
            "ERROR",
            "--without-mingle",
            "--without-gossip",
        ]
        process = subprocess.Popen(worker)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        lanes = stack.enter_context(lanes_of(2, port, "mail"))
        contacts = make_contacts(options.mails)
        _tasks_rate(make_campaign(contacts[:100]), 100)  # both sides are warm before it counts
        ratios = []
        for _ in range(options.rounds):
            peer = _tasks_rate(make_campaign(contacts), options.mails)
            ours = rate_of(options.mails, lanes, f"ours {make_campaign(contacts)}")
            ratios.append(ours / peer)
            print(f"a task a recipient {peer:.0f}/s, ours {ours:.0f}/s", flush=True)
        print(f"{options.mails} mails, median ratio {statistics.median(ratios):.1f}")


def _tasks_rate(campaign_id: uuid.UUID, mails: int) -> float:
    begun = time.perf_counter()
    with database.reading() as session:
        ids = session.scalars(select(Recipient.id).where(Recipient.campaign_id == campaign_id))
        for recipient_id in ids:
            send_one.delay(str(recipient_id))
    query = select(func.count()).where(
        Recipient.campaign_id == campaign_id, Recipient.state == "queued"
    )
    while True:
        with database.reading() as session:
            if session.scalar(query) == 0:
                return mails / (time.perf_counter() - begun)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
