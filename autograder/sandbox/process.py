"""Level ``process`` where workers are no forks (macOS, Windows, old Linux): a plain subprocess for each.

It has a clean environment, resource limits and deadlines. That stops accidents (hangs, crashes, floods, leaks of
memory), not attacks: the code can read and write whatever its user can.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import Excess
from autograder.sandbox.budgets import Questions
from autograder.sandbox.channel import Channel, Streams, connected_reader, connected_writer
from autograder.sandbox.launch import MARK, Launched, discard, launched
from autograder.sandbox.scratch import remove, size_of
from autograder.worker import wire

if TYPE_CHECKING:
    import psutil  # takes a while, and most workers end before anybody looks at them

EXIT_SECONDS = 2.0
LOOK_SECONDS = 0.005  # how often it is looked whether the last processes have ended


class ProcessSandbox:
    """Starts plain subprocesses."""

    level = "process"

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    @asynccontextmanager
    async def worker(self, packages: tuple[str, ...], questions: Questions) -> AsyncIterator["ProcessWorker"]:
        """A fresh subprocess in an empty folder of its own; raises `SandboxFailed`."""
        started, limits = _started(), self.limits
        resources = {"memory": limits.memory, "file_size": limits.scratch, "seconds": int(questions.seconds) + 1}
        try:
            worker = await ProcessWorker.of(started, limits)
            try:
                await worker.greeting(wire.encode(resources) + questions.frames())
                yield worker
            finally:
                await worker.kill()
        finally:
            with suppress(OSError):
                remove(started.scratch)


def _started() -> Launched:
    try:
        return launched()
    except OSError as error:
        raise SandboxFailed(f"A worker cannot be started: {error}") from error


class ProcessWorker:
    """A conversation with one subprocess; its child processes are found by a mark in the environment."""

    def __init__(self, started: Launched, streams: Streams, limits: Limits) -> None:
        self._process, self._mark, self._scratch = started.process, started.mark, started.scratch
        self._streams, self._limits = streams, limits
        self._channel = Channel(streams, limits, self._end, self._cause)
        self.greeting, self.send, self.reply = self._channel.greeting, self._channel.send, self._channel.reply

    @classmethod
    async def of(cls, started: Launched, limits: Limits) -> "ProcessWorker":
        """The worker in a subprocess that was started, which ends if it is called off meanwhile."""
        process, made = started.process, list[Any]()
        try:
            made.append(await connected_writer(process.stdin))
            made.append(await connected_reader(process.stdout))
            made.append(await connected_reader(process.stderr))
        except BaseException:
            for stream in made:
                stream.close()
            discard(started)
            raise
        return cls(started, Streams(*made), limits)

    def excess(self) -> Excess | None:
        """What it uses more of than allowed; ``printed`` when it is being ended for that."""
        if self._channel.flooded:
            return "printed"
        if sum(_resident(process) for process in _family(self._process.pid)) > self._limits.memory:
            return "memory"
        return "scratch" if size_of(self._scratch) > self._limits.scratch else None

    async def kill(self) -> None:
        """End the subprocess and all that it started; a daemon that still holds a pipe is not waited for."""
        self._end()
        await self._exited()
        _kill_marked(self._mark)
        await self._channel.close()
        self._streams.close()

    def _end(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    async def _exited(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, EXIT_SECONDS)

    async def _cause(self) -> Reason:
        await self._exited()
        out_of_time = hasattr(signal, "SIGXCPU") and self._process.returncode == -signal.SIGXCPU
        return "timeout" if out_of_time else "crashed"


def _kill_marked(mark: str) -> None:
    """Kill all processes that have the mark in their environment, and wait until they have ended."""
    if not (found := [*_marked(mark)]):
        return
    import psutil

    end, left = time.monotonic() + EXIT_SECONDS, []
    for pid in found:
        with suppress(psutil.Error):
            left.append(psutil.Process(pid))
            left[-1].kill()
    while any(map(_runs, left)) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


def _runs(process: "psutil.Process") -> bool:
    """Whether a process has not ended; one that has may stay for long where nobody asks for its exit status."""
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _marked(mark: str) -> Iterator[int]:
    """The processes that have the mark in their environment; read from /proc on Linux, which psutil does slowly."""
    if sys.platform == "linux":
        wanted = f"{MARK}={mark}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    yield int(folder.name)
    else:
        import psutil

        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(MARK) == mark:
                    yield process.pid


def _family(pid: int) -> "list[psutil.Process]":
    """A process and its descendants; empty if it has ended."""
    import psutil

    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _resident(process: "psutil.Process") -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
