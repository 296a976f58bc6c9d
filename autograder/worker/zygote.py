"""A warm process that has imported what submissions may use, and forks a worker for each.

It speaks with the grader over one socket: the first message is the `Site`; then each message carries a socket and a
file of questions, for which it forks a zygote that has these questions ready, and no others.  These messages are not
answered, so that several processes of the grader can share the socket.  Of the new zygote each message asks for a
worker and carries its three descriptors.  The answers are the worker's pidfd, and a message once it has ended.  When
the grader is gone the sockets end, and so do the worker and the zygotes.
"""

import gc
import importlib
import io
import json
import os
import select
import signal
import socket
from contextlib import suppress
from typing import NoReturn

import numpy as np

from autograder.worker import conversation, linux, wire
from autograder.worker.descendants import end_descendants
from autograder.worker.questions import Questions, read_questions
from autograder.worker.site import INBOX, OUTBOX, Site, WorkerSite
from autograder.worker.walls import WORKER_WALLS, ZYGOTE_WALLS, WallFailed, put_up

MESSAGE = 1 << 16
END_SECONDS = 2.0
STANDARD = (
    "bz2 cmath collections.abc contextlib copy csv ctypes dataclasses datetime decimal enum fractions functools glob "
    "gzip hashlib heapq inspect itertools json logging lzma math operator os.path pathlib pickle pprint queue random "
    "re shutil sqlite3 ssl statistics string struct sys tempfile textwrap threading time timeit traceback types typing "
    "uuid warnings weakref zlib numpy.fft numpy.linalg numpy.random"
)
"""What students import, and what needs libraries of the system, which no worker sees."""


def main(descriptor: int, walled: bool) -> None:
    """Be a zygote on the socket ``descriptor``: warm up, put up what walls last, then fork prepared ones on demand."""
    control = socket.socket(fileno=descriptor)
    if walled:
        _import_standard()
    np.linalg.inv(np.eye(8)) @ np.ones((8, 8))  # BLAS allocates on first use
    gc.collect()  # all this while the grader is still busy
    site = Site(**json.loads(_received(control, 0)[0]))
    # Without walls a worker can import by itself: a package that is missing fails only those who use it.
    lasting = (allowed_packages, *ZYGOTE_WALLS[site.level]) if walled else ()
    try:
        put_up(lasting, site)
    except WallFailed as failure:
        control.send(json.dumps(failure.report).encode())
        os._exit(1)
    gc.freeze()  # a fork copies no page only because the collector looks at it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # prepared zygotes end when the grader lets them go
    control.send(b"{}")
    while True:
        _fork_prepared(control, site)


def allowed_packages(site: Site) -> None:
    """Import the packages that submissions may use, so that no worker has to."""
    for name in site.modules:
        importlib.import_module(name)


def _import_standard() -> None:
    for name in STANDARD.split():
        with suppress(ImportError):  # a part of the standard library may be left out of an installation
            importlib.import_module(name)


def _fork_prepared(control: socket.socket, site: Site) -> None:
    _, received = _received(control, 2)
    if os.fork() == 0:
        control.close()
        _be_prepared(received[0], received[1], site)
    for descriptor in received:
        os.close(descriptor)


def _be_prepared(descriptor: int, questions: int, site: Site) -> NoReturn:
    """Be a zygote that has the questions decoded, for all submissions that are asked them; never returns."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if site.level == "process":
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # what a submission leaves running is found here
    control = socket.socket(fileno=descriptor)
    with open(questions, "rb") as file:
        asked = read_questions(file.read)
    gc.collect()
    gc.freeze()
    while True:
        _fork_one(control, site, asked)


def _received(control: socket.socket, count: int) -> tuple[bytes, list[int]]:
    """The next message, with its descriptors."""
    message, descriptors, _, _ = socket.recv_fds(control, MESSAGE, count)
    if not message:
        os._exit(0)  # the grader is gone, or wants no more
    return message, descriptors


def _fork_one(control: socket.socket, site: Site, questions: Questions) -> None:
    message, descriptors = _received(control, 3)
    if site.pid_namespace >= 0:
        linux.unshare(linux.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        inbox, outbox, printed = descriptors
        _work(WorkerSite(site, inbox, outbox, printed, **json.loads(message)), questions)
    if site.pid_namespace >= 0:
        linux.enter_for_children(site.pid_namespace)  # or the next unshare is refused
    for descriptor in descriptors:
        os.close(descriptor)
    watched = os.pidfd_open(pid)
    socket.send_fds(control, [b"{}"], [watched])
    _await_end(pid, watched, control)
    if site.level == "process":
        end_descendants(END_SECONDS)
    control.send(b"{}")


def _await_end(pid: int, watched: int, control: socket.socket) -> None:
    """Wait until the worker has ended, which is killed if the grader goes first."""
    poll = select.poll()
    poll.register(watched, select.POLLIN)
    poll.register(control, select.POLLIN)
    ended = {descriptor for descriptor, _ in poll.poll()}
    if watched not in ended:
        os.kill(pid, signal.SIGKILL)
    os.close(watched)
    os.waitpid(pid, 0)


def _work(worker: WorkerSite, questions: Questions) -> NoReturn:
    """Be the worker: put up its walls, then talk; never returns.

    The first wall gives the descriptors their places, so that any other can say why it failed.
    """
    try:
        put_up(WORKER_WALLS[worker.site.level], worker)
    except WallFailed as failure:
        os.write(OUTBOX, wire.encode(failure.report))
        os._exit(1)
    try:
        inbox, outbox = io.FileIO(INBOX, "rb"), io.FileIO(OUTBOX, "wb")
        conversation.ready(outbox)
        conversation.converse(inbox, outbox, questions)
    finally:
        os._exit(1)
