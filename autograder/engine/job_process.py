"""The inside of a job process: tasks come over a connection, and their results go back."""

import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from autograder.engine.interrupts import interrupt_main_thread, take_interrupts, take_no_interrupts
from autograder.engine.results import Failed
from autograder.errors import AutograderError


def serve(connection: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    """Do tasks until there are no more, or until this process is interrupted or its parent is gone.

    An interrupt is raised in the main thread, so that whatever a task has started is ended properly.
    """
    tasks: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(connection, tasks), daemon=True).start()
    try:
        take_interrupts()
        while (task := tasks.get()) is not None:
            connection.send(_attempt(work, task))
    except (KeyboardInterrupt, OSError):  # the parent has ended, or is ending everything
        take_no_interrupts()


def _attempt(work: Callable[[Any], Any], task: Any) -> Any:
    try:
        return work(task)
    except AutograderError as error:
        return Failed(error)
    except Exception:  # a bug; its traceback would be lost on the way
        return Failed(RuntimeError(f"in a job process:\n{traceback.format_exc()}"))


def _listen(connection: "Connection[Any, Any]", tasks: "SimpleQueue[Any]") -> None:
    """Pass on what comes, so that the parent never waits for a task to be done; None ends it."""
    try:
        while (task := connection.recv()) is not None:
            tasks.put(task)
    except (EOFError, OSError):
        interrupt_main_thread()
    tasks.put(None)
