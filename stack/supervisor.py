"""Keeps processes running: starts them, restarts what crashes with back-off, stops all in order."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import psutil

from stack.console import Console, Lines
from stack.faults import StackFault, StartFailed
from stack.plan import Part, Step
from stack.process import Command, adopt_orphans, kill_group, launch
from stack.status import PartStatus, Status

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A process that ran this long starts its back-off anew."""
FAILED_STARTS = 3
READY_SECONDS = 120.0


class Running:
    """One start of a program, until it has ended."""

    def __init__(self, command: Command, popen: subprocess.Popen[bytes]) -> None:
        self.command = command
        self.popen = popen
        self.started_at = time.monotonic()
        self.created = psutil.Process(popen.pid).create_time()
        self.ended = asyncio.Event()
        self.output: asyncio.Task[object] | None = None

    async def stop(self) -> None:
        """Ask it to stop and insist after its time; its whole group is gone afterwards."""
        if not self.ended.is_set():
            self.popen.send_signal(self.command.stop_signal)
        try:
            async with asyncio.timeout(self.command.stop_seconds):
                await self.ended.wait()
        except TimeoutError:
            kill_group(self.popen.pid)
            await self.ended.wait()
        kill_group(self.popen.pid)


class Supervisor:
    """All parts of one stack. Lives in the main thread: the kernel ties children to that."""

    def __init__(self, console: Console, publish: Callable[[Status], None]) -> None:
        self._console = console
        self._publish = publish
        self._state = "starting"
        self._stopping = asyncio.Event()
        self._live: dict[int, Running] = {}
        self._parts: dict[str, tuple[Part, PartStatus]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        adopt_orphans()
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self._reap)

    def enter(self, state: str) -> None:
        """Publish a new state: starting, loading, ready or stopping."""
        self._state = state
        self._tell_status()

    async def start(self, parts: tuple[Part, ...], on_ready: Callable[[Part, float], None]) -> None:
        """Start parts together and return when all are ready; StartFailed when one is not."""
        for part in parts:
            self._parts[part.name] = part, PartStatus(part.name, 0, 0, part.rank, signal.SIGTERM)
            self._tasks[part.name] = asyncio.create_task(self._keep(part))
        await _together(self._await_ready(part, on_ready) for part in parts)

    async def run(self, steps: tuple[Step, ...]) -> None:
        """Do steps together; raises the fault of the first that fails."""
        await _together(self._do(step) for step in steps)

    async def stop(self) -> None:
        """Stop everything, the highest rank first, and whatever anybody left behind."""
        self._stopping.set()
        self.enter("stopping")
        helpers = [r.stop() for r in self._live.values() if r.command.name not in self._parts]
        await asyncio.gather(*helpers)
        for rank in sorted({part.rank for part, _ in self._parts.values()}, reverse=True):
            names = {name for name, (part, _) in self._parts.items() if part.rank == rank}
            same = [r for r in self._live.values() if r.command.name in names]
            await asyncio.gather(*(running.stop() for running in same))
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._clear_strays()

    async def _do(self, step: Step) -> None:
        if not isinstance(step.work, Command):
            await asyncio.to_thread(step.work)
            return
        running = self._spawn(step.work)
        await running.ended.wait()
        if running.popen.returncode:
            # What it wrote last may still be in the pipe.
            await asyncio.sleep(0.1)
            raise step.fault(f"{step.label} failed. {self._last_words(step.work.name)}")

    async def _keep(self, part: Part) -> None:
        """Run the part until we stop, with a growing pause after each crash."""
        status = self._parts[part.name][1]
        delay = FIRST_DELAY_SECONDS
        while not self._stopping.is_set():
            begun = time.monotonic()
            how = await self._live_once(part, status)
            if self._stopping.is_set():
                return
            steady = time.monotonic() - begun > STEADY_SECONDS
            delay = FIRST_DELAY_SECONDS if steady else delay
            self._console.say(f"{part.name} stopped ({how}); starting it again in {delay:g} s.")
            status.restarts += 1
            self._tell_status()
            await self._pause(delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    async def _live_once(self, part: Part, status: PartStatus) -> str:
        """One life of a part; returns how it ended. At the first start a fault is the caller's."""
        try:
            command = await asyncio.to_thread(part.command)
            if self._stopping.is_set():
                return "not started"
            running = self._spawn(command)
        except (StackFault, OSError) as fault:
            if self._state == "starting":
                raise
            return str(fault)
        status.pid, status.started = running.popen.pid, running.created
        status.stop_signal = int(command.stop_signal)
        status.stop_seconds = command.stop_seconds
        self._tell_status()
        await running.ended.wait()
        status.pid = 0
        return _describe(running.popen.returncode)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _await_ready(self, part: Part, on_ready: Callable[[Part, float], None]) -> None:
        begun = time.monotonic()
        status, task = self._parts[part.name][1], self._tasks[part.name]
        while part.is_ready and not (status.pid and await asyncio.to_thread(part.is_ready)):
            if task.done():
                task.result()
            waited = time.monotonic() - begun
            if status.restarts >= FAILED_STARTS or waited > READY_SECONDS:
                how = "keeps stopping" if status.restarts >= FAILED_STARTS else "is not ready"
                words = self._last_words(part.name)
                raise StartFailed(f"{part.name} {how} {waited:.0f} s after its start. {words}")
            await asyncio.sleep(0.05)
        on_ready(part, time.monotonic() - begun)

    def _spawn(self, command: Command) -> Running:
        reader, writer = os.pipe()
        try:
            running = Running(command, launch(command, writer))
        except OSError as error:
            os.close(reader)
            raise StartFailed(f"{command.name} could not be started: {error}") from error
        finally:
            os.close(writer)
        self._live[running.popen.pid] = running
        lines = Lines(self._console, command.name)
        connect = asyncio.get_running_loop().connect_read_pipe(
            lambda: lines, os.fdopen(reader, "rb")
        )
        running.output = asyncio.create_task(connect)
        return running

    def _reap(self) -> None:
        """Note which programs ended, and let nothing of theirs live on."""
        for pid, running in list(self._live.items()):
            if running.popen.poll() is not None:
                del self._live[pid]
                kill_group(pid)
                running.ended.set()
        self._clear_strays()

    def _clear_strays(self) -> None:
        """Kill and reap what ended programs left to us, for we adopt orphans."""
        ours = os.getpgrp()  # helpers that run for a moment stay in our own group
        for child in psutil.Process().children():
            group = _group(child.pid)
            if child.pid not in self._live and group not in self._live and group != ours:
                child.kill()
                os.waitpid(child.pid, os.WNOHANG)

    def _tell_status(self) -> None:
        parts = [status for _, status in self._parts.values()]
        self._publish(Status(self._state, os.getpid(), parts))

    def _last_words(self, name: str) -> str:
        said = self._console.last_line(name)
        path = self._console.logs / f"{name}.log"
        return f"Its last words: {said} (more in {path})" if said else f"See {path}."


async def _together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all at once; the first that fails ends the others."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _describe(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
