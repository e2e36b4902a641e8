"""Sets up the sample's edition where it is not there yet, and imports its proposals."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from stack.sample.imports import Importer

_EDITIONS = "/events/api/editions"
_FIRST_DAY = dt.date(2027, 7, 6)
_DAYS = 3


def load_edition(importer: Importer, folder: Path) -> str:
    """Load an edition with stages, days and proposals; what became of these."""
    name = f"Innovation Zone {_FIRST_DAY.year}"
    known = importer.ask(f"{_EDITIONS}?limit=100")["items"]
    edition = next((one for one in known if one["name"] == name), None)
    if edition is None:
        edition = _create(importer, folder, name)
    done = importer.run(
        "events", folder / "proposals.csv", "proposals", publish=False, edition=edition["id"]
    )
    return f"{name}, proposals: {done}"


def _create(importer: Importer, folder: Path, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    breaks = told.pop("breaks")
    days = [_FIRST_DAY + dt.timedelta(days=n) for n in range(_DAYS)]
    shapes = ("launch", "theme", "national")
    fields = told | {
        "name": name,
        "year": _FIRST_DAY.year,
        "starts_on": days[0].isoformat(),
        "ends_on": days[-1].isoformat(),
        "days": [
            {"date": day.isoformat(), "shape": shape, "breaks": breaks}
            for day, shape in zip(days, shapes, strict=True)
        ],
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    return importer.ask(_EDITIONS, json.dumps(fields).encode(), headers)
