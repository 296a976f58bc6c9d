"""Starts a worker, or a zygote that forks workers, as its own process.

``python -m autograder.worker`` talks over standard input and output, under resource limits that it gets first;
``python -m autograder.worker zygote DESCRIPTOR [walled]`` waits on that socket.
"""

import ctypes
import os
import signal
import sys
from typing import BinaryIO, NoReturn


def stand_between() -> None:
    """Let another process be the parent of the submission's, so that a signal to its parent does not end the grader.

    The parent waits, and ends in the way of its child. Windows has no fork, so there the grader is the parent.
    """
    if hasattr(os, "fork") and (child := os.fork()):
        _end_as(child)
    die_with_the_parent()


def _end_as(child: int) -> NoReturn:
    """Wait for the child without holding the grader's pipes open, and end with its exit code or signal."""
    die_with_the_parent()
    for descriptor in range(3):
        os.close(descriptor)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        signal.signal(-code, signal.SIG_DFL) if -code not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -code)
    os._exit(code)


def private_channels() -> tuple[BinaryIO, BinaryIO]:
    """The grader's two pipes under new descriptors; 0 becomes the null device, 1 the error stream."""
    inbox, outbox = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    return os.fdopen(inbox, "rb", buffering=0), os.fdopen(outbox, "wb", buffering=0)


def die_with_the_parent() -> None:
    """Let Linux kill this process when its parent is gone: the grader's thread, or who stands between."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Be what the command line says."""
    if sys.argv[1:2] == ["zygote"]:
        from autograder.worker import zygote

        zygote.main(int(sys.argv[2]), walled="walled" in sys.argv[3:])
    stand_between()  # before NumPy is loaded: a small process, and no threads yet
    import numpy as np

    from autograder.worker import conversation, wire
    from autograder.worker.limits import against_accidents, limit_where_possible
    from autograder.worker.questions import read_questions

    inbox, outbox = private_channels()
    np.ones((2, 2)) @ np.ones((2, 2))  # BLAS allocates on first use: before the limit, not in a call
    conversation.ready(outbox)
    limit_where_possible(against_accidents(**wire.read(inbox.read)))
    conversation.converse(inbox, outbox, read_questions(inbox.read))


if __name__ == "__main__":
    main()
