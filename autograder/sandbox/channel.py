"""Frames to and from one worker at any isolation level, and what it prints past its own capture."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.sandbox import WorkerDied
from autograder.sandbox.launch import START_SECONDS
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import wire
from autograder.worker.wire import Value

CHUNK = 1 << 16
PAUSE = 0.002  # seconds; a worker answers a few calls in that time
KEPT = 4096  # bytes of what a worker that does not start has to say


class Inflow(asyncio.Protocol):
    """What comes out of a pipe, a little at a time.

    After each piece the pipe is left alone for a moment, since to be woken for every small reply costs more than the
    reply, and for as long as nobody has taken the piece, so that little stands here whatever is sent.
    """

    def __init__(self) -> None:
        self._piece, self._ended, self._resting = memoryview(b""), False, False
        self._news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The pipe is connected."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """Hold a piece, and read no more for now; after a large one, more is waiting."""
        self._piece, self._resting = memoryview(data), len(data) < CHUNK
        self._transport.pause_reading()
        if self._resting:
            asyncio.get_running_loop().call_later(PAUSE, self._rested)
        self._news.set()

    def connection_lost(self, exception: Exception | None) -> None:
        """Nothing more will come."""
        self._ended = True
        self._news.set()

    def _rested(self) -> None:
        self._resting = False
        if not self._piece:
            self._transport.resume_reading()

    async def some(self, most: int) -> memoryview:
        """Up to ``most`` bytes; none at the end."""
        while not self._piece and not self._ended:
            self._news.clear()
            await self._news.wait()
        taken, self._piece = self._piece[:most], self._piece[most:]
        if not self._piece and not self._resting:
            self._transport.resume_reading()
        return taken

    async def fill(self, buffer: memoryview) -> None:
        """Read straight into ``buffer``, so that nothing large stands here twice; raises `EOFError`."""
        while buffer:
            taken = await self.some(len(buffer))
            if not taken:
                raise EOFError
            buffer[: len(taken)] = taken
            buffer = buffer[len(taken) :]

    async def exactly(self, count: int) -> bytes:
        """The next ``count`` bytes; raises `EOFError`."""
        data = bytearray(count)
        await self.fill(memoryview(data))
        return bytes(data)

    async def skip(self, count: int) -> None:
        """Pass over ``count`` bytes; raises `EOFError`."""
        while count:
            taken = await self.some(count)
            if not taken:
                raise EOFError
            count -= len(taken)

    def close(self) -> None:
        """Let go of the pipe."""
        self._transport.close()


@dataclass(frozen=True)
class Streams:
    """The grader's ends of a worker's three pipes."""

    inbox: asyncio.StreamWriter
    outbox: Inflow
    printed: Inflow

    def close(self) -> None:
        """Let go of the pipes."""
        for stream in (self.inbox, self.outbox, self.printed):
            stream.close()


async def connected_reader(pipe: Any) -> Inflow:
    """What comes out of the pipe, an open file, which is closed at the end."""
    _, inflow = await asyncio.get_running_loop().connect_read_pipe(Inflow, pipe)
    return inflow


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
            header, payload = wire.lengths(await outbox.exactly(wire.PREFIX.size), self._limits.result)
            incoming = wire.Incoming(await outbox.exactly(header), payload)
            if payload > room:
                incoming.hollow()
                await outbox.skip(payload)
                return incoming.value()
            for buffer in incoming.buffers:
                await outbox.fill(buffer)
            return incoming.value()
        except wire.WireError as error:
            raise WorkerDied("unreadable") from error
        except (EOFError, OSError) as error:
            raise WorkerDied(await self._why()) from error

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
        while chunk := await self._streams.printed.some(CHUNK):
            self._said = (self._said + bytes(chunk))[:KEPT]
            left -= len(chunk)
            if left < 0:
                self.flooded = True
                self._end()
                return
