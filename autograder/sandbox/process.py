"""Level ``process``: a plain subprocess with a clean environment, resource limits and deadlines.

It stops accidents (hangs, crashes, floods, leaks of memory), not attacks: the code can read and write
whatever its user can.  It runs on Linux, macOS and Windows.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import WorkerDied
from autograder.worker import wire
from autograder.worker.wire import Value

COMMAND = [sys.executable, "-s", "-P", "-B", "-m", "autograder.worker"]
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_PERTURB_": "165",  # np.empty is never zero by luck
}
START_SECONDS = 60.0  # a loaded machine with a cold disk
NEEDED_BY_WINDOWS = ("SYSTEMROOT", "TEMP", "TMP")


class ProcessSandbox:
    """Starts plain subprocesses."""

    level = "process"

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    @asynccontextmanager
    async def worker(self) -> AsyncIterator["ProcessWorker"]:
        """A fresh subprocess in an empty folder of its own; raises `SandboxFailed`."""
        with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch:
            worker = ProcessWorker(await _started(scratch), self.limits)
            try:
                await worker.ready()
                yield worker
            finally:
                await worker.kill()


async def _started(scratch: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in NEEDED_BY_WINDOWS if sys.platform == "win32" and name in os.environ}
    pipe = asyncio.subprocess.PIPE
    try:
        return await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=scratch,
            env={**ENVIRONMENT, **kept},
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailed(f"A worker cannot be started: {error}") from error


class ProcessWorker:
    """A conversation with one subprocess."""

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._flooded = False
        self._printed = b""
        self._drain = asyncio.create_task(self._drained())

    async def ready(self) -> None:
        """Wait until Python and NumPy are up: a worker that is not is our fault, so this raises `SandboxFailed`."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._received()
        except (TimeoutError, WorkerDied) as error:
            said = self._printed.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            raise SandboxFailed(f"A worker does not start: {said[-1]}") from error

    async def exchange(self, message: Value) -> Value:
        """Send one message and wait for its reply; raises `WorkerDied`."""
        inbox = self._process.stdin
        assert inbox is not None  # noqa: S101  (it is a pipe)
        try:
            inbox.write(wire.encode(message))
            await inbox.drain()
        except OSError as error:
            raise WorkerDied(await self._cause()) from error
        return await self._received()

    async def _received(self) -> Value:
        outbox = self._process.stdout
        assert outbox is not None  # noqa: S101  (it is a pipe)
        try:
            prefix = await outbox.readexactly(wire.PREFIX.size)
            header, payload = wire.lengths(prefix, self._limits.result)
            return wire.decode(await outbox.readexactly(header), await outbox.readexactly(payload))
        except wire.WireError as error:
            raise WorkerDied("unreadable") from error
        except (asyncio.IncompleteReadError, OSError) as error:
            raise WorkerDied(await self._cause()) from error

    async def kill(self) -> None:
        """End the subprocess and its process group; a daemon that still holds a pipe is not waited for."""
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        await self._exited()
        self._drain.cancel()
        with suppress(asyncio.CancelledError):
            await self._drain
        transport: Any = self._process._transport  # type: ignore[attr-defined]  # no public way to close the pipes
        transport.close()

    async def _exited(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._process.wait()

    async def _cause(self) -> Reason:
        await self._exited()
        if self._flooded:
            return "output_limit"
        out_of_time = hasattr(signal, "SIGXCPU") and self._process.returncode == -signal.SIGXCPU
        return "timeout" if out_of_time else "crashed"

    async def _drained(self) -> None:
        """Read what is printed past the worker's own capture, so that no pipe fills up; too much is the end."""
        printed, left = self._process.stderr, self._limits.printed
        assert printed is not None  # noqa: S101  (it is a pipe)
        while chunk := await printed.read(1 << 16):
            self._printed = (self._printed + chunk)[:4096]
            left -= len(chunk)
            if left < 0:
                self._flooded = True
                with suppress(ProcessLookupError):
                    self._process.kill()
                return
