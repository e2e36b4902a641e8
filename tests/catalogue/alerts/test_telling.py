"""What is new is told once, in the morning, whatever happens meanwhile."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import delete, func, select, update

from services.catalogue.alerts.actions import (
    Links,
    ask_to_confirm,
    change_saved,
    confirm_search,
    save_search,
    send_due,
)
from services.catalogue.alerts.models import SavedSearch, ToldInnovation
from services.catalogue.alerts.rules import Frequency, SavedQuery, State
from services.catalogue.alerts.tasks import send_alerts
from services.catalogue.database import database
from services.catalogue.innovations.models import Innovation, InnovationChange
from shared.bus.models import OutboxEntry
from tests.catalogue.alerts.letters import letters
from tests.catalogue.conftest import NOW, Submit

pytestmark = pytest.mark.usefixtures("register")
Drain = Callable[[], int]
LINKS = Links("http://localhost:8000", "a secret of the tests")
BEFORE = NOW - dt.timedelta(hours=1)
MORNING = dt.datetime(2026, 3, 5, 7, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
GARDENS = SavedQuery("rain gardens")


def save(query: SavedQuery = GARDENS, frequency: Frequency = Frequency.DAILY) -> SavedSearch:
    return save_search(query, frequency, account_id=uuid.uuid4(), now=BEFORE)


def published_at(innovation_id: uuid.UUID, at: dt.datetime) -> None:
    with database.transaction() as session:
        session.execute(
            update(Innovation).where(Innovation.id == innovation_id).values(published_at=at)
        )
        session.add(InnovationChange(innovation_id=innovation_id))


def told_titles() -> list[list[str]]:
    """The titles that each letter tells."""
    return [
        [lines.split("\n")[0] for lines in letter["text"].split("\n\n")[1:-3]]
        for letter in letters("news")
    ]


def test_what_is_new_is_told_once_in_the_morning(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    saved = save()
    innovation = submit(published=True)
    submit("Buses after dark", summary="Nothing of the sort.", published=True)
    drain()
    assert send_due(index_dir, LINKS, NOW) == 0, "it is not morning yet"
    assert send_due(index_dir, LINKS, MORNING) == 1
    assert send_due(index_dir, LINKS, MORNING + DAY) == 0
    [letter] = letters("news")
    assert letter["subject"] == "1 new innovation for “rain gardens”"
    assert (letter["person_id"], letter["purpose"]) == (str(saved.person_id), "alerts")
    assert told_titles() == [[innovation.title]]
    assert f"http://localhost:8000/catalogue/innovations/{innovation.slug}" in letter["text"]
    assert "q=rain+gardens&sort=newest" in letter["text"]


def test_what_was_public_before_is_not_told(submit: Submit, drain: Drain, index_dir: Path) -> None:
    submit(published=True)
    drain()
    save_search(GARDENS, Frequency.DAILY, account_id=uuid.uuid4(), now=NOW + dt.timedelta(hours=1))
    assert send_due(index_dir, LINKS, MORNING) == 0


def test_what_reaches_the_index_or_the_table_late_is_told_the_next_day(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    save()
    first = submit("Rain gardens one", published=True)
    drain()
    late = submit("Rain gardens two", published=True)
    assert send_due(index_dir, LINKS, MORNING) == 1
    later = submit("Rain gardens three", published=True)
    drain()
    assert send_due(index_dir, LINKS, MORNING + DAY) == 1
    assert told_titles()[0] == [first.title]
    assert set(told_titles()[1]) == {late.title, later.title}
    assert send_due(index_dir, LINKS, MORNING + 5 * DAY) == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ToldInnovation)) == 0


def test_filters_count_and_weekly_mails_come_on_mondays(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    save(SavedQuery("", {"theme": ("climate",), "region": ("East of England",)}), Frequency.WEEKLY)
    hit = submit("Rain gardens one", themes=("climate",), published=True)
    submit("Rain gardens two", themes=("housing",), published=True)
    drain()
    assert send_due(index_dir, LINKS, MORNING) == 0
    monday = dt.datetime(2026, 3, 9, 7, 0, tzinfo=dt.UTC)
    assert send_due(index_dir, LINKS, monday) == 1
    assert told_titles() == [[hit.title]]
    assert letters("news")[0]["subject"].endswith("(Climate, East of England)")


def test_a_long_list_names_the_newest_and_counts_the_rest(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    save()
    for number in range(23):
        innovation = submit(f"Rain garden {number}", published=True)
        published_at(innovation.id, NOW + dt.timedelta(minutes=number))
    drain()
    assert send_due(index_dir, LINKS, MORNING) == 1
    [titles] = told_titles()
    assert titles[:20] == [f"Rain garden {n}" for n in range(22, 2, -1)]
    assert "and 3 more" in letters("news")[0]["text"]
    assert send_due(index_dir, LINKS, MORNING + DAY) == 0


def test_a_flood_is_told_as_such_and_not_told_again(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    save()
    for number in range(5):
        submit(f"Rain garden {number}", published=True)
    drain()
    with (
        patch("services.catalogue.alerts.queries.MOST_NEWS", 3),
        patch("services.catalogue.alerts.actions.telling.MOST_NEWS", 3),
        patch("services.catalogue.alerts.rules.MOST_NEWS", 3),
    ):
        assert send_due(index_dir, LINKS, MORNING) == 1
        assert send_due(index_dir, LINKS, MORNING + DAY) == 0
    assert letters("news")[0]["subject"].startswith("At least 3 new")


def test_who_waits_paused_or_stopped_gets_nothing(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    ask_to_confirm(GARDENS, Frequency.DAILY, email="a@b.example", links=LINKS, now=BEFORE)
    paused, stopped = save(), save()
    change_saved(paused.id, state=State.PAUSED, now=BEFORE)
    change_saved(stopped.id, state=State.STOPPED, now=BEFORE)
    submit(published=True)
    drain()
    assert send_due(index_dir, LINKS, MORNING) == 0
    change_saved(paused.id, state=State.ACTIVE, now=MORNING)
    assert send_due(index_dir, LINKS, MORNING + 2 * DAY) == 0, "what came meanwhile is not told"
    fresh = submit("Rain gardens anew", published=True)
    published_at(fresh.id, MORNING + 2 * DAY)
    drain()
    assert send_due(index_dir, LINKS, MORNING + 3 * DAY) == 1


def test_who_confirmed_gets_what_came_since_they_asked(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    saved = ask_to_confirm(GARDENS, Frequency.DAILY, email="a@b.example", links=LINKS, now=BEFORE)
    submit(published=True)
    drain()
    confirm_search(saved.id, NOW)
    assert send_due(index_dir, LINKS, MORNING) == 1
    assert letters("news")[0]["person_id"] == str(saved.person_id)


def test_without_an_index_everything_stays_due(
    submit: Submit, register: None, tmp_path: Path
) -> None:
    save()
    submit(published=True)
    send_alerts()  # logs and leaves
    assert letters("news") == []
    with database.reading() as session:
        assert session.scalars(select(SavedSearch.told_until)).one() == BEFORE


def test_several_workers_at_once_write_one_letter_each(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    people = {str(save().person_id) for _ in range(12)}
    submit(published=True)
    drain()
    threads = [
        threading.Thread(target=send_due, args=(index_dir, LINKS, MORNING)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter["person_id"] for letter in letters("news")) == sorted(people)


WORKER = """
import datetime as dt
from services.catalogue.alerts.actions import Links, send_due
from services.catalogue.database import database
from services.catalogue.settings import read_settings
settings = read_settings()
database.connect(settings.database_url)
print("ready", flush=True)
now = dt.datetime.fromisoformat("{now}")
send_due(settings.index_dir, Links(settings.public_url, settings.secret_key), now)
"""


@pytest.mark.faults
def test_a_killed_worker_tells_everybody_once(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    """Kills land before, between and after the letters, as the counts in between show."""
    chance = random.Random("alerts")
    people = {str(save().person_id) for _ in range(40)}
    titles = {submit(f"Rain garden {n}", published=True).title for n in range(3)}
    drain()
    reached = []
    for _ in range(6):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER.format(now=MORNING.isoformat())],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        with suppress(subprocess.TimeoutExpired):
            worker.wait(chance.uniform(0.05, 0.25))
        worker.kill()
        worker.wait()
        worker.stdout.close()
        reached.append(len(letters("news")))
    send_due(index_dir, LINKS, MORNING)
    assert send_due(index_dir, LINKS, MORNING + DAY) == 0
    assert sorted(letter["person_id"] for letter in letters("news")) == sorted(people), reached
    assert all(set(told) == titles for told in told_titles())


def test_a_letter_lost_before_the_commit_is_written_again_with_the_same_id(
    submit: Submit, drain: Drain, index_dir: Path
) -> None:
    save()
    submit(published=True)
    drain()
    with (
        patch("services.catalogue.alerts.actions.telling._move_on", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        send_due(index_dir, LINKS, MORNING)
    assert letters("news") == []
    assert send_due(index_dir, LINKS, MORNING) == 1
    [letter] = letters("news")
    with database.transaction() as session:  # as if the whole look had been undone by a restore
        session.execute(delete(ToldInnovation))
        session.execute(delete(OutboxEntry))
        session.execute(update(SavedSearch).values(told_until=BEFORE, due_at=MORNING))
        due = session.scalars(select(SavedSearch.due_at)).one()
    assert due == MORNING
    assert send_due(index_dir, LINKS, MORNING) == 1
    assert letters("news")[0]["letter_id"] == letter["letter_id"]
