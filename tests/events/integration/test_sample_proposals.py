"""The sample's proposals come in whole."""

from __future__ import annotations

import io
import json
import uuid

from services.events.database import database
from services.events.imports.actions import IMPORTERS
from shared.imports import run_import
from tests.conftest import REPOSITORY
from tests.events.conftest import Organiser

SAMPLE = REPOSITORY / "stack" / "sample"


def test_every_sample_proposal_is_taken_and_finds_its_council(organiser: Organiser) -> None:
    told = json.loads((SAMPLE / "edition.json").read_text())
    edition = organiser.edition(**{k: told[k] for k in ("themes", "stages", "ordinal")})
    content = (SAMPLE / "proposals.csv").read_bytes()
    form = {"kind": "proposals", "edition": edition["slug"]}
    sent = organiser.client.post(
        "/events/api/imports",
        data=form | {"file": (io.BytesIO(content), "proposals.csv")},
        headers=organiser.headers,
    )
    run_import(database, IMPORTERS, uuid.UUID(sent.json["id"]))
    report = organiser.get(f"/imports/{sent.json['id']}").json
    assert (report["created"], report["rejected"]) == (14, 0), report["errors"]
    made = organiser.get(f"/editions/{edition['id']}/proposals?limit=100").json["items"]
    themes = {theme["slug"] for theme in edition["themes"]}
    assert {slug for p in made for slug in p["themes"]} == themes
    councils = [p for p in made if p["organisation_kind"] == "council"]
    assert all(p["organisation_id"] and p["region"] for p in councils)
