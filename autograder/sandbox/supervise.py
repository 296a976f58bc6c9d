"""Submission + [Call] -> [Outcome]: one trip, in which a hang or a crash costs its own exercise only."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits, Outcome
from autograder.sandbox import Sandbox, Worker, WorkerDied


def run(
    sandbox: Sandbox, source: bytes, name: str, calls: Sequence[Call], seconds: Mapping[str, float]
) -> list[Outcome]:
    """One outcome a call, in order.

    ``name`` is what the module is called, ``seconds`` each exercise's budget.  Calls go exercise by exercise;
    after a death the worker is started again for the exercises that are left.  Raises `SandboxFailed`.
    """
    try:
        return asyncio.run(_run(sandbox, source, name, calls, seconds))
    except OSError as error:  # too many open files, say: the conversation's own pipes are handled in it
        raise SandboxFailed(f"A worker cannot be started or watched: {error.strerror}") from error


async def _run(
    sandbox: Sandbox, source: bytes, name: str, calls: Sequence[Call], seconds: Mapping[str, float]
) -> list[Outcome]:
    job = _job(sandbox.limits, source, name, sum(seconds.values()))
    exercises = [list(group) for _, group in itertools.groupby(calls, lambda call: call.exercise)]
    outcomes: list[Outcome] = []
    while exercises:
        async with sandbox.worker() as worker:
            [loaded] = await _ask(worker, [job], sandbox.limits.import_seconds)
            if loaded.reason:
                return outcomes + [loaded] * (len(calls) - len(outcomes))
            alive = True
            while exercises and alive:
                asked = exercises.pop(0)
                answers = await _ask(worker, [call.request for call in asked], seconds[asked[0].exercise])
                alive = not answers[-1].fatal
                outcomes += [replace(a, function=a.function or c.function) for a, c in zip(answers, asked, strict=True)]
    return outcomes


def _job(limits: Limits, source: bytes, name: str, seconds: float) -> dict[str, object]:
    """The first message: the submission, and the limits that the worker puts upon itself."""
    return {
        "source": source,
        "name": name,
        "memory": limits.memory,
        "file_size": limits.scratch,
        "result": limits.result,
        "printed": limits.printed,
        "seconds": int(seconds + limits.import_seconds) + 1,
    }


async def _ask(worker: Worker, messages: Sequence[object], seconds: float) -> list[Outcome]:
    """An outcome a message; when time runs out or the worker dies, all that are left share that fate."""
    outcomes: list[Outcome] = []
    try:
        async with asyncio.timeout(seconds):
            for message in messages:
                outcomes.append(Outcome.of_reply(await worker.exchange(message)))
        return outcomes
    except TimeoutError:
        fate = Outcome("timeout", fatal=True)
    except WorkerDied as death:
        fate = Outcome(death.reason, fatal=True)
    await worker.kill()
    left = len(messages) - len(outcomes)
    return [*outcomes, fate, *[replace(fate, unasked=True)] * (left - 1)]
