"""What a panel and the councils do after a call, for tests."""

from __future__ import annotations

from typing import Any

from tests.events.cohorts.applying_steps import begin, filled, letters
from tests.events.cohorts.conftest import make_cohort
from tests.events.conftest import Browser, Organiser

Json = dict[str, Any]


def closed_cohort(organiser: Organiser, visitor: Browser, scheme: Json, councils: list[str],
                  **other: Any) -> tuple[Json, dict[str, str]]:  # fmt: skip
    """A cohort whose call is over, with an application of each council; their ids by council."""
    cohort = make_cohort(organiser, scheme, regions=[], quotas=[], **other)
    for council in councils:
        email = f"{council.split()[0].lower()}@council.example"
        link = begin(visitor, cohort, council=council, email=email)
        sent = visitor.post(link, filled(1, council=council, partners="", send="yes"))
        assert sent.status_code == 303, sent.text
    path = f"/cohorts/{cohort['id']}"
    over = organiser.change(path, 1, {"deadline_at": "2020-06-01T00:00:00Z"})
    assert over.status_code == 200, over.json
    items = organiser.get(f"{path}/applications?limit=100").json["items"]
    return over.json, {item["council"]: item["id"] for item in items}


def decide(organiser: Organiser, cohort: Json, seats: dict[str, int], reserves: list[str]) -> Json:
    """Rehearse and confirm a decision."""
    path = f"/cohorts/{cohort['id']}"
    chosen = [{"application_id": key, "seats": count} for key, count in seats.items()]
    plan: Json = {"chosen": chosen, "reserves": reserves, "reason": "They fit together."}
    rehearsed = organiser.post(f"{path}/decision-rehearsals", plan)
    assert rehearsed.status_code == 200, rehearsed.json
    made = organiser.post(f"{path}/decision", plan | {"mark": rehearsed.json["mark"]})
    assert made.status_code == 201, made.json
    decision: Json = made.json
    return decision


def places(organiser: Organiser, cohort: Json) -> dict[str, Json]:
    """A cohort's places by council."""
    items = organiser.get(f"/cohorts/{cohort['id']}/places").json["items"]
    return {item["council"]: item for item in items}


def offers(kind: str = "place-offered") -> dict[str, str]:
    """The token in each council's offer."""
    found: dict[str, str] = {}
    for letter in letters(kind):
        council = letter["text"].split("to offer ")[1].split(" 1 seat")[0].split(" 2 seats")[0]
        found[council] = letter["text"].split("/events/places/")[1].split()[0]
    return found
