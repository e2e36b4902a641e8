"""The index is disposable: it follows what is published, is replaced unseen and repairs itself."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from services.catalogue.cli import commands
from services.catalogue.database import database
from services.catalogue.innovations.queries import list_changes
from services.catalogue.search import actions, tasks
from services.catalogue.search.actions import check_index, index_changes, rebuild_index
from services.catalogue.search.gateways import Generations
from tests.catalogue.conftest import Submit
from tests.catalogue.search.conftest import Find, titles

pytestmark = pytest.mark.usefixtures("register")
Drain = Callable[[], int]
SEARCH = "/catalogue/api/search"


def waiting_changes() -> int:
    """How much the index has not taken in."""
    with database.reading() as session:
        return len(list_changes(session, 10_000))


def generations(folder: Path) -> list[Path]:
    return [path for path in folder.glob("v*-*") if path.is_dir()]


def test_a_published_innovation_is_found_within_a_second(
    submit: Submit, drain: Drain, find: Find
) -> None:
    assert find("storms")["total"] == 0
    submit(published=True)
    began = time.monotonic()
    tasks.index_innovations()
    assert titles(find("storms")) == ["Rain gardens on every street"]
    assert time.monotonic() - began < 1
    assert waiting_changes() == 0


def test_a_reader_sees_a_commit_at_once(submit: Submit, drain: Drain, find: Find) -> None:
    for number in range(5):
        submit(f"Number {number}", published=True)
        drain()
        assert find("storms")["total"] == number + 1


def test_wake_ups_at_the_same_moment_take_everything_in_once(
    index_dir: Path, submit: Submit, find: Find
) -> None:
    for number in range(12):
        submit(f"Number {number}", published=True)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(index_changes, [index_dir] * 8))
    assert sum(taken) == 12
    assert find("storms")["total"] == 12


def test_without_an_index_the_answer_says_when_to_come_back(client: FlaskClient) -> None:
    answer = client.get(SEARCH)
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    page = client.get("/catalogue/search", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "The search is being set up" in page.text
    front = client.get("/catalogue/")
    assert front.status_code == 200
    assert "The search is being set up" in front.text


def test_the_tick_builds_the_first_index_and_takes_in_what_waits(
    client: FlaskClient, submit: Submit, find: Find
) -> None:
    submit(published=True)
    tasks.index_innovations()
    assert waiting_changes() == 1
    tasks.check_index()
    assert find("storms")["total"] == 1
    assert waiting_changes() == 0


def test_the_tick_takes_in_what_a_lost_wake_up_left(
    index_dir: Path, submit: Submit, find: Find
) -> None:
    submit(published=True)
    check_index(index_dir)
    assert find("storms")["total"] == 1


def flip_the_pointer(folder: Path) -> None:
    (folder / "live").write_text("v0-of-an-older-release")


def empty_a_file(folder: Path) -> None:
    live = Generations(folder).live()
    assert live is not None
    # Replaced, as a half-restored copy would be: a file cut short in place ends whoever maps it.
    terms = next(live.glob("*.term"))
    terms.unlink()
    terms.touch()


def scramble_the_description(folder: Path) -> None:
    live = Generations(folder).live()
    assert live is not None
    (live / "meta.json").write_text("{")


@pytest.mark.parametrize(
    "harm", [shutil.rmtree, flip_the_pointer, empty_a_file, scramble_the_description]
)
def test_a_lost_or_damaged_index_is_built_anew_by_itself(
    index_dir: Path, submit: Submit, drain: Drain, find: Find, harm: Callable[[Path], None]
) -> None:
    submit(published=True)
    drain()
    assert find("storms")["total"] == 1
    check_index(index_dir)
    harm(index_dir)
    assert find("storms")["total"] == 1, "who has it open goes on"
    submit("Another", published=True)
    check_index(index_dir)
    assert find("storms")["total"] == 2
    assert Generations(index_dir).is_sound()


def test_damage_inside_a_file_is_found_by_a_search_and_repaired(
    index_dir: Path, submit: Submit, drain: Drain, client: FlaskClient, find: Find
) -> None:
    submit(published=True)
    drain()
    check_index(index_dir)
    live = Generations(index_dir).live()
    assert live is not None
    stored = next(live.glob("*.store"))
    with stored.open("r+b") as file:
        file.write(b"\xff" * 60)
    answers = {client.get(SEARCH).status_code for _ in range(3)}
    assert answers <= {200, 503}
    check_index(index_dir)
    assert find("storms")["total"] == 1


def test_a_rebuild_is_unseen_by_searches_and_by_what_is_published_meanwhile(
    index_dir: Path,
    submit: Submit,
    client: FlaskClient,
    find: Find,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(60):
        submit(f"Number {number}", published=True)
    index_changes(index_dir)
    before = Generations(index_dir).live()
    monkeypatch.setattr(actions, "_BATCH", 10)
    written = actions.GenerationWriter.add
    building, searched = threading.Event(), threading.Event()

    def slowly(self: actions.GenerationWriter, documents: object) -> None:
        written(self, documents)  # type: ignore[arg-type]
        building.set()
        searched.clear()
        searched.wait(10)

    monkeypatch.setattr(actions.GenerationWriter, "add", slowly)
    rebuilding = threading.Thread(target=rebuild_index, args=(index_dir,))
    rebuilding.start()
    assert building.wait(5)
    searches = published = 0
    while rebuilding.is_alive():
        if published < 8:
            submit(f"Meanwhile {published}", published=True)
            tasks.index_innovations()
            published += 1
        # A drain that meets the swap leaves its change to the rebuild, which takes it in at once.
        until = time.monotonic() + 10
        while (found := find("storms", limit=100)["total"]) != 60 + published:
            assert 60 <= found < 60 + published
            assert time.monotonic() < until, "not findable meanwhile"
        searches += 1
        searched.set()
    rebuilding.join()
    assert searches > 5
    assert published > 2
    assert find("storms", limit=100)["total"] == 60 + published
    after = Generations(index_dir).live()
    assert after not in (None, before)
    assert not list(index_dir.glob("*.changed"))


def test_an_old_generation_is_removed_once_nobody_can_be_opening_it(
    index_dir: Path, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild_index(index_dir)
    check_index(index_dir)
    assert len(generations(index_dir)) == 2
    monkeypatch.setattr("services.catalogue.search.gateways.generations._GRACE_SECONDS", -1.0)
    check_index(index_dir)
    assert generations(index_dir) == [Generations(index_dir).live()]
    assert find()["total"] == 0


def test_one_rebuild_runs_at_a_time(index_dir: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(rebuild_index, [index_dir] * 3))
    assert 0 in counts
    assert len(generations(index_dir)) <= 1 + len([count for count in counts if count is not None])


def test_an_operator_can_rebuild_by_command(
    client: FlaskClient, submit: Submit, find: Find
) -> None:
    submit(published=True)
    done = CliRunner().invoke(commands, ["index", "rebuild"])
    assert done.exit_code == 0
    assert "The index holds 1 innovations." in done.output
    assert find("storms")["total"] == 1
