"""Submission + [Call] -> [Outcome]: runs all calls; a hang or a crash costs only its own exercise."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from dataclasses import replace

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits, Outcome
from autograder.sandbox import Sandbox, Worker, WorkerDied
from autograder.sandbox.budgets import Batch, Budget, Questions, Replies, readable_size
from autograder.sandbox.view import modules_of
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import wire

WATCH_SECONDS = 0.25


@dataclass(frozen=True)
class StudentModule:
    """A module to load: its text, what it is called, and the packages that it may import.

    ``functions`` is the text of the course's own functions to hand over.
    """

    source: bytes
    name: str
    packages: tuple[str, ...] = ("numpy",)
    functions: str = ""


Outcomes = dict[Call, Outcome]


def run(sandbox: Sandbox, module: StudentModule, *shares: Sequence[Batch]) -> Generator[Outcomes, None, None]:
    """Yield the outcomes of each batch as soon as they are known; each share is asked of a worker of its own.

    If a worker died or memory was short, it is started again for the remaining batches of its share.  Raises
    `SandboxFailed`.
    """
    with asyncio.Runner() as runner:
        trips = _Trips(_trip(sandbox, module, batches) for batches in shares)
        try:
            while runner.run(trips.proceed()):
                yield trips.known.popleft()
        except OSError as error:  # too many open files, say: the conversation's own pipes are handled in it
            raise SandboxFailed(f"A worker cannot be started or watched: {error.strerror}") from error
        finally:
            runner.run(trips.end())


class _Trips:
    """Trips that go on at the same time; one whose outcomes are being judged rests until more is wanted.

    The outcomes are not returned, but become ``known``: `asyncio.Runner` prints what a task returns.
    """

    def __init__(self, trips: Iterable[AsyncGenerator[Outcomes]]) -> None:
        self.known: deque[Outcomes] = deque()
        self._resting = [*trips]
        self._going: dict[asyncio.Task[bool], AsyncGenerator[Outcomes]] = {}

    async def proceed(self) -> bool:
        """Wait for outcomes; whether there are any more. Raises what a trip raises."""
        while not self.known and (self._resting or self._going):
            self._going |= {asyncio.create_task(self._step(trip)): trip for trip in self._resting}
            self._resting = []
            done, _ = await asyncio.wait(self._going, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._resting += [self._going[task]] if task.result() else []
                del self._going[task]
        return bool(self.known)

    async def _step(self, trip: AsyncGenerator[Outcomes]) -> bool:
        async for outcomes in trip:
            self.known.append(outcomes)
            return True
        return False

    async def end(self) -> None:
        """End all trips, wherever they are."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)
        for trip in (*self._resting, *self._going.values()):
            await trip.aclose()


async def _trip(sandbox: Sandbox, module: StudentModule, batches: Sequence[Batch]) -> AsyncGenerator[Outcomes]:
    limits, left = sandbox.limits, list(enumerate(batches))
    questions = Questions(batches, sum(batch.seconds for batch in batches) + limits.import_seconds)
    budget = Budget(limits, questions.seconds)
    while left:
        loading = _loading(module, [number for number, _ in left], limits)
        async with sandbox.worker(module.packages, questions) as worker:
            fate = await budget.loading(_ask(worker, _load(worker, loading, limits), limits.import_seconds, budget))
            fate, alive = fate or budget.spent(), True
            while left and alive:
                _, batch = left.pop(0)
                if fate:
                    yield dict.fromkeys(batch.calls, fate)
                    continue
                answers = await _ask(worker, _answers(worker, batch, limits), batch.seconds, budget, len(batch.calls))
                alive = not any(answer.fatal or answer.reason == "memory" for answer in answers)
                fate = budget.spent()
                yield dict(zip(batch.calls, map(_located, batch.calls, answers), strict=True))


def _loading(module: StudentModule, exercises: Sequence[int], limits: Limits) -> bytes:
    """The one message: the submission, what it is asked, and the limits that the worker sets for its own output.

    The worker computes while what it has answered is judged.
    """
    return wire.encode(
        {
            "source": module.source,
            "name": module.name,
            "modules": tuple(modules_of(module.packages)),
            "functions": module.functions,
            "exercises": tuple(exercises),
            "result": limits.result,
            "printed": limits.printed,
        }
    )


async def _ask(
    worker: Worker, conversation: AsyncGenerator[Outcome], seconds: float, budget: Budget, count: int = 1
) -> list[Outcome]:
    """The ``count`` outcomes of a conversation; when a limit is passed or the worker dies, the rest share that fate."""
    outcomes: list[Outcome] = []
    asking = asyncio.create_task(_listen(conversation, outcomes))
    watching = asyncio.create_task(_watch(worker))
    with budget.running():
        done, late = await asyncio.wait((asking, watching), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in late:
        task.cancel()
    await asyncio.wait((asking, watching))
    fate = next(iter(done)).result() if done else _excess(worker) or Outcome("timeout", fatal=True)
    if fate:
        await worker.kill()
        outcomes += [fate, *[replace(fate, unasked=True)] * (count - len(outcomes) - 1)]
    return [outcome if outcome.allowed else _limited(outcome, seconds, budget.limits) for outcome in outcomes]


async def _listen(conversation: AsyncGenerator[Outcome], outcomes: list[Outcome]) -> Outcome | None:
    """Append the outcomes as they come; if the worker dies, how it ended."""
    try:
        async for outcome in conversation:
            outcomes.append(outcome)
    except WorkerDied as death:
        return Outcome(death.reason, fatal=True)
    return None


async def _load(worker: Worker, loading: bytes, limits: Limits) -> AsyncGenerator[Outcome]:
    """How loading the module went."""
    await worker.send(loading)
    yield Outcome.of_reply(await worker.reply(limits.result))


async def _answers(worker: Worker, batch: Batch, limits: Limits) -> AsyncGenerator[Outcome]:
    """The outcome of each call of the batch."""
    replies = Replies(batch, limits)
    for call in batch.calls:
        yield replies.kept(call, Outcome.of_reply(await worker.reply(replies.room(call)), call.function))


def _located(call: Call, outcome: Outcome) -> Outcome:
    """The outcome of a call, with the function that was asked where no other one is known."""
    return outcome if outcome.function else replace(outcome, function=call.function)


async def _watch(worker: Worker) -> Outcome:
    """Look from outside, now and then, until the worker is over a limit that should have held inside."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        excess = _excess(worker)
        if excess:
            return excess


def _excess(worker: Worker) -> Outcome | None:
    over = worker.excess()
    return Outcome("memory" if over == "memory" else "output_limit", what=over, fatal=True) if over else None


def _limited(outcome: Outcome, seconds: float, limits: Limits) -> Outcome:
    """The outcome with the limit that it is about, if any."""
    limit = allowed(outcome, seconds, limits)
    return replace(outcome, allowed=limit) if limit else outcome


def allowed(outcome: Outcome, seconds: float, limits: Limits) -> str:
    """The limit that an outcome is about, for people."""
    if outcome.reason == "timeout":
        return f"{seconds:g} s"
    if outcome.reason == "memory":
        return readable_size(limits.memory)
    if outcome.reason == "output_limit":
        return readable_size({"result": limits.result, "scratch": limits.scratch}.get(outcome.what, limits.printed))
    return ""
