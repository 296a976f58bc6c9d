"""Starts the process of a zygote; imports little, so that a command can do this before it imports what it needs."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from autograder.errors import SandboxFailed
from autograder.sandbox.launch import ENVIRONMENT, PYTHON, START_SECONDS

SharedZygotes = Mapping[tuple[str, ...], socket.socket]
"""The sockets of zygotes that several processes use, by the packages that their workers may import."""


@dataclass(frozen=True)
class LaunchedZygote:
    """A process that imports what most submissions use, then waits on its socket; ``control`` is our end."""

    control: socket.socket
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """Let it go: it ends by itself when its socket does."""
        self.control.close()
        with self.process:
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()


_waiting: list[LaunchedZygote] = []


def launched_zygote() -> LaunchedZygote:
    """A zygote that was launched ahead, or else a new one; raises `SandboxFailed`."""
    while _waiting:
        ahead = _waiting.pop()
        if ahead.process.poll() is None:
            return ahead
        ahead.end()
    return _launch()


@contextmanager
def zygote_launched_ahead(wanted: bool) -> Iterator[None]:
    """If ``wanted``, a zygote starts while the block does other things; if nobody uses it there, it is ended."""
    if wanted and sys.platform == "linux":
        with suppress(SandboxFailed):  # whoever needs one says why it cannot be started
            _waiting.append(_launch())
    try:
        yield
    finally:
        while _waiting:
            _waiting.pop().end()


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Our end, which does not wait for ever, and theirs."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(START_SECONDS)
    return ours, theirs


def _launch() -> LaunchedZygote:
    control, theirs = socket_pair()
    with theirs:
        return LaunchedZygote(control, _started(theirs))


def _started(control: socket.socket) -> subprocess.Popen[bytes]:
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603  (our own module)
            [*PYTHON, "zygote", str(control.fileno())],
            stdin=null,
            stdout=null,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            pass_fds=[control.fileno()],
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailed(f"A zygote cannot be started: {error}.") from error
