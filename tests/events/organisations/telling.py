"""Tells the events service of organisations as the catalogue does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from services.events.database import database
from services.events.organisations.actions import follow_organisation
from shared.contracts.catalogue import OrganisationChanged
from shared.contracts.message import Message
from shared.register import Council, load_register


def organisation_message(version: int = 1, **data: Any) -> Message:
    """A message of the catalogue that an organisation changed."""
    return Message(
        id=uuid.uuid4(),
        type=OrganisationChanged.wire_type,  # type: ignore[attr-defined]
        subject=str(data["organisation_id"]),
        version=version,
        time=dt.datetime.now(dt.UTC),
        traceparent="",
        data={"region": None, "started_on": None, "ended_on": None} | data,
    )


def tell_councils(councils: Iterable[Council] | None = None, version: int = 1) -> None:
    """Fill the copy of the register with these councils, all of the shipped ones by default."""
    with database.transaction() as session:
        for council in load_register().councils if councils is None else councils:
            facts = {
                "organisation_id": council.id,
                "name": council.name,
                "other_names": list(council.other_names),
                "kind": council.kind.value,
                "region": council.region,
                "started_on": council.started_on,
                "ended_on": council.ended_on,
                "successor_ids": list(council.successor_ids),
                "mail_domains": list(council.mail_domains),
            }
            follow_organisation(session, facts, version)
