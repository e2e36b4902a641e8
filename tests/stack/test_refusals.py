"""What keeps the stack from starting is told in one line with a code of its own."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stack.checks import check_folder, check_room
from stack.environment import Place
from stack.faults import DataFolderUnusable, DiskFull, exit_codes
from stack.keeper import _as_fault
from tests.stack.conftest import StubStack, eventually


def test_a_busy_port_is_named_with_its_holder(stub_stack: StubStack) -> None:
    with socket.create_server(("127.0.0.1", stub_stack.base_port + 2)):
        code, complaint = stub_stack.refused()
    assert code == 3
    assert len(complaint) == 1
    assert f"Port {stub_stack.base_port + 2} (events) is taken by" in complaint[0]
    assert f"process {os.getpid()}" in complaint[0]
    assert stub_stack.told() == []


def test_a_second_runner_is_refused_and_the_first_lives_on(stub_stack: StubStack) -> None:
    stub_stack.up_and_ready()
    code, complaint = stub_stack.refused()
    assert code == 4
    assert len(complaint) == 1
    assert "`zone down` stops it" in complaint[0]
    assert stub_stack.state() == "ready"
    assert len(stub_stack.left()) == 5


def test_a_start_waits_for_a_run_that_is_still_stopping(stub_stack: StubStack) -> None:
    first = stub_stack.up_and_ready()
    first.send_signal(signal.SIGTERM)
    eventually(lambda: stub_stack.state() == "stopping")
    second = stub_stack.up()
    eventually(lambda: stub_stack.told().count("worker started") == 2)
    second.send_signal(signal.SIGTERM)
    assert second.wait(15) == 0


def test_a_lock_left_by_a_power_loss_is_no_hindrance(stub_stack: StubStack) -> None:
    stub_stack.var.mkdir()
    (stub_stack.var / "zone.lock").write_text(f"{os.getpid()}\n")
    (stub_stack.var / "status.json").write_text('{"state": "ready", "pid": 1, "pa')
    stub_stack.up_and_ready()


def test_a_folder_that_cannot_be_used_is_refused(stub_stack: StubStack) -> None:
    stub_stack.var.write_text("not a folder")
    code, complaint = stub_stack.refused()
    assert code == 5
    assert len(complaint) == 1
    assert "ZONE_VAR" in complaint[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o300)
    with pytest.raises(DataFolderUnusable, match="cannot be used"):
        check_folder(tmp_path)
    tmp_path.chmod(0o700)


def test_a_full_disk_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="Free some"):
        check_room(tmp_path, needed_bytes=10**18)


def test_a_disk_that_fills_up_while_starting_is_told_as_such(tmp_path: Path) -> None:
    fault = _as_fault(OSError(errno.ENOSPC, "No space left on device", "x"), Place(tmp_path))
    assert fault.exit_code == 6
    assert "full" in str(fault)


@pytest.mark.parametrize("argv", [["status"], ["down"], ["user", "list"], ["messages", "status"]])
def test_commands_say_in_one_line_that_nothing_runs(stub_stack: StubStack, argv: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stack", *argv],
        env=stub_stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 10
    assert len(done.stderr.splitlines()) == 1
    assert "not running" in done.stderr


def test_every_exit_code_is_documented_and_used_once() -> None:
    from click.testing import CliRunner

    from stack.cli import main

    shown = CliRunner().invoke(main, ["up", "--help"]).output
    assert all(f"{code:>2}  " in shown for code in exit_codes())
    assert len(exit_codes()) == 9
