"""A service's own copy of the organisations that the catalogue tells of, in a table of the service."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.register import Council, Kind


class OrganisationCopy:
    """A body of the catalogue's register, at `version` of it."""

    __tablename__ = "organisations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    other_names: Mapped[list[str]]
    kind: Mapped[str]
    region: Mapped[str | None]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    successor_ids: Mapped[list[str]]
    mail_domains: Mapped[list[str]]
    version: Mapped[int]

    def as_council(self) -> Council:
        """Return a council as the register's fact."""
        return Council(
            id=self.id,
            key=str(self.id),
            name=self.name,
            short_name=self.name,
            kind=Kind(self.kind),
            region=self.region,
            other_names=tuple(self.other_names),
            started_on=self.started_on,
            ended_on=self.ended_on,
            successor_ids=tuple(uuid.UUID(i) for i in self.successor_ids),
            mail_domains=tuple(self.mail_domains),
        )


def update_copy(
    session: Session, copies: type[OrganisationCopy], data: dict[str, Any], version: int
) -> None:
    """Bring a copy to a version, unless it is there already; `data` is OrganisationChanged's."""
    values = {
        "name": data["name"],
        "other_names": data["other_names"],
        "kind": data["kind"],
        "region": data["region"],
        "started_on": data["started_on"],
        "ended_on": data["ended_on"],
        "successor_ids": [str(successor) for successor in data["successor_ids"]],
        "mail_domains": data["mail_domains"],
        "version": version,
    }
    session.execute(
        insert(copies)
        .values(id=data["organisation_id"], **values)
        .on_conflict_do_update(
            index_elements=[copies.id], set_=values, where=copies.version < version
        )
    )
