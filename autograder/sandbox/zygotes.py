"""Levels ``namespaces`` and ``landlock``: each worker is a fork of a warm zygote, with its own isolation.

`autograder/worker/walls.py` lists the walls.  A zygote serves one worker at a time; as many are kept warm as
were ever at work together, for each set of packages.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import Excess
from autograder.sandbox.channel import START_SECONDS, Channel, Streams
from autograder.sandbox.process import ENVIRONMENT, PYTHON
from autograder.sandbox.view import view_of

MESSAGE = 1 << 16
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class LevelUnavailable(SandboxFailed):
    """An isolation level does not work here: ``wall`` is the step that failed, ``number`` the system's errno."""

    def __init__(self, level: str, wall: str, number: int | None, error: str) -> None:
        super().__init__(f"Isolation level {level!r} does not work here: {wall.replace('_', ' ')}: {error}.")
        self.wall = wall
        self.number = number


def _require(level: str, report: Mapping[str, Any]) -> None:
    """Raise `LevelUnavailable` if the report is about a failed wall."""
    if "wall" in report:
        raise LevelUnavailable(level, report["wall"], report["errno"], report["error"])


class ZygoteSandbox:
    """Forks workers off warm zygotes."""

    def __init__(self, level: str, limits: Limits) -> None:
        self.level = level
        self.limits = limits
        self._idle: dict[tuple[str, ...], list[Zygote]] = defaultdict(list)

    def prove(self, packages: tuple[str, ...]) -> None:
        """Attempt the whole set-up once, up to a worker that is ready; raises `SandboxFailed` (`LevelUnavailable`)."""

        async def attempt() -> None:
            async with self.worker(packages, 1.0):
                pass

        asyncio.run(attempt())

    @asynccontextmanager
    async def worker(self, packages: tuple[str, ...], seconds: float) -> AsyncIterator["ForkedWorker"]:
        """A fork with walls of its own; raises `SandboxFailed`."""
        idle = self._idle[packages]
        zygote = idle.pop() if idle else Zygote(self.level, self.limits, packages)
        worker = await zygote.fork(seconds)
        try:
            _require(self.level, await worker.greeting())
            yield worker
        finally:
            await worker.kill()
            if zygote.idle:
                idle.append(zygote)


class Zygote:
    """The grader's end of one zygote; it ends with this object, and with the grader at the latest."""

    def __init__(self, level: str, limits: Limits, packages: tuple[str, ...]) -> None:
        self.limits = limits
        self.idle = True
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
        with theirs:
            self._process = _started(theirs)
        weakref.finalize(self, _end, self._control, self._process)
        site = {"level": level, "memory": limits.memory, "scratch": limits.scratch, **asdict(view_of(packages))}
        answer, _ = self._asked(site)
        _require(level, answer)

    def _asked(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        """The answer to a message, and the descriptors that come with it; raises `SandboxFailed`."""
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)
            answer, received, _, _ = socket.recv_fds(self._control, MESSAGE, 1)
        except OSError as error:
            raise SandboxFailed(f"A zygote does not answer: {error}.") from error
        if not answer:
            said = self._process.communicate(timeout=START_SECONDS)[1].strip().splitlines() or [b"it said nothing"]
            raise SandboxFailed(f"A zygote has ended: {said[-1].decode('utf-8', 'replace')}.")
        return dict(json.loads(answer)), received

    async def fork(self, seconds: float) -> "ForkedWorker":
        """A new worker; raises `SandboxFailed`."""
        self.idle = False
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            inbox, writes = _pipe(theirs, ours)
            reads, outbox = _pipe(ours, theirs)
            said, printed = _pipe(ours, theirs)
            _, [watched] = self._asked({"seconds": int(seconds) + 1}, (inbox, outbox, printed))
            ours.pop_all()
        streams = Streams(await _writer(writes), await _reader(reads), await _reader(said))
        return ForkedWorker(self, watched, streams)

    def reaped(self) -> int:
        """Wait until the worker has ended; its exit status, negative for a signal.  Raises `SandboxFailed`."""
        try:
            status = int(json.loads(self._control.recv(MESSAGE))["status"])
        except (OSError, ValueError) as error:
            raise SandboxFailed(f"A zygote has lost its worker: {error}.") from error
        self.idle = True
        return status


class ForkedWorker:
    """A conversation with one fork, which is watched and killed through its pidfd."""

    def __init__(self, zygote: Zygote, watched: int, streams: Streams) -> None:
        self._zygote = zygote
        self._watched = watched
        self._streams = streams
        self._statm = Path(f"/proc/{_pid(watched)}/statm")
        self._status: int | None = None
        self._channel = Channel(streams, zygote.limits, self._end, self._cause)
        self.greeting, self.exchange = self._channel.greeting, self._channel.exchange

    def excess(self) -> Excess | None:
        """``printed`` when it is being ended for that, ``memory`` when the kernel's own limit has not seen to it."""
        if self._channel.flooded:
            return "printed"
        try:
            resident = int(self._statm.read_text().split()[1]) * PAGE
        except (OSError, IndexError):  # it has ended
            return None
        return "memory" if resident > self._zygote.limits.memory else None

    async def kill(self) -> None:
        """End the worker, and with it its pid namespace; then let go of its pipes."""
        self._end()
        self._reap()
        await self._channel.close()
        self._streams.inbox.close()
        for stream in (self._streams.outbox, self._streams.printed):
            stream._transport.close()  # type: ignore[attr-defined]  # no public way to close a reader

    def _end(self) -> None:
        if self._status is None:  # once reaped, its descriptor may stand for another worker
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watched, signal.SIGKILL)

    def _reap(self) -> int:
        if self._status is None:
            self._status = self._zygote.reaped()
            os.close(self._watched)
        return self._status

    async def _cause(self) -> Reason:
        """Asked when its pipes are closed, so one that only pretends to have ended is ended now."""
        self._end()
        self._reap()
        return "crashed"


def _started(control: socket.socket) -> subprocess.Popen[bytes]:
    command = [*PYTHON, "zygote", str(control.fileno())]
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603  (our own module)
            command,
            stdin=null,
            stdout=null,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            pass_fds=[control.fileno()],
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailed(f"A zygote cannot be started: {error}.") from error


def _pipe(reading: contextlib.ExitStack, writing: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe whose ends are closed by one stack each."""
    read, write = os.pipe()
    reading.callback(os.close, read)
    writing.callback(os.close, write)
    return read, write


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    pipe = open(descriptor, "rb", buffering=0)  # noqa: SIM115  (a descriptor; the transport closes it)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


async def _writer(descriptor: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    pipe = open(descriptor, "wb", buffering=0)  # noqa: SIM115  (a descriptor; the transport closes it)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, pipe)
    return asyncio.StreamWriter(transport, protocol, None, loop)


def _pid(watched: int) -> str:
    """The id of a pidfd's process, as this process' /proc numbers it."""
    lines = Path(f"/proc/self/fdinfo/{watched}").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("Pid:"))


def _end(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Let a zygote go: it ends by itself when its socket does."""
    control.close()
    with process:
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
