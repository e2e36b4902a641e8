"""A worker killed in the middle of a drain or a rebuild leaves a usable index and loses nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.catalogue.database import database
from services.catalogue.innovations.actions import publish_innovations
from services.catalogue.innovations.queries import list_changes
from services.catalogue.search.actions import check_index, index_changes, rebuild_index
from services.catalogue.search.gateways import Generations, GenerationWriter
from tests.catalogue.conftest import NOW, Submit
from tests.catalogue.search.conftest import Find

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("register")]
WORKER = """
import sys
from services.catalogue.database import database
from services.catalogue.search import actions
from services.catalogue.settings import read_settings
settings = read_settings()
database.connect(settings.database_url)
actions._BATCH = 5
print("ready", flush=True)
while True:
    actions.{work}(settings.index_dir)
"""
KILLS = 6


def kill_while(work: str, chance: random.Random) -> None:
    """Start a worker that does nothing else, and kill it somewhere in it."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(work=work)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    with suppress(subprocess.TimeoutExpired):
        worker.wait(chance.uniform(0.0, 0.08))
    worker.kill()
    worker.wait()
    worker.stdout.close()


@pytest.mark.parametrize("work", ["index_changes", "rebuild_index"])
def test_a_killed_worker_loses_nothing(
    work: str, client: FlaskClient, submit: Submit, find: Find, index_dir: Path
) -> None:
    chance = random.Random(work)
    drafts = [submit(f"Number {number}") for number in range(30)]
    for round_number in range(KILLS):
        batch = drafts[round_number * 5 : round_number * 5 + 5]
        publish_innovations(dict.fromkeys(draft.id for draft in batch), NOW)
        kill_while(work, chance)
        assert client.get("/catalogue/api/search").status_code == 200
        assert Generations(index_dir).is_sound()
    index_changes(index_dir)
    with database.reading() as session:
        assert not list_changes(session, 1)
    found = find("storms", limit=100)
    assert found["total"] == 30
    assert {item["id"] for item in found["items"]} == {str(draft.id) for draft in drafts}
    check_index(index_dir)
    assert rebuild_index(index_dir) == 30
    assert find("storms")["total"] == 30


def test_a_crash_before_the_commit_leaves_the_change_waiting(
    index_dir: Path, submit: Submit, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:

    def die(self: GenerationWriter) -> None:
        raise KeyboardInterrupt

    submit(published=True)
    monkeypatch.setattr(GenerationWriter, "commit", die)
    with pytest.raises(KeyboardInterrupt):
        index_changes(index_dir)
    monkeypatch.undo()
    with database.reading() as session:
        assert len(list_changes(session, 10)) == 1
    assert index_changes(index_dir) == 1
    assert find("storms")["total"] == 1
