"""Starts the process of a zygote; imports little, so that a command can do this before it imports what it needs."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache

from autograder.errors import SandboxFailed
from autograder.sandbox.launch import ENVIRONMENT, PYTHON, START_SECONDS, launched_ahead
from autograder.system.lazy_dataclass import dataclass

MACHINES = ("x86_64", "aarch64")  # whose system calls `autograder.worker.syscalls` knows

SharedZygotes = Mapping[tuple[str, ...], socket.socket]
"""The sockets of zygotes that several processes use, by the packages that their workers may import."""


@dataclass(frozen=True)
class LaunchedZygote:
    """A process that imports what most submissions use, then waits on its socket; ``control`` is our end.

    One for ``walled`` workers imports more: behind walls nothing more can be read.
    """

    control: socket.socket
    process: subprocess.Popen[bytes]
    walled: bool

    def end(self) -> None:
        """Let it go: it ends by itself when its socket does, which others may use where there are walls."""
        self.control.close()
        if not self.walled:
            self.process.kill()
        with self.process:
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()


_waiting: list[LaunchedZygote] = []


@cache
def forks_workers() -> bool:
    """Whether workers can be forks of a zygote here, also those without walls: Linux from 5.3 on."""
    try:
        os.close(os.pidfd_open(os.getpid()))
        return hasattr(os, "fork") and os.uname().machine in MACHINES and sys.maxsize > 1 << 32
    except (AttributeError, OSError):
        return False


def launched_zygote(walled: bool = True) -> LaunchedZygote:
    """A zygote that was launched ahead, or else a new one; raises `SandboxFailed`."""
    for ahead in [one for one in _waiting if one.walled == walled]:
        _waiting.remove(ahead)
        if ahead.process.poll() is None:
            return ahead
        ahead.end()
    return _launch(walled)


@contextmanager
def zygote_launched_ahead(wanted: bool, walled: bool = True) -> Iterator[None]:
    """If ``wanted``, a zygote starts while the block does other things; if nobody uses it there, it is ended."""
    if wanted and sys.platform == "linux":
        with suppress(SandboxFailed):  # whoever needs one says why it cannot be started
            _waiting.append(_launch(walled))
    try:
        yield
    finally:
        while _waiting:
            _waiting.pop().end()


def unwalled_launched_ahead() -> AbstractContextManager[None]:
    """While the block does other things, what takes long starts of a worker of level ``process``."""
    return zygote_launched_ahead(True, walled=False) if forks_workers() else launched_ahead()


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Our end, which does not wait for ever, and theirs."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(START_SECONDS)
    return ours, theirs


def _launch(walled: bool) -> LaunchedZygote:
    control, theirs = socket_pair()
    with theirs:
        try:
            return LaunchedZygote(control, _started(theirs, walled), walled)
        except SandboxFailed:
            control.close()
            raise


def _started(control: socket.socket, walled: bool) -> subprocess.Popen[bytes]:
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603  (our own module)
            [*PYTHON, "zygote", str(control.fileno()), *["walled"] * walled],
            stdin=null,
            stdout=null,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            pass_fds=[control.fileno()],
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailed(f"A zygote cannot be started: {error}.") from error
