"""Job processes on this machine: each does one task at a time, and the death of one costs at most that task.

A process is forked by a server that has imported what they need and nothing else, because a fork of this process would
share the sandbox's sockets and torch's threads.  It ends with its parent, whatever ends that.
"""

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Any, Generic, TypeVar

from autograder.engine.interrupts import interrupts_blocked
from autograder.engine.job_process import serve
from autograder.engine.results import Failed, Lost
from autograder.engine.waiting import Kind, Waiting
from autograder.errors import CannotJudge

Task = TypeVar("Task")
Made = TypeVar("Made")
STOP_SECONDS = 10.0


def in_processes(
    work: Callable[[Task], Made], tasks: Iterable[Task], jobs: int, kind: Callable[[Task], Kind]
) -> Iterator[tuple[Task, Made | Lost]]:
    """``work`` on every task by ``jobs`` processes; each task with its result, as they come.

    ``work``, tasks and results are pickled.  A task is tried again if the process that does it dies, and is `Lost` the
    second time.  Raises what ``work`` raises, and `CannotJudge` if no process can be started.  Stopping early (an
    interrupt, an exception) ends all processes.
    """
    team = _Team(work, Waiting(tasks, kind), kind)
    try:
        team.start(jobs)
        yield from team.results()
        team.dismiss()
    finally:
        team.end()


def prepare(modules: Sequence[str]) -> None:
    """Let the server of job processes import ``modules`` already, where there is one, while this process goes on."""
    if sys.platform == "linux":
        get_context("forkserver").set_forkserver_preload([*modules])
        _context()


@cache
def _context() -> ForkServerContext | SpawnContext:
    """How processes are started: without a server where its socket's path is too long, or it cannot be started."""
    with suppress(OSError), interrupts_blocked():
        if sys.platform == "linux":
            forkserver.ensure_running()
            return get_context("forkserver")
    return get_context("spawn")


class _Team(Generic[Task, Made]):
    """The job processes, and the tasks that wait for them."""

    def __init__(self, work: Callable[[Task], Made], waiting: Waiting[Task], kind: Callable[[Task], Kind]) -> None:
        self._work, self._waiting, self._kind = work, waiting, kind
        self._jobs: list[_Job[Task]] = []
        self._suspects: set[int] = set()  # ids of tasks whose process has died once

    def start(self, jobs: int) -> None:
        for _ in range(min(jobs, len(self._waiting))):
            self._jobs.append(_Job(self._work))
        for job in self._jobs:
            self._feed(job)

    def results(self) -> Iterator[tuple[Task, Made | Lost]]:
        while busy := {job.connection: job for job in self._jobs if job.tasks}:
            for connection in wait(list(busy)):
                job = busy[connection]  # type: ignore[index]  # it is one of those that were given
                yield from self._result(job)

    def _result(self, job: "_Job[Task]") -> Iterator[tuple[Task, Made | Lost]]:
        """The next result of a process that has one, or has died."""
        try:
            made = job.connection.recv()
        except (EOFError, OSError):
            yield from self._after_death(job)
            return
        task = job.tasks.popleft()
        self._feed(job)
        if isinstance(made, Failed):
            raise made.error
        yield task, made

    def _feed(self, job: "_Job[Task]") -> None:
        """Give a process its next task, and while there are enough one more, so that it never waits for us."""
        room = 2 if len(self._waiting) > len(self._jobs) else 1
        while len(job.tasks) < room:
            task = self._waiting.take(job.kind, {other.kind for other in self._jobs if other is not job})
            if task is None:
                return
            job.give(task, self._kind(task))

    def _after_death(self, job: "_Job[Task]") -> Iterator[tuple[Task, Lost]]:
        """Start another process in its place; its task is tried once more."""
        self._jobs.remove(job)
        job.end()
        suspect, *untouched = job.tasks
        again = id(suspect) not in self._suspects
        self._suspects.add(id(suspect))
        self._waiting.put_back([suspect, *untouched] if again else untouched)
        if self._waiting:
            self._jobs.append(_Job(self._work))
            self._feed(self._jobs[-1])
        if not again:
            yield suspect, Lost(f"the job process that worked on it ended twice, the last time {job.how_it_ended}")

    def dismiss(self) -> None:
        """Tell all processes that there are no more tasks."""
        for job in self._jobs:
            with suppress(OSError):
                job.connection.send(None)

    def end(self) -> None:
        """End all processes; without `dismiss`, whatever they do."""
        for job in self._jobs:
            job.connection.close()
        for job in self._jobs:
            job.end()


class _Job(Generic[Task]):
    """The parent's end of one process: ``tasks`` are those that it has, the one that it works on first."""

    def __init__(self, work: Callable[[Task], Any]) -> None:
        self.kind: Kind = ()
        self.tasks: deque[Task] = deque()
        self.connection, theirs = _context().Pipe()
        self._process = _context().Process(target=serve, args=(theirs, work), daemon=True)
        try:
            with interrupts_blocked():
                self._process.start()
        except OSError as error:
            raise CannotJudge(
                f"A job process cannot be started: {error.strerror}.", "Use fewer jobs (--jobs), or end other programs."
            ) from error
        finally:
            theirs.close()

    def give(self, task: Task, kind: Kind) -> None:
        """Send it a task; if it has died, `results` sees that."""
        self.tasks.append(task)
        self.kind = kind
        with suppress(OSError):
            self.connection.send(task)

    def end(self) -> None:
        """Wait until it has ended, which it does when its connection is closed."""
        self.connection.close()
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    @property
    def how_it_ended(self) -> str:
        """For people: by a signal, or with an exit code."""
        code = self._process.exitcode or 0
        with suppress(ValueError):
            return f"by {signal.Signals(-code).name}"
        return f"with exit code {code}"
