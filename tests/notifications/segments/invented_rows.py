"""A world of councils, contacts and what they did, invented by a seed, and written into the database."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, text

from services.notifications.campaigns.models import Campaign, Innovation
from services.notifications.contacts.models import Consent, Contact, KnownPerson, Organisation
from services.notifications.database import database
from services.notifications.delivery.models import Mailing, Recipient
from services.notifications.invitations.models import Answer
from services.notifications.segments.models import Participation

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
ROLES = ("Leader", "chief  executive", "Officer")
THEMES = ("climate", "waste", "housing")
REGIONS = ("London", "South East")
KINDS = ("county", "unitary", "charity")
STATES = ("sent", "uncertain", "queued", "suppressed", "failed")
SAID = ("accepted", "declined", "later")
EVENTS = [uuid.UUID(int=n) for n in (1, 2)]
CAMPAIGNS = [uuid.UUID(int=n) for n in (11, 12)]


def new(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128))


@dataclass
class Rows:
    """A world of rows, as plain values that both sides read."""

    seed: int
    organisations: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    consents: list[tuple[uuid.UUID, str]] = field(default_factory=list)
    innovations: list[dict[str, Any]] = field(default_factory=list)
    recipients: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[uuid.UUID, str] = field(default_factory=dict)
    known: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    participations: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self._organisations(chance)
        ids = [o["id"] for o in self.organisations]
        for number in range(chance.randrange(12)):
            self._contact(chance, number, ids)
        for _ in range(chance.randrange(8)):
            self.innovations.append(
                {
                    "id": new(chance),
                    "organisation_id": chance.choice([*ids, None]),
                    "theme_keys": chance.sample(THEMES, chance.randrange(3)),
                    "year": chance.choice([None, 2019, 2023]),
                    "published": chance.random() < 0.8,
                }
            )
        for contact in self.contacts:
            for campaign in CAMPAIGNS:
                if chance.random() < 0.4:
                    self._recipient(chance, contact, campaign, ids)
        for _ in range(chance.randrange(8)):
            self._participation(chance, ids)

    def _organisations(self, chance: random.Random) -> None:
        for number in range(chance.randrange(1, 6)):
            later = [o["id"] for o in self.organisations]
            ended = bool(later) and chance.random() < 0.5
            self.organisations.append(
                {
                    "id": new(chance),
                    "name": f"Body {number}",
                    "kind": chance.choice(KINDS),
                    "region": chance.choice([*REGIONS, None]),
                    "ended_on": dt.date(2019, 4, 1) if ended else None,
                    "successor_ids": chance.sample(later, chance.randrange(len(later) + 1))
                    if ended
                    else [],
                }
            )

    def _contact(self, chance: random.Random, number: int, ids: list[uuid.UUID]) -> None:
        contact = {
            "id": new(chance),
            "email": f"p{number}@a.example",
            "roles": chance.sample(ROLES, chance.randrange(3)),
            "organisation_id": chance.choice([*ids, None]),
        }
        self.contacts.append(contact)
        self.consents += [
            (contact["id"], purpose)
            for purpose in ("invitations", "alerts")
            if chance.random() < 0.5
        ]

    def _recipient(
        self, chance: random.Random, contact: dict[str, Any], campaign: uuid.UUID, ids: Any
    ) -> None:
        row = {
            "id": new(chance),
            "campaign_id": campaign,
            "contact_id": contact["id"],
            "organisation_id": chance.choice([contact["organisation_id"], *ids, None]),
            "state": chance.choice(STATES),
        }
        self.recipients.append(row)
        if chance.random() < 0.5:
            self.answers[row["id"]] = chance.choice(SAID)

    def _participation(self, chance: random.Random, ids: list[uuid.UUID]) -> None:
        person = new(chance)
        if self.contacts and chance.random() < 0.7:
            contact = chance.choice(self.contacts)["id"]
            if chance.random() < 0.5:
                self.known[person] = contact
            else:
                person = contact
        self.participations.append(
            {
                "id": new(chance),
                "kind": chance.choice(["attended", "applied"]),
                "event_id": chance.choice(EVENTS),
                "person_id": chance.choice([person, None]),
                "organisation_id": chance.choice([*ids, None]),
                "stands": chance.random() < 0.8,
            }
        )

    def write(self) -> None:
        """Put the world into the database, in place of what is there."""
        with database.transaction() as session:
            session.execute(
                text(
                    "TRUNCATE answers, recipients, mailings, campaigns, editions, innovations,"
                    " participations, known_persons, consents, contacts, organisations CASCADE"
                )
            )
            for model, rows in [*self._bodies(), *self._people(), *self._mails()]:
                if rows:
                    session.execute(insert(model), rows)

    def _bodies(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        told = {"other_names": [], "started_on": None, "mail_domains": [], "version": 1}
        found = {"title": "T", "summary": "", "organisation_name": "", "themes": [], "url": ""}
        bodies = [
            o | told | {"successor_ids": [str(s) for s in o["successor_ids"]]}
            for o in self.organisations
        ]
        return [
            (Organisation, bodies),
            (Innovation, [i | found | {"version": 1} for i in self.innovations]),
        ]

    def _people(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        usual = {"name": "", "organisation_name": "x", "created_at": NOW, "updated_at": NOW}
        people = [c | usual | {"mailbox": c["email"], "mark": c["email"]} for c in self.contacts]
        agreed = [
            {"contact_id": c, "purpose": p, "source": "test", "given_at": NOW}
            for c, p in self.consents
        ]
        known = [{"person_id": p, "contact_id": c, "version": 1} for p, c in self.known.items()]
        return [(Contact, people), (Consent, agreed), (KnownPerson, known)]

    def _mails(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        return [
            (Campaign, [
                {"id": c, "name": f"C{c.int}", "edition_id": EVENTS[0], "subject": "s", "body": "b",
                 "themes": [], "since_year": None, "hold_uncertain": False, "version": 1,
                 "created_by": c, "created_at": NOW, "updated_at": NOW}
                for c in CAMPAIGNS
            ]),
            (Mailing, [
                {"id": c, "name": f"C{c.int}", "edition_id": EVENTS[0] if c.int == 11 else None,
                 "purpose": "invitations", "subject": "s", "body": "b", "constants": {},
                 "recipients": 0, "hold_uncertain": False, "state": "finished", "started_at": NOW}
                for c in CAMPAIGNS
            ]),
            (Recipient, [
                r | {"organisation_name": "x", "values": {}} for r in self.recipients
            ]),
            (Answer, [
                {"invitation_id": i, "answer": a, "comment": "", "version": 1, "answered_at": NOW,
                 "campaign_id": next(r["campaign_id"] for r in self.recipients if r["id"] == i)}
                for i, a in self.answers.items()
            ]),
            (Participation, [
                p | {"event_name": "E", "happened_on": NOW.date(), "version": 1}
                for p in self.participations
            ]),
        ]  # fmt: skip
