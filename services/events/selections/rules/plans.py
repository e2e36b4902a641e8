"""A selection as the decision it leads to: seats by application, and reserves in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

Row = Mapping[str, Any]


def plan_from(councils: Sequence[Row], reserves: Sequence[Row]) -> dict[str, Any] | None:
    """Return `chosen` and `reserves` as a decision wants them; None while nobody is named.

    A reserve that an alternative has in is none of its reserves.
    """
    chosen = [
        {"application_id": row["application"], "seats": row["seats"]}
        for row in councils
        if "application" in row
    ]
    if not chosen:
        return None
    taken = {one["application_id"] for one in chosen}
    others = [row["application"] for row in reserves if row["application"] not in taken]
    return {"chosen": chosen, "reserves": others}


def plan_query(plan: Mapping[str, Any]) -> str:
    """Return what of an address fills a decision's form with a plan."""
    seats = [(f"seats-{one['application_id']}", one["seats"]) for one in plan["chosen"]]
    reserves = [(f"reserve-{key}", rank) for rank, key in enumerate(plan["reserves"], start=1)]
    return urlencode([*seats, *reserves])
