"""Levels ``namespaces`` and ``landlock``: each worker is a fork of a warm zygote, with its own isolation.

`autograder/worker/walls.py` lists the walls.  There is one zygote for each set of packages.  It forks a zygote for each
set of questions, which has them decoded, serves one worker at a time and stays warm while it is asked now and then.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import threading
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import Excess
from autograder.sandbox.budgets import Questions
from autograder.sandbox.channel import Channel, Streams, connected_reader, connected_writer
from autograder.sandbox.launch import START_SECONDS
from autograder.sandbox.launch_zygote import SharedZygotes, launched_zygote, socket_pair
from autograder.sandbox.view import view_of

MESSAGE = 1 << 16
WARM = 16  # zygotes with questions that are kept while they are idle: more than an assignment has variants
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
    """Forks workers off warm zygotes: those that are ``shared`` by another process on this machine, and its own."""

    def __init__(self, level: str, limits: Limits, shared: SharedZygotes | None = None) -> None:
        self.level = level
        self.limits = limits
        self._zygotes = {packages: Zygote(control, limits) for packages, control in (shared or {}).items()}
        self._idle: list[tuple[object, PreparedZygote]] = []
        self._lock = threading.Lock()

    def prove(self, packages: tuple[str, ...]) -> None:
        """Attempt the whole set-up once, up to a worker that is ready; raises `SandboxFailed` (`LevelUnavailable`)."""

        async def attempt() -> None:
            async with self.worker(packages, Questions((), 1.0)):
                pass

        asyncio.run(attempt())

    @asynccontextmanager
    async def worker(self, packages: tuple[str, ...], questions: Questions) -> AsyncIterator["ForkedWorker"]:
        """A fork with walls of its own; raises `SandboxFailed`."""
        asked = packages, questions.name()
        zygote, worker = await self._forked(asked, packages, questions)
        try:
            _require(self.level, await worker.greeting())
            yield worker
        finally:
            await worker.kill()
            if zygote.idle:
                self._keep(asked, zygote)

    async def _forked(
        self, asked: object, packages: tuple[str, ...], questions: Questions
    ) -> "tuple[PreparedZygote, ForkedWorker]":
        """A worker of an idle zygote, or of a new one if none is idle or it has died; raises `SandboxFailed`."""
        while zygote := self._idle_one(asked):
            with contextlib.suppress(SandboxFailed):
                return zygote, await zygote.fork(questions.seconds)
        with self._lock:
            zygote = self._new_one(packages, questions)
        return zygote, await zygote.fork(questions.seconds)

    def _idle_one(self, asked: object) -> "PreparedZygote | None":
        """An idle zygote that has the questions; it is no longer among the idle ones."""
        with self._lock:
            place = next((place for place, (name, _) in enumerate(self._idle) if name == asked), None)
            return None if place is None else self._idle.pop(place)[1]

    def _new_one(self, packages: tuple[str, ...], questions: Questions) -> "PreparedZygote":
        """A zygote that has the questions; the one that it comes from is launched again if it has died."""
        if packages in self._zygotes:
            with contextlib.suppress(SandboxFailed):
                return self._zygotes[packages].prepared(questions)
        self._zygotes[packages] = launched(self.level, self.limits, packages)
        return self._zygotes[packages].prepared(questions)

    @property
    def shared(self) -> SharedZygotes:
        """Its zygotes, for other processes to use."""
        return {packages: zygote.control for packages, zygote in self._zygotes.items()}

    def _keep(self, asked: object, zygote: "PreparedZygote") -> None:
        with self._lock:
            self._idle.append((asked, zygote))
            del self._idle[:-WARM]  # those that have been idle for longest


class Zygote:
    """The grader's end of a zygote; it ends when all processes that use its socket ``control`` have let that go."""

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.control = control
        self._limits = limits

    def prepared(self, questions: Questions) -> "PreparedZygote":
        """A fork of the zygote that has the questions and no others; raises `SandboxFailed`."""
        control, theirs = socket_pair()
        made = PreparedZygote(control, self._limits)
        with theirs, _file_in_memory(questions.frames()) as file:
            try:
                socket.send_fds(self.control, [b"{}"], (theirs.fileno(), file))
            except OSError as error:
                raise SandboxFailed(f"A zygote has ended: {error}.") from error
        return made


def launched(level: str, limits: Limits, packages: tuple[str, ...]) -> Zygote:
    """A new zygote behind the walls of a level; it ends with this object, and with the grader at the latest."""
    process = launched_zygote()
    zygote = Zygote(process.control, limits)
    weakref.finalize(zygote, process.end)
    site = {"level": level, "memory": limits.memory, "scratch": limits.scratch, **asdict(view_of(packages))}
    answer, _ = _answer(process.control, site, ())
    if not answer:
        said = process.process.communicate(timeout=START_SECONDS)[1].strip().splitlines() or [b"it said nothing"]
        raise SandboxFailed(f"A zygote has ended: {said[-1].decode('utf-8', 'replace')}.")
    _require(level, json.loads(answer))
    return zygote


class PreparedZygote:
    """The grader's end of a zygote that has its questions decoded; it ends with this object."""

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.idle = True
        self._control = control
        weakref.finalize(self, control.close)

    async def fork(self, seconds: float) -> "ForkedWorker":
        """A new worker; raises `SandboxFailed`."""
        self.idle = False
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            inbox, writes = _pipe(theirs, ours)
            reads, outbox = _pipe(ours, theirs)
            said, printed = _pipe(ours, theirs)
            _, watched = _answer(self._control, {"seconds": int(seconds) + 1}, (inbox, outbox, printed))
            if not watched:
                raise SandboxFailed("A zygote has ended while it decoded the questions.")
            ours.pop_all()
        streams = Streams(
            await connected_writer(os.fdopen(writes, "wb", buffering=0)),
            await connected_reader(os.fdopen(reads, "rb", buffering=0)),
            await connected_reader(os.fdopen(said, "rb", buffering=0)),
        )
        return ForkedWorker(self, watched[0], streams)

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

    def __init__(self, zygote: PreparedZygote, watched: int, streams: Streams) -> None:
        self._zygote = zygote
        self._watched = watched
        self._streams = streams
        self._statm = Path(f"/proc/{_pid(watched)}/statm")
        self._status: int | None = None
        self._channel = Channel(streams, zygote.limits, self._end, self._cause)
        self.greeting, self.send, self.reply = self._channel.greeting, self._channel.send, self._channel.reply

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
        self._streams.close()

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


def _answer(control: socket.socket, message: dict[str, Any], descriptors: Sequence[int]) -> tuple[bytes, list[int]]:
    """The answer to a message, and the descriptors that come with it; raises `SandboxFailed`."""
    try:
        socket.send_fds(control, [json.dumps(message).encode()], descriptors)
        answer, received, _, _ = socket.recv_fds(control, MESSAGE, 1)
    except OSError as error:
        raise SandboxFailed(f"A zygote does not answer: {error}.") from error
    return answer, received


@contextlib.contextmanager
def _file_in_memory(content: bytes) -> Iterator[int]:
    """The descriptor of a file that has no name, to be read from its beginning."""
    with os.fdopen(os.memfd_create("questions"), "w+b") as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()


def _pipe(reading: contextlib.ExitStack, writing: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe whose ends are closed by one stack each."""
    read, write = os.pipe()
    reading.callback(os.close, read)
    writing.callback(os.close, write)
    return read, write


def _pid(watched: int) -> str:
    """The id of a pidfd's process, as this process' /proc numbers it."""
    lines = Path(f"/proc/self/fdinfo/{watched}").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("Pid:"))
