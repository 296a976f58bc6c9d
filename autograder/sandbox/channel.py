"""Frames to and from one worker at any isolation level, and what it prints past its own capture."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import WorkerDied
from autograder.sandbox.launch import START_SECONDS
from autograder.worker import wire
from autograder.worker.wire import Value

CHUNK = 1 << 16
KEPT = 4096  # bytes of what a worker that does not start has to say


@dataclass(frozen=True)
class Streams:
    """The grader's ends of a worker's three pipes."""

    inbox: asyncio.StreamWriter
    outbox: asyncio.StreamReader
    printed: asyncio.StreamReader

    def close(self) -> None:
        """Let go of the pipes."""
        self.inbox.close()
        for stream in (self.outbox, self.printed):
            stream._transport.close()  # type: ignore[attr-defined]  # no public way to close a reader


async def connected_reader(pipe: Any) -> asyncio.StreamReader:
    """A stream that reads the pipe, an open file, and closes it at the end."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


async def connected_writer(pipe: Any) -> asyncio.StreamWriter:
    """A stream that writes to the pipe, an open file, and closes it at the end."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, pipe)
    return asyncio.StreamWriter(transport, protocol, None, loop)


class Channel:
    """A conversation that trusts nothing it hears.

    ``end`` kills the worker at once; ``cause`` waits for its end and says why it came.
    """

    def __init__(
        self, streams: Streams, limits: Limits, end: Callable[[], None], cause: Callable[[], Awaitable[Reason]]
    ) -> None:
        self._streams, self._limits, self._end, self._cause = streams, limits, end, cause
        self.flooded = False
        self._said = b""
        self._drain = asyncio.create_task(self._drained())

    async def greeting(self, questions: bytes = b"") -> Value:
        """What the worker says first, before it is sent its ``questions``.

        One that says nothing is our fault, so this raises `SandboxFailed`.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                said = await self.reply(self._limits.result)
                if questions:  # else it may have ended already, after saying which wall it cannot put up
                    await self.send(questions)
                return said
        except (TimeoutError, WorkerDied) as error:
            said = self._said.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            raise SandboxFailed(f"A worker does not start: {said[-1]}") from error

    async def send(self, frame: bytes) -> None:
        """Send one frame; raises `WorkerDied`."""
        try:
            self._streams.inbox.write(frame)
            await self._streams.inbox.drain()
        except OSError as error:
            raise WorkerDied(await self._why()) from error

    async def reply(self, room: int) -> Value:
        """The next reply; raises `WorkerDied`.

        Of a reply with more than ``room`` bytes of arrays only their shapes are kept.
        """
        outbox = self._streams.outbox
        try:
            prefix = await outbox.readexactly(wire.PREFIX.size)
            header, payload = wire.lengths(prefix, self._limits.result)
            incoming = wire.Incoming(await outbox.readexactly(header), payload)
            if payload > room:
                incoming.hollow()
                await self._pass_over(payload)
                return incoming.value()
            for buffer in incoming.buffers:
                await self._fill(buffer)
            return incoming.value()
        except wire.WireError as error:
            raise WorkerDied("unreadable") from error
        except (asyncio.IncompleteReadError, OSError) as error:
            raise WorkerDied(await self._why()) from error

    async def _fill(self, buffer: memoryview) -> None:
        """Read straight into an array's own memory, so that a reply never stands here twice."""
        while buffer:
            chunk = await self._streams.outbox.read(min(len(buffer), CHUNK))
            if not chunk:
                raise asyncio.IncompleteReadError(b"", len(buffer))
            buffer[: len(chunk)] = chunk
            buffer = buffer[len(chunk) :]

    async def _pass_over(self, left: int) -> None:
        while left:
            chunk = await self._streams.outbox.read(min(left, CHUNK))
            if not chunk:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(chunk)

    async def _why(self) -> Reason:
        cause = await self._cause()
        return "output_limit" if self.flooded else cause

    async def close(self) -> None:
        """Stop listening; a daemon that still holds a pipe is not waited for."""
        self._drain.cancel()
        with suppress(asyncio.CancelledError):
            await self._drain

    async def _drained(self) -> None:
        """Read what is printed, so that no pipe fills up; too much is the worker's end."""
        left = self._limits.printed
        while chunk := await self._streams.printed.read(CHUNK):
            self._said = (self._said + chunk)[:KEPT]
            left -= len(chunk)
            if left < 0:
                self.flooded = True
                self._end()
                return
