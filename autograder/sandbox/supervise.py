"""Submission + [Call] -> [Outcome]: one trip, in which a hang or a crash costs its own exercise only."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits, Outcome
from autograder.sandbox import Sandbox, Worker, WorkerDied
from autograder.sandbox.view import view_of
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


@dataclass(frozen=True)
class Batch:
    """Calls that share a budget, in seconds: those of one exercise."""

    calls: Sequence[Call]
    seconds: float


Outcomes = dict[Call, Outcome]


def run(sandbox: Sandbox, module: StudentModule, batches: Sequence[Batch]) -> Iterator[Outcomes]:
    """What becomes of the calls of each batch, as soon as it is known.

    After a death, or where memory was short, the worker is started again for the batches that are left.  Raises
    `SandboxFailed`.
    """
    with asyncio.Runner() as runner:
        trip = _trip(sandbox, module, batches)

        async def next_outcomes() -> Outcomes | None:
            return await anext(trip, None)

        try:
            while (outcomes := runner.run(next_outcomes())) is not None:
                yield outcomes
        except OSError as error:  # too many open files, say: the conversation's own pipes are handled in it
            raise SandboxFailed(f"A worker cannot be started or watched: {error.strerror}") from error
        finally:
            runner.run(trip.aclose())


async def _trip(sandbox: Sandbox, module: StudentModule, batches: Sequence[Batch]) -> AsyncGenerator[Outcomes]:
    limits, left = sandbox.limits, list(batches)
    seconds = sum(batch.seconds for batch in batches) + limits.import_seconds
    while left:
        async with sandbox.worker(module.packages, seconds) as worker:
            [loaded] = await _ask(worker, [_loading(module, limits)], limits.import_seconds, limits)
            alive = True
            while left and alive:
                batch = left.pop(0)
                if loaded.reason:
                    yield dict.fromkeys(batch.calls, loaded)
                    continue
                answers = await _ask(worker, [call.frame for call in batch.calls], batch.seconds, limits)
                alive = not any(answer.fatal or answer.reason == "memory" for answer in answers)
                named = (
                    replace(a, function=a.function or c.function) for a, c in zip(answers, batch.calls, strict=True)
                )
                yield dict(zip(batch.calls, named, strict=True))


def _loading(module: StudentModule, limits: Limits) -> bytes:
    """The first message: the submission, and the limits that the worker puts upon its own output."""
    return wire.encode(
        {
            "source": module.source,
            "name": module.name,
            "modules": tuple(view_of(module.packages).modules),
            "functions": module.functions,
            "result": limits.result,
            "printed": limits.printed,
        }
    )


async def _ask(worker: Worker, frames: Sequence[bytes], seconds: float, limits: Limits) -> list[Outcome]:
    """An outcome a frame; when a limit is passed or the worker dies, all that are left share that fate."""
    outcomes: list[Outcome] = []
    asking = asyncio.create_task(_converse(worker, frames, outcomes))
    watching = asyncio.create_task(_watch(worker))
    done, late = await asyncio.wait((asking, watching), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in late:
        task.cancel()
    await asyncio.wait((asking, watching))
    fate = next(iter(done)).result() if done else _excess(worker) or Outcome("timeout", fatal=True)
    if fate:
        await worker.kill()
        left = len(frames) - len(outcomes)
        outcomes += [fate, *[replace(fate, unasked=True)] * (left - 1)]
    return [replace(outcome, allowed=allowed(outcome, seconds, limits)) for outcome in outcomes]


async def _converse(worker: Worker, frames: Sequence[bytes], outcomes: list[Outcome]) -> Outcome | None:
    """Append an outcome a frame; if the worker dies, how it ended."""
    try:
        for frame in frames:
            outcomes.append(Outcome.of_reply(await worker.exchange(frame)))
    except WorkerDied as death:
        return Outcome(death.reason, fatal=True)
    return None


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


def allowed(outcome: Outcome, seconds: float, limits: Limits) -> str:
    """The limit that an outcome is about, for people."""
    if outcome.reason == "timeout":
        return f"{seconds:g} s"
    if outcome.reason == "memory":
        return readable_size(limits.memory)
    if outcome.reason == "output_limit":
        return readable_size({"result": limits.result, "scratch": limits.scratch}.get(outcome.what, limits.printed))
    return ""


def readable_size(size: float) -> str:
    """Bytes for people, such as ``16 MiB``."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:g} {unit}"
        size /= 1024
    return f"{size:g} GiB"
