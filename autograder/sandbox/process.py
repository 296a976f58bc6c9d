"""Level ``process``: a plain subprocess with a clean environment, resource limits and deadlines.

It stops accidents (hangs, crashes, floods, leaks of memory), not attacks: the code can read and write
whatever its user can.  It runs on Linux, macOS and Windows.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import Excess
from autograder.sandbox.channel import Channel, Streams

PYTHON = [sys.executable, "-s", "-P", "-B", "-m", "autograder.worker"]
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_PERTURB_": "165",  # np.empty is never zero by luck
}
MARK = "AUTOGRADER_WORKER"
EXIT_SECONDS = 2.0
NEEDED_BY_WINDOWS = ("SYSTEMROOT", "TEMP", "TMP")


class ProcessSandbox:
    """Starts plain subprocesses."""

    level = "process"

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    @asynccontextmanager
    async def worker(self, packages: tuple[str, ...], seconds: float) -> AsyncIterator["ProcessWorker"]:
        """A fresh subprocess in an empty folder of its own; raises `SandboxFailed`."""
        with _scratch() as scratch:
            mark = secrets.token_hex(16)
            process = await _started(scratch, mark, self.limits, seconds)
            worker = ProcessWorker(process, mark, scratch, self.limits)
            try:
                await worker.greeting()
                yield worker
            finally:
                await worker.kill()


@contextmanager
def _scratch() -> Iterator[Path]:
    """An empty folder, which is always removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    try:
        yield folder
    finally:
        with suppress(OSError):
            _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder that may be locked, or deeper than a path is long: what is in it is moved up first."""
    if folder.is_symlink():  # it is not what we made: what it points to is none of ours
        return folder.unlink()
    folder.chmod(0o700)
    waiting = [folder]
    while waiting:
        moved = []
        for entry in os.scandir(waiting[-1]):
            if entry.is_dir(follow_symlinks=False):
                Path(entry.path).chmod(0o700)
                moved.append(Path(entry.path).rename(folder.with_name(f"autograder-{secrets.token_hex(8)}")))
            else:
                Path(entry.path).unlink()
        waiting.extend(moved)
        if not moved:
            waiting.pop().rmdir()
    return None


async def _started(scratch: Path, mark: str, limits: Limits, seconds: float) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in NEEDED_BY_WINDOWS if sys.platform == "win32" and name in os.environ}
    resources = {"memory": limits.memory, "file_size": limits.scratch, "seconds": int(seconds) + 1}
    pipe = asyncio.subprocess.PIPE
    try:
        return await asyncio.create_subprocess_exec(
            *PYTHON,
            json.dumps(resources),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=scratch,
            env={**ENVIRONMENT, **kept, MARK: mark},
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailed(f"A worker cannot be started: {error}") from error


class ProcessWorker:
    """A conversation with one subprocess; its child processes are found by a mark in the environment."""

    def __init__(self, process: asyncio.subprocess.Process, mark: str, scratch: Path, limits: Limits) -> None:
        self._process = process
        self._mark = mark
        self._scratch = scratch
        self._limits = limits
        assert process.stdin and process.stdout and process.stderr  # noqa: S101  (they are pipes)
        streams = Streams(process.stdin, process.stdout, process.stderr)
        self._channel = Channel(streams, limits, self._end, self._cause)
        self.greeting, self.exchange = self._channel.greeting, self._channel.exchange

    def excess(self) -> Excess | None:
        """What it uses more of than allowed; ``printed`` when it is being ended for that."""
        if self._channel.flooded:
            return "printed"
        if sum(_resident(process) for process in _family(self._process.pid)) > self._limits.memory:
            return "memory"
        return "scratch" if _size(self._scratch) > self._limits.scratch else None

    async def kill(self) -> None:
        """End the subprocess and all that it started; a daemon that still holds a pipe is not waited for."""
        self._end()
        await self._exited()
        _kill_marked(self._mark)
        await self._channel.close()
        transport: Any = self._process._transport  # type: ignore[attr-defined]  # no public way to close the pipes
        transport.close()

    def _end(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    async def _exited(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(EXIT_SECONDS):
                await self._process.wait()

    async def _cause(self) -> Reason:
        await self._exited()
        out_of_time = hasattr(signal, "SIGXCPU") and self._process.returncode == -signal.SIGXCPU
        return "timeout" if out_of_time else "crashed"


def _kill_marked(mark: str) -> None:
    """Kill all processes that have the mark in their environment, and wait until they have ended."""
    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == mark:
                process.kill()
                left.append(process)
    psutil.wait_procs(left, timeout=EXIT_SECONDS)


def _family(pid: int) -> list[psutil.Process]:
    """A process and its descendants; empty if it has ended."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _size(folder: Path) -> int:
    """Bytes of all files below ``folder``, as far as they can be seen."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with suppress(OSError):
            for entry in os.scandir(waiting.pop()):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total
