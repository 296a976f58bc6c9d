"""Each worker is a fork of a warm zygote, with the isolation of its level.

`autograder/worker/walls.py` lists the walls.  There is one zygote for each set of packages.  It forks a zygote for each
set of questions, which has them decoded, serves one worker at a time and stays warm while it is asked now and then.
"""

import asyncio
import contextlib
import json
import os
import socket
import threading
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import asdict
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits
from autograder.sandbox import WALLED
from autograder.sandbox.budgets import Questions
from autograder.sandbox.forked_worker import ForkedWorker, PreparedZygote, answer, ask
from autograder.sandbox.launch import START_SECONDS
from autograder.sandbox.launch_zygote import SharedZygotes, launched_zygote, socket_pair
from autograder.sandbox.view import View, modules_of, view_of

WARM = 16  # zygotes with questions that are kept while they are idle: more than an assignment has variants


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

    worker_type = ForkedWorker
    most_idle = WARM

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
    async def worker(self, packages: tuple[str, ...], questions: Questions) -> AsyncIterator[ForkedWorker]:
        """A fork with walls of its own; raises `SandboxFailed`."""
        asked = packages, questions.name()
        with self._folder() as folder:
            zygote, worker = await self._forked(asked, packages, questions, folder)
            try:
                _require(self.level, await worker.greeting())
                yield worker
            finally:
                await worker.kill()
                if zygote.idle:
                    self._keep(asked, zygote)

    def _folder(self) -> AbstractContextManager[str]:
        """A folder for one worker, where the walls do not make one."""
        return nullcontext("")

    async def _forked(
        self, asked: object, packages: tuple[str, ...], questions: Questions, folder: str
    ) -> tuple[PreparedZygote, ForkedWorker]:
        """A worker of an idle zygote, or of a new one if none is idle or it has died; raises `SandboxFailed`."""
        job = {"seconds": int(questions.seconds) + 1, "folder": folder}
        while zygote := self._idle_one(asked):
            with contextlib.suppress(SandboxFailed):
                return zygote, await zygote.fork(self.worker_type, job)
        with self._lock:
            zygote = self._new_one(packages, questions)
        return zygote, await zygote.fork(self.worker_type, job)

    def _idle_one(self, asked: object) -> PreparedZygote | None:
        """An idle zygote that has the questions; it is no longer among the idle ones."""
        with self._lock:
            place = next((place for place, (name, _) in enumerate(self._idle) if name == asked), None)
            return None if place is None else self._idle.pop(place)[1]

    def _new_one(self, packages: tuple[str, ...], questions: Questions) -> PreparedZygote:
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

    def _keep(self, asked: object, zygote: PreparedZygote) -> None:
        with self._lock:
            self._idle.append((asked, zygote))
            del self._idle[: -self.most_idle]  # those that have been idle for longest


class Zygote:
    """The grader's end of a zygote; it ends when all processes that use its socket ``control`` have let that go."""

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.control = control
        self._limits = limits

    def prepared(self, questions: Questions) -> PreparedZygote:
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
    process = launched_zygote(level in WALLED)
    zygote = Zygote(process.control, limits)
    weakref.finalize(zygote, process.end)
    view = view_of(packages) if level in WALLED else View([], [], [], modules_of(packages))
    site = {"level": level, "memory": limits.memory, "scratch": limits.scratch, **asdict(view)}
    with contextlib.suppress(SandboxFailed):  # if it has ended already, it has said why
        ask(process.control, site)
    said, _ = answer(process.control)
    if not said:
        last = process.process.communicate(timeout=START_SECONDS)[1].strip().splitlines() or [b"it said nothing"]
        raise SandboxFailed(f"A zygote has ended: {last[-1].decode('utf-8', 'replace')}.")
    _require(level, json.loads(said))
    return zygote


@contextlib.contextmanager
def _file_in_memory(content: bytes) -> Iterator[int]:
    """The descriptor of a file that has no name, to be read from its beginning."""
    with os.fdopen(os.memfd_create("questions"), "w+b") as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()
