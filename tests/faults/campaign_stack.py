"""Real workers and a real messenger of the notifications service, to be killed while they send."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from services.notifications.campaigns import actions
from services.notifications.campaigns.queries import get_campaign, progress_of
from services.notifications.database import database
from tests.notifications.conftest import EDITION, World
from tests.notifications.smtp_server import MisbehavingSmtp

SOMEBODY = uuid.UUID(int=1)
REPOSITORY = Path(__file__).parent.parent.parent


@dataclass
class CampaignStack:
    """Workers with one database, Redis and relay between them; `lanes` connections a campaign."""

    environment: Mapping[str, str]
    folder: Path
    server: MisbehavingSmtp
    lanes: int
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    def start_worker(self) -> None:
        name = f"w{len(self.workers) + self.kills}"
        argv = ["celery", "-A", "services.notifications.worker:app", "worker", "-n", f"{name}@%h"]
        argv += ["-B", "-s", str(self.folder / f"{name}-beat"), "--loglevel", "WARNING"]
        argv += ["--pool", "threads", "--concurrency", "4", "--without-mingle", "--without-gossip"]
        self.workers.append(self._start(name, argv))

    def start_messenger(self) -> subprocess.Popen[bytes]:
        return self._start("messenger", ["services.notifications.messenger"])

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker with everything it started, and start another in its place."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)
        self.kills += 1
        self.start_worker()

    def kill_at_port(self, port: int) -> None:
        """Kill the worker whose connection has that port on its side."""
        self.kill(self.worker_at(port))

    def worker_at(self, port: int) -> subprocess.Popen[bytes]:
        """The worker that a connection comes from."""
        for worker in self.workers:
            for connection in psutil.Process(worker.pid).net_connections("tcp"):
                if connection.laddr and connection.laddr.port == port:
                    return worker
        raise AssertionError(f"no worker has port {port}")

    def campaign(self, world: World, people: int) -> uuid.UUID:
        """Send a campaign to the first `people` contacts of Surrey and return its id."""
        theme = uuid.uuid4().hex
        world.innovation("Surrey County Council", themes=(theme,))
        world.contacts(*[
            (f"p{n}@surrey.example", f"P {n}", "Surrey County Council", "invitations")
            for n in range(people)
        ])  # fmt: skip
        now = dt.datetime.now(dt.UTC)
        fields: dict[str, Any] = {
            "name": theme,
            "edition_id": EDITION,
            "subject": "Come",
            "body": "Dear ((name)), come.",
            "themes": [theme],
            "since_year": None,
            "hold_uncertain": False,
        }
        campaign = actions.create_campaign(fields, actor_id=SOMEBODY, now=now).campaign
        rehearsal = actions.rehearse_campaign(campaign.id, actor_id=SOMEBODY, now=now)
        assert rehearsal.recipients == people
        actions.approve_campaign(
            campaign.id, rehearsal.hash, actor_id=SOMEBODY, second_person=False, now=now
        )
        actions.send_approved(campaign.id, lanes=self.lanes, now=now)
        return campaign.id

    def progress(self, campaign_id: uuid.UUID) -> dict[str, Any]:
        with database.reading() as session:
            return progress_of(session, get_campaign(session, campaign_id))

    def uncertain(self, campaign_id: uuid.UUID) -> set[str]:
        """The Message-IDs of the mails that may have come twice."""
        query = "SELECT id FROM recipients WHERE campaign_id = %s AND state = 'uncertain'"
        with psycopg.connect(database.url) as connection:
            rows = connection.execute(query, [campaign_id]).fetchall()
        return {f"<{row[0]}@zone.example>" for row in rows}

    def repeated(self) -> set[str]:
        """The Message-IDs that came more than once."""
        counts = Counter(mail.message_id for mail in self.server.mails)
        return {message_id for message_id, count in counts.items() if count > 1}

    def stop(self) -> None:
        for process in self.workers:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, name: str, argv: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *argv],
                env=dict(self.environment),
                cwd=REPOSITORY,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
