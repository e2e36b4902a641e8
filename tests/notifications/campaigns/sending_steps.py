"""A campaign that is being sent, as tests follow it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from services.notifications.settings import NotificationsSettings
from tests.notifications.conftest import World
from tests.notifications.smtp_server import MisbehavingSmtp

Headers = dict[str, str]
SettingsFor = Callable[[MisbehavingSmtp], NotificationsSettings]
STATES = ("queued", "leased", "sent", "uncertain", "suppressed", "failed", "held", "cancelled")


class Sending:
    """A campaign to some people of one council, and what becomes of it."""

    def __init__(self, world: World, headers: Headers, people: int = 5, **fields: Any) -> None:
        self.client = world.client
        self.headers = headers
        world.innovation("Surrey County Council", "Solar streets")
        world.contacts(
            *[
                (f"p{n}@surrey.example", f"Pérson {n}", "Surrey CC", "invitations")
                for n in range(people)
            ]
        )
        self.address = world.campaign(headers, **fields)
        self.id = uuid.UUID(self.address.rsplit("/", 1)[1])
        self.progress_at_start = world.send(self.address, headers)

    def post(self, what: str, **body: Any) -> int:
        assert self.client is not None
        answer = self.client.post(f"{self.address}/{what}", json=body or None, headers=self.headers)
        return answer.status_code

    def progress(self) -> dict[str, Any]:
        """The progress, whose states always add up to everybody."""
        assert self.client is not None
        progress: dict[str, Any] = self.client.get(
            f"{self.address}/progress", headers=self.headers
        ).json
        assert sum(progress[state] for state in STATES) == progress["recipients"]
        return progress
