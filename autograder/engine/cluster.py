"""A Dask cluster: tasks and results travel pickled between machines that trust each other.

Dask hands a task to another worker when the one that had it dies.  A worker that refuses a task gets no more of them.
"""

import asyncio
import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from contextlib import ExitStack, contextmanager
from typing import Any, Generic, TypeVar

from distributed import Client, KilledWorker, LocalCluster, Security, as_completed, get_worker
from distributed.comm.addressing import parse_address
from distributed.comm.registry import get_backend

from autograder.engine.results import Failed, Lost
from autograder.errors import AutograderError, CannotJudge, SandboxFailed
from autograder.system.lazy_dataclass import dataclass

Task = TypeVar("Task")
Made = TypeVar("Made")
LOCAL = "local"
START = (
    "Start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`; its address is "
    "tcp://HOST:PORT or tls://HOST:PORT."
)
RESTART_SECONDS = 30
Warn = Callable[[str], None]


def on_cluster(
    work: Callable[[Task], Made],
    tasks: Iterable[Task],
    address: str,
    jobs: int,
    split: Callable[[Task], list[Task]],
    warn: Warn,
) -> Iterator[tuple[Task, Made | Lost]]:
    """``work`` on every task by the workers of the scheduler at ``address``; each task with its result, as they come.

    ``local`` starts a cluster of ``jobs`` workers on this machine.  A task whose workers died is ``split``, and `Lost`
    if it is a single one.  ``warn`` is told of workers that are missing or refuse to work.  Raises `AutograderError`
    when ``work`` does on a worker, and `CannotJudge` when the scheduler is lost or every worker refuses.
    """
    with _connected(address, jobs) as client:
        yield from _Run(client, work, tasks, split, warn).results()


@contextmanager
def _connected(address: str, jobs: int) -> Iterator["Client"]:
    """A client of the scheduler; of a local cluster, which ends with it, nobody else knows the certificate."""
    _silence()
    with ExitStack() as stack, warnings.catch_warnings(action="ignore"):  # of versions, which `work` compares itself
        if address == LOCAL:
            options = {"n_workers": jobs, "threads_per_worker": 1, "dashboard_address": None}
            cluster = LocalCluster(security=Security.temporary(), protocol="tls://", silence_logs=50, **options)
            address = stack.enter_context(cluster)
        else:
            _require_sound(address)
        try:
            client = Client(address, set_as_default=False)
        except OSError as error:
            raise AutograderError(f"No Dask scheduler answers at {address}: {error}", START) from error
        yield stack.enter_context(client)


def _silence() -> None:
    """Let Dask log nothing here: what matters becomes an error of ours.  Some of its loggers have their own level."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _require_sound(address: str) -> None:
    """Raise `AutograderError` for an address that no client can be made for."""
    try:
        scheme, _ = parse_address(address)
        get_backend(scheme)
    except ValueError as error:
        raise AutograderError(f"{address!r} is not the address of a Dask scheduler: {error}.", START) from error
    if scheme == "tls" and Security().get_connection_args("client").get("ssl_context") is None:
        raise AutograderError(
            f"{address} needs certificates, and Dask's configuration names none.",
            "Set distributed.comm.tls.ca-file, client.cert and client.key there, for example in ~/.config/dask/.",
        )


@dataclass(frozen=True)
class _Refused:
    """A worker that cannot run submissions safely, and why."""

    worker: str
    error: SandboxFailed


def _attempt(work: Callable[[Any], Any], task: Any) -> Any:
    """On a worker: the result of ``work``, or why there is none."""
    where = str(get_worker().address)
    try:
        return work(task)
    except SandboxFailed as error:
        return _Refused(where, error)
    except AutograderError as error:
        return Failed(AutograderError(f"The worker {where} cannot grade: {error.message}", error.hint))


@contextmanager
def _scheduler_there() -> Iterator[None]:
    """Raise `CannotJudge` if the connection to the scheduler is lost."""
    try:
        yield
    except (OSError, asyncio.CancelledError, futures.CancelledError, TimeoutError) as error:
        raise CannotJudge(
            "The connection to the Dask scheduler was lost.",
            "Results recorded so far are kept. See to it that the scheduler runs.",
        ) from error


class _Run(Generic[Task, Made]):
    """One run on a cluster: the tasks that wait here, and those that the scheduler has."""

    def __init__(
        self,
        client: "Client",
        work: Callable[[Task], Made],
        tasks: Iterable[Task],
        split: Callable[[Task], list[Task]],
        warn: Warn,
    ) -> None:
        self._client, self._work, self._split, self._warn = client, work, split, warn
        self._todo = deque(tasks)
        self._sent: dict[Any, Task] = {}  # by the key of their future
        self._refusing: set[str] = set()
        self._why = ""
        self._worked = False
        self._done = as_completed(loop=client.loop)

    def results(self) -> Iterator[tuple[Task, Made | Lost]]:
        if self._todo and not self._fit():
            self._warn("The cluster has no workers yet. Grading starts when they come; Ctrl-C ends it.")
        self._send()
        for future in self._done:
            yield from self._outcome(self._sent.pop(future.key), future)
            future.release()
            self._send()

    def _send(self) -> None:
        """Let the scheduler have two tasks for each thread, so that none waits for us, and no more."""
        threads = self._fit()
        room = 2 * max(1, sum(threads.values()))
        chosen = [*threads] if self._refusing else None
        while self._todo and len(self._sent) < room:
            task = self._todo.popleft()
            where = {"workers": chosen, "allow_other_workers": chosen is not None}  # should all of them end meanwhile
            future = self._client.submit(_attempt, self._work, task, pure=False, **where)
            self._sent[future.key] = task
            self._done.add(future)

    def _fit(self) -> dict[str, int]:
        """The threads of each worker that has not refused; raises `CannotJudge` where every worker has.

        If others have worked before, wait for them: what restarts a worker takes a moment.
        """
        deadline = time.monotonic() + RESTART_SECONDS * self._worked
        while True:
            with _scheduler_there():
                threads = self._client.nthreads()
            fit = {worker: count for worker, count in threads.items() if worker not in self._refusing}
            if fit or not self._refusing:
                return fit
            if time.monotonic() > deadline:
                raise CannotJudge(f"No worker of the cluster can run submissions safely. {self._why}")
            time.sleep(0.2)

    def _outcome(self, task: Task, future: Any) -> Iterator[tuple[Task, Made | Lost]]:
        made = self._answer(future)
        if isinstance(made, Failed):
            raise made.error
        if isinstance(made, _Refused):
            self._refuse(made)
            self._todo.appendleft(task)
        elif isinstance(made, KilledWorker):
            parts = self._split(task)
            if len(parts) > 1:
                self._todo.extendleft(reversed(parts))
            else:
                yield task, Lost(f"{made.allowed_failures + 1} workers of the cluster ended while they worked on it")
        else:
            self._worked = True
            yield task, made

    def _answer(self, future: Any) -> Any:
        try:
            with _scheduler_there():
                return future.result()
        except KilledWorker as killed:
            return killed
        except CannotJudge:
            raise
        except Exception as error:  # of pickle, say
            raise CannotJudge(
                f"The cluster's workers cannot do the work: {type(error).__name__}: {error}",
                "Install the same version of autograder and its packages on every worker.",
            ) from error

    def _refuse(self, refused: _Refused) -> None:
        """Give a worker no more tasks."""
        if refused.worker not in self._refusing:
            self._refusing.add(refused.worker)
            self._why = refused.error.message
            self._warn(f"The worker {refused.worker} is not used: {refused.error.advice}")
