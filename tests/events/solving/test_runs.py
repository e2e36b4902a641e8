"""Runs survive their workers: stopped, killed, begun again, given up, and never written twice."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import psutil
import pytest
from flask.testing import FlaskClient

from bench.selection_instances import make_selection
from bench.timetable_instances import make_timetable
from services.events.database import database
from services.events.solving.actions import start_run, stop_run, work_on_next
from services.events.solving.actions.starting import Asked
from services.events.solving.gateways import process as gateway
from services.events.solving.gateways.process import SolverProcess
from services.events.solving.queries import SolverRun, get_run
from services.events.solving.rules import Limits, RunEnded, RunKind, SolverFailed, TooManyRuns
from tests.conftest import REPOSITORY

SUBJECT = uuid.UUID(int=7)
QUICK = Limits(reproducible=True, workers=1, effort=5.0)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def start(problem: Any, kind: RunKind = RunKind.SELECTION, limits: Limits = QUICK) -> SolverRun:
    """Keep a run."""
    asked = Asked(kind, SUBJECT, problem, limits, {}, uuid.uuid4())
    with database.transaction() as session:
        return start_run(session, asked, now())


def read(run: SolverRun) -> SolverRun:
    """The run as it is now."""
    with database.reading() as session:
        return get_run(session, RunKind(run.kind), SUBJECT, run.number)


class FakeSolver:
    """What a worker's solver does, as a test wants it."""

    def __init__(self, act: Callable[..., dict[str, Any]]) -> None:
        self.act = act

    def solve(
        self, kind: RunKind, problem: Mapping[str, Any], limits: Limits, **hooks: Any
    ) -> dict[str, Any]:
        return self.act(**hooks)


def give_up(**_: Any) -> dict[str, Any]:
    """A solver's process that dies."""
    raise SolverFailed("It ended.")


def test_the_process_solves_what_is_due_and_the_result_is_kept(client: FlaskClient) -> None:
    run = start(make_selection(1, applications=40))
    assert work_on_next(SolverProcess(), 60, now)
    done = read(run)
    assert (done.state, done.error) == ("finished", "")
    assert done.result is not None
    assert done.result["status"] == "optimal"
    assert done.progress["objective"] == done.result["objective"]
    assert done.solver_version
    assert not work_on_next(SolverProcess(), 60, now)


def test_a_stopped_run_keeps_its_best_answer(client: FlaskClient) -> None:
    hard = make_timetable(2, proposals=200)
    run = start(hard, RunKind.TIMETABLE, Limits(seconds=500, workers=1))
    worker = threading.Thread(target=work_on_next, args=(SolverProcess(), 60, now))
    worker.start()
    deadline = time.monotonic() + 60
    while not read(run).progress.get("objective") and time.monotonic() < deadline:
        time.sleep(0.2)
    stop_run(RunKind.TIMETABLE, SUBJECT, run.number, now())
    worker.join(60)
    done = read(run)
    assert done.state == "finished"
    assert done.result is not None
    assert len(done.result["placed"]) > 10
    with pytest.raises(RunEnded):
        stop_run(RunKind.TIMETABLE, SUBJECT, run.number, now())


def test_a_run_that_waits_is_stopped_at_once(client: FlaskClient) -> None:
    run = start(make_selection(1, applications=5))
    stop_run(RunKind.SELECTION, SUBJECT, run.number, now())
    assert read(run).state == "failed"
    assert not work_on_next(SolverProcess(), 60, now)


def test_a_solver_dies_with_the_worker_that_started_it() -> None:
    script = (
        "import json,sys\n"
        "from bench.timetable_instances import make_timetable\n"
        "from services.events.solving.gateways.process import SolverProcess\n"
        "from services.events.solving.rules import *\n"
        "SolverProcess().solve(RunKind.TIMETABLE, to_plain(make_timetable(2)),"
        " Limits(seconds=500, workers=1), on_progress=lambda p: p and print(p, flush=True),"
        " stop_asked=lambda: False)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline()
    children = psutil.Process(worker.pid).children(recursive=True)
    assert children
    worker.kill()
    worker.wait(10)
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive


def test_a_run_whose_worker_died_is_begun_again_and_the_old_worker_changes_nothing(
    client: FlaskClient,
) -> None:
    run = start(make_selection(1, applications=5))
    later = now() + dt.timedelta(seconds=61)

    def overtaken(**hooks: Any) -> dict[str, Any]:
        assert work_on_next(SolverProcess(), 60, lambda: later)
        return {"status": "a late answer", "solver_version": "0"}

    assert work_on_next(FakeSolver(overtaken), 60, now)
    done = read(run)
    assert (done.state, done.attempts) == ("finished", 2)
    assert done.result is not None
    assert done.result["status"] in {"optimal", "infeasible"}


def test_an_overtaken_worker_ends_its_solver_at_its_next_word(client: FlaskClient) -> None:
    run = start(make_selection(1, applications=5))
    later = now() + dt.timedelta(seconds=61)

    def overtaken(on_progress: Callable[[Any], None], **_: Any) -> dict[str, Any]:
        assert work_on_next(FakeSolver(give_up), 60, lambda: later)
        on_progress({"objective": 1})
        raise AssertionError("it went on")

    assert work_on_next(FakeSolver(overtaken), 60, now)
    assert (read(run).state, read(run).error) == ("failed", "It ended.")


def test_a_run_is_given_up_after_its_worker_died_three_times(client: FlaskClient) -> None:
    run = start(make_selection(1, applications=5))

    def die(**_: Any) -> dict[str, Any]:
        raise KeyboardInterrupt

    moment = now()
    for number in range(3):
        with pytest.raises(KeyboardInterrupt):
            work_on_next(FakeSolver(die), 60, lambda n=number: moment + dt.timedelta(minutes=2 * n))
    assert work_on_next(SolverProcess(), 60, lambda: moment + dt.timedelta(minutes=9))
    assert read(run).state == "failed"
    assert "3 times" in read(run).error


def test_two_workers_never_have_the_same_run(client: FlaskClient) -> None:
    runs = [start(make_selection(1, applications=3)) for _ in range(4)]
    taken: list[int] = []
    both = threading.Barrier(2)

    def act(**_: Any) -> dict[str, Any]:
        taken.append(1)
        return {"status": "optimal", "solver_version": "0"}

    def work() -> None:
        both.wait()
        while work_on_next(FakeSolver(act), 60, now):
            pass

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(taken) == len(runs)
    assert {read(run).attempts for run in runs} == {1}


def test_only_so_many_runs_wait(client: FlaskClient) -> None:
    for _ in range(20):
        start(make_selection(1, applications=1))
    with pytest.raises(TooManyRuns):
        start(make_selection(1, applications=1))


def test_a_process_that_breaks_is_told_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gateway._MODULES, RunKind.SELECTION, "no.such.module")
    with pytest.raises(SolverFailed, match="No module named"):
        _solve(Limits())


def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_SPARE_SECONDS", -1000)
    monkeypatch.setattr(gateway, "_PROGRESS_SECONDS", 0.01)  # before it can have answered
    with pytest.raises(SolverFailed, match="longer than it may"):
        _solve(Limits(seconds=1))


def _solve(limits: Limits) -> dict[str, Any]:
    solver = SolverProcess()
    problem: dict[str, Any] = {"applications": []}
    return solver.solve(
        RunKind.SELECTION, problem, limits, on_progress=lambda _: None, stop_asked=lambda: False
    )
