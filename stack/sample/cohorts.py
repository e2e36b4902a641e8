"""Sets up the sample's scheme and cohort where they are not there yet, and imports who applied."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from stack.sample.imports import Importer

_API = "/events/api"


def load_cohort(importer: Importer, folder: Path) -> str:
    """Load the scheme, a cohort of it with an open call, and its applications; what became of them."""
    told: dict[str, Any] = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    scheme = _find_or_create(importer, "schemes", told["scheme"])
    today = dt.datetime.now(dt.UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    dates = {
        "opens_at": (today - dt.timedelta(days=14)).isoformat(),
        "deadline_at": (today + dt.timedelta(days=28)).isoformat(),
        "starts_on": (today + dt.timedelta(days=90)).date().isoformat(),
    }
    cohort = _find_or_create(
        importer, "cohorts", told["cohort"] | dates | {"scheme_id": scheme["id"]}
    )
    file = folder / "applications.csv"
    done = importer.run("events", file, "applications", publish=False, cohort=cohort["id"])
    return f"{cohort['name']}, applications: {done}"


def _find_or_create(importer: Importer, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    cursor = ""
    while True:
        page = importer.ask(f"{_API}/{kind}?limit=100{cursor}")
        known: list[dict[str, Any]] = [i for i in page["items"] if i["name"] == fields["name"]]
        if known:
            return known[0]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    return importer.ask(f"{_API}/{kind}", json.dumps(fields).encode(), headers)
