"""A fork of a zygote that has its questions ready, as the grader sees it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import Excess
from autograder.sandbox.channel import Channel, Streams, connected_reader, connected_writer
from autograder.sandbox.launch import START_SECONDS

MESSAGE = 1 << 16
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class PreparedZygote:
    """The grader's end of a zygote that has its questions decoded; it ends with this object."""

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.idle = True
        self._control = control
        weakref.finalize(self, control.close)

    async def fork(self, worker_type: "type[ForkedWorker]", job: Mapping[str, Any]) -> "ForkedWorker":
        """A new worker, whose own settings are the ``job``; raises `SandboxFailed`."""
        self.idle = False
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            inbox, writes = _pipe(theirs, ours)
            reads, outbox = _pipe(ours, theirs)
            said, printed = _pipe(ours, theirs)
            ask(self._control, job, (inbox, outbox, printed))
            watched = await self._started()
            ours.pop_all()
        return worker_type(self, watched, await self._connected(watched, writes, reads, said), job)

    async def _started(self) -> int:
        """The pidfd of the worker that was asked for, which ends if it is called off meanwhile."""
        try:
            await _something_to_read(self._control)  # meanwhile other workers start
        except BaseException:
            for started in answer(self._control)[1]:
                self._discard(started)
            raise
        _, watched = answer(self._control)
        if not watched:
            raise SandboxFailed("A zygote has ended while it decoded the questions.")
        return watched[0]

    async def _connected(self, watched: int, writes: int, *reads: int) -> Streams:
        """The pipes of a worker, which ends if it is called off meanwhile."""
        pipes = [os.fdopen(writes, "wb", buffering=0), *(os.fdopen(one, "rb", buffering=0) for one in reads)]
        made = list[Any]()
        try:
            made.append(await connected_writer(pipes[0]))
            for pipe in pipes[1:]:
                made.append(await connected_reader(pipe))
        except BaseException:
            self._discard(watched)
            for opened in (*made, *pipes):
                opened.close()
            raise
        return Streams(*made)

    def _discard(self, watched: int) -> None:
        """End a worker that was called off."""
        with contextlib.suppress(ProcessLookupError, SandboxFailed):
            signal.pidfd_send_signal(watched, signal.SIGKILL)
            self.reaped()
        os.close(watched)

    def reaped(self) -> None:
        """Wait until the worker has ended; raises `SandboxFailed`."""
        try:
            told = self._control.recv(MESSAGE)
        except OSError as error:
            raise SandboxFailed(f"A zygote has lost its worker: {error}.") from error
        if not told:
            raise SandboxFailed("A zygote has ended before its worker.")
        self.idle = True


class ForkedWorker:
    """A conversation with one fork, which is watched and killed through its pidfd."""

    def __init__(self, zygote: PreparedZygote, watched: int, streams: Streams, job: Mapping[str, Any]) -> None:
        self._zygote, self._watched, self._streams, self._job = zygote, watched, streams, job
        self._pid = _pid(watched)
        self._ended = False
        self._channel = Channel(streams, zygote.limits, self._end, self._cause)
        self.greeting, self.send, self.reply = self._channel.greeting, self._channel.send, self._channel.reply

    def excess(self) -> Excess | None:
        """``printed`` when it is being ended for that, ``memory`` when the kernel's own limit has not seen to it."""
        if self._channel.flooded:
            return "printed"
        return "memory" if self._resident() > self._zygote.limits.memory else None

    def _resident(self) -> int:
        """Bytes of memory that it uses."""
        return resident(self._pid)

    async def kill(self) -> None:
        """End the worker, and with it its pid namespace; then let go of its pipes."""
        self._end()
        self._reap()
        await self._channel.close()
        self._streams.close()

    def _end(self) -> None:
        if not self._ended:  # else its descriptor may stand for another worker
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watched, signal.SIGKILL)

    def _reap(self) -> None:
        if not self._ended:
            self._await_end()
            self._ended = True
            os.close(self._watched)

    def _await_end(self) -> None:
        self._zygote.reaped()

    async def _cause(self) -> Reason:
        """Asked when its pipes are closed, so one that only pretends to have ended is ended now."""
        self._end()
        self._reap()
        return "crashed"


def ask(control: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send a message with descriptors to a zygote; raises `SandboxFailed`."""
    try:
        socket.send_fds(control, [json.dumps(message).encode()], descriptors)
    except OSError as error:
        raise SandboxFailed(f"A zygote does not answer: {error}.") from error


def answer(control: socket.socket) -> tuple[bytes, list[int]]:
    """The answer of a zygote, empty if it has ended, with the descriptors that come with it; raises `SandboxFailed`."""
    try:
        said, received, _, _ = socket.recv_fds(control, MESSAGE, 1)
    except ConnectionError:  # it has ended, and what it was sent was not read
        return b"", []
    except OSError as error:
        raise SandboxFailed(f"A zygote does not answer: {error}.") from error
    return said, received


async def _something_to_read(control: socket.socket) -> None:
    """Wait until a message or the end has arrived, but not for ever."""
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(control, arrived.set)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await arrived.wait()
    finally:
        loop.remove_reader(control)


def resident(pid: int) -> int:
    """Bytes of memory that a process uses; none if it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _pipe(reading: contextlib.ExitStack, writing: contextlib.ExitStack) -> tuple[int, int]:
    """A pipe whose ends are closed by one stack each."""
    read, write = os.pipe()
    reading.callback(os.close, read)
    writing.callback(os.close, write)
    return read, write


def _pid(watched: int) -> int:
    """The id of a pidfd's process, as this process' /proc numbers it."""
    lines = Path(f"/proc/self/fdinfo/{watched}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))
