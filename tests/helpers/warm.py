"""The real `grade` command in a process of its own, without the seconds in which Python and its libraries are imported.

A server that has imported what `grade` imports is forked for each command (`tests.helpers.warm_server`). The fork has
the arguments, the folder, the environment, the pipes and the exit of its command, and runs the package as
``python -m autograder`` does. What is settled when Python starts needs a new process: `can_be_forked` knows of that.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

SERVER = Path(__file__).with_name("warm_server.py")
BEGAN = dict(os.environ)
READ_WHEN_NEEDED = {
    "AUTOGRADER_COURSE", "AUTOGRADER_SECRET", "AUTOGRADER_TESTS_SHARED", "CANVAS_API_TOKEN", "COLUMNS", "FORCE_COLOR",
    "LINES", "LOGNAME", "NO_COLOR", "PYTEST_CURRENT_TEST", "TERM", "TORCHINDUCTOR_CACHE_DIR", "USER", "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
}  # fmt: skip
"""Variables that nobody reads while Python starts or a module is imported."""
SECONDS = 300.0


def can_be_forked(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether a new process would begin here as the server has begun: ``folder`` has no modules that it would import."""
    modules = *folder.glob("*.py"), *folder.glob("*/__init__.py")
    return sys.platform == "linux" and not modules and settled(environment) == settled(BEGAN)


def settled(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that decide how a process starts; PyTorch sets one of the others when it is first used."""
    return {name: value for name, value in environment.items() if name not in READ_WHEN_NEEDED}


def forked(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `grade` in a fork of the server; raises `subprocess.TimeoutExpired`."""
    with ThreadPoolExecutor(2) as readers:
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        said = readers.submit(_text, out), readers.submit(_text, err)
        request = {"words": [*words], "folder": str(folder), "environment": {**environment}}
        code = _living_server().run(json.dumps(request).encode(), [0, out_end, err_end])
        return subprocess.CompletedProcess([*words], code, *(each.result() for each in said))


def _text(descriptor: int) -> str:
    with open(descriptor) as file:
        return file.read()


def _living_server() -> "_Server":
    """The server of this process; another one if a test has ended that with all its own children."""
    if _server().has_ended():
        _server.cache_clear()
    return _server()


@cache
def _server() -> "_Server":
    return _Server()


class _Server:
    """Our end of a server, which ends when this process does."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pipe = subprocess.PIPE  # as those of its forks
        with theirs:
            command, descriptors = [sys.executable, str(SERVER), str(theirs.fileno())], [theirs.fileno()]
            self._process = subprocess.Popen(
                command, env=BEGAN, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, pass_fds=descriptors
            )
        atexit.register(self.end)

    def run(self, request: bytes, streams: Sequence[int]) -> int:
        """The exit code of one command; the last two ``streams`` are closed here."""
        with self._one_at_a_time:
            socket.send_fds(self._control, [request], streams)
            for one in streams[1:]:
                os.close(one)
            pid = self._answer(None)
            try:
                return self._answer(SECONDS)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._answer(None)
                raise subprocess.TimeoutExpired("grade", SECONDS) from None

    def _answer(self, seconds: float | None) -> int:
        self._control.settimeout(seconds)
        try:
            return int(self._control.recv(32))
        except ConnectionResetError as error:
            raise RuntimeError(self._process.communicate()[1].decode()) from error

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        self._control.close()
        self._process.wait()
