"""Posts the sample's asks and offers, those of them that are not there yet."""

import csv
import json
import uuid
from pathlib import Path

from stack.sample.imports import Importer

_PATH = "/catalogue/api/postings"


def post_missing(importer: Importer, file: Path) -> str:
    """Post the rows of a file by their titles; what became of them, in a line. StackFault: why not."""
    known: set[str] = set()
    cursor = ""
    while True:
        page = importer.ask(f"{_PATH}?limit=100{cursor}")
        known |= {item["title"] for item in page["items"]}
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    missing = [row for row in rows if row["title"] not in known]
    for row in missing:
        body = {**row, "themes": row["themes"].split(";")}
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        importer.ask(_PATH, json.dumps(body).encode(), headers)
    return f"{len(rows)} rows, {len(missing)} created, {len(rows) - len(missing)} unchanged"
