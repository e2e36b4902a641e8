"""Starting, restarting and stopping, with real processes and real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from stack.environment import Place
from tests.stack.conftest import StubStack, eventually


def test_a_request_to_stop_reaches_the_highest_rank_first(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    runner.send_signal(signal.SIGTERM)
    output, complaint = runner.communicate(timeout=15)
    assert runner.returncode == 0, complaint
    ends = [line for line in stub_stack.told() if "SIG" in line]
    assert ends[-1] == "store SIGINT"
    assert {"web SIGTERM", "worker SIGTERM"} <= set(ends[:-1])
    assert output.splitlines()[-1] == "Stopped."
    assert stub_stack.left() == []


def test_ctrl_c_stops_all_and_is_no_failure(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    os.killpg(runner.pid, signal.SIGINT)
    runner.communicate(timeout=15)
    assert runner.returncode == 0
    assert stub_stack.left() == []


def test_a_killed_runner_leaves_no_process(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    assert len(stub_stack.left()) == 5  # the keeper, three parts and a grandchild
    runner.kill()
    eventually(lambda: not stub_stack.left())
    assert [line for line in stub_stack.told() if "SIG" in line][-1] == "store SIGINT"


def test_a_killed_keeper_leaves_no_process(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    os.kill(stub_stack.status().pid, signal.SIGKILL)
    _, complaint = runner.communicate(timeout=30)
    assert runner.returncode == 1
    assert "killed" in complaint
    eventually(
        lambda: len(stub_stack.left()) <= 1
    )  # the grandchild that left its group and is deaf
    assert "store SIGINT" in stub_stack.told()


def test_when_runner_and_keeper_are_killed_the_next_start_finds_the_way_free(
    stub_stack: StubStack,
) -> None:
    runner = stub_stack.up_and_ready()
    os.kill(runner.pid, signal.SIGKILL)
    killed = stub_stack.status().pid
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: {"store SIGINT", "worker SIGTERM"} <= set(stub_stack.told()))
    again = stub_stack.up()
    eventually(lambda: stub_stack.state() == "ready" and stub_stack.status().pid != killed)
    again.send_signal(signal.SIGTERM)
    output, _ = again.communicate(timeout=15)
    assert "Stopped worker, which a killed run had left." in output


def test_a_crashed_process_is_restarted_and_said_so(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    killed = stub_stack.pid("web")
    grandchildren = psutil.Process(killed).children()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: stub_stack.told().count("web started") == 2)
    assert not any(child.is_running() for child in grandchildren)
    assert stub_stack.pid("web") != killed
    os.kill(stub_stack.pid("web"), signal.SIGKILL)
    eventually(lambda: stub_stack.told().count("web started") == 3)
    runner.send_signal(signal.SIGTERM)
    output, _ = runner.communicate(timeout=15)
    assert "web stopped (by SIGKILL); starting it again in 0.5 s." in output
    assert "web stopped (by SIGKILL); starting it again in 1 s." in output


def test_a_process_that_keeps_stopping_fails_the_start_with_its_last_words(
    stub_stack: StubStack,
) -> None:
    code, complaint = stub_stack.refused("--fail")
    assert code == 8
    assert len(complaint) == 1
    assert "web keeps stopping" in complaint[0]
    assert "the tap is dry" in complaint[0]
    assert stub_stack.left() == []


def test_logs_are_shown_with_names_and_kept(stub_stack: StubStack) -> None:
    runner = stub_stack.up_and_ready()
    os.kill(stub_stack.pid("web"), signal.SIGKILL)
    eventually(lambda: stub_stack.told().count("web started") == 2)
    runner.send_signal(signal.SIGTERM)
    output, _ = runner.communicate(timeout=15)
    assert any(line.split() == ["web", "|", "web", "lives"] for line in output.splitlines())
    assert (stub_stack.var / "logs" / "web.log").read_text().count("web lives") == 2


@pytest.mark.parametrize("command", ["status", "down"])
def test_a_detached_stack_is_seen_and_stopped_by_command(
    stub_stack: StubStack, command: str
) -> None:
    stub_stack.up_and_ready("--detached").kill()
    zone = [sys.executable, "-m", "stack"]
    done = subprocess.run(
        [*zone, command], env=stub_stack.environment, capture_output=True, text=True, check=True
    )
    if command == "status":
        assert "The stack is ready" in done.stdout
        assert len(stub_stack.left()) == 5
    else:
        assert done.stdout == "Stopped.\n"
        assert stub_stack.left() == []


def test_a_command_in_another_terminal_knows_the_ports_while_the_stack_runs(
    stub_stack: StubStack,
) -> None:
    elsewhere = {"ZONE_VAR": str(stub_stack.var)}
    assert Place.here(elsewhere).base_port == 8000
    runner = stub_stack.up_and_ready()
    assert Place.here(elsewhere).base_port == stub_stack.base_port
    runner.send_signal(signal.SIGTERM)
    runner.wait()
    assert Place.here(elsewhere).base_port == 8000
