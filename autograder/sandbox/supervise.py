"""Submission + [Call] -> [Outcome]: one trip, in which a hang or a crash costs its own exercise only."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits, Outcome
from autograder.sandbox import Sandbox, Worker, WorkerDied
from autograder.sandbox.view import view_of
from autograder.worker import wire

WATCH_SECONDS = 0.25


@dataclass(frozen=True)
class StudentModule:
    """A module to load: its text, what it is called, and the packages that it may import."""

    source: bytes
    name: str
    packages: tuple[str, ...] = ("numpy",)


def run(sandbox: Sandbox, module: StudentModule, calls: Sequence[Call], seconds: Mapping[str, float]) -> list[Outcome]:
    """One outcome a call, in order.

    ``seconds`` is each exercise's budget.  Calls go exercise by exercise; after a death, or where memory was short,
    the worker is started again for the exercises that are left.  Raises `SandboxFailed`.
    """
    try:
        return asyncio.run(_run(sandbox, module, calls, seconds))
    except OSError as error:  # too many open files, say: the conversation's own pipes are handled in it
        raise SandboxFailed(f"A worker cannot be started or watched: {error.strerror}") from error


async def _run(
    sandbox: Sandbox, module: StudentModule, calls: Sequence[Call], seconds: Mapping[str, float]
) -> list[Outcome]:
    limits = sandbox.limits
    exercises = [list(group) for _, group in itertools.groupby(calls, lambda call: call.exercise)]
    outcomes: list[Outcome] = []
    while exercises:
        async with sandbox.worker(module.packages, sum(seconds.values()) + limits.import_seconds) as worker:
            [loaded] = await _ask(worker, [_loading(module, limits)], limits.import_seconds, limits)
            if loaded.reason:
                return outcomes + [loaded] * (len(calls) - len(outcomes))
            alive = True
            while exercises and alive:
                asked = exercises.pop(0)
                frames, budget = [call.frame for call in asked], seconds[asked[0].exercise]
                answers = await _ask(worker, frames, budget, limits)
                alive = not any(answer.fatal or answer.reason == "memory" for answer in answers)
                outcomes += [replace(a, function=a.function or c.function) for a, c in zip(answers, asked, strict=True)]
    return outcomes


def _loading(module: StudentModule, limits: Limits) -> bytes:
    """The first message: the submission, and the limits that the worker puts upon its own output."""
    return wire.encode(
        {
            "source": module.source,
            "name": module.name,
            "modules": tuple(view_of(module.packages).modules),
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
