"""Tries, at every level that works on this machine, what hostile code would try first."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch
from autograder.sandbox.levels import attempts
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.lazy_dataclass import dataclass

PROBE = b"""
import os, socket

def read(path): return open(path).read()
def write(path): return open(path, "w").write("x")
def look(path): return os.listdir(path)
def connect(path): return socket.socket().fileno()
def start(path): return os._exit(0) if os.fork() == 0 else 0
"""
ATTEMPTS = {
    "read a file of yours": "read",
    "write beside it": "write",
    "see other processes": "look",
    "open a network socket": "connect",
    "start a process": "start",
}


@dataclass(frozen=True)
class LevelReport:
    """The result for a level: why it does not work, or whether each attempt was stopped."""

    level: str
    failure: SandboxFailed | None = None
    stopped: Mapping[str, bool] = field(default_factory=dict)


def examine(limits: Limits) -> Iterator[LevelReport]:
    """The report on each level on this machine, from the highest down."""
    for attempt in attempts(limits, ("numpy",)):
        try:
            yield LevelReport(attempt.level, attempt.failure, _stopped(attempt.sandbox) if attempt.sandbox else {})
        except SandboxFailed as failure:
            yield LevelReport(attempt.level, failure)


def _stopped(sandbox: Sandbox) -> dict[str, bool]:
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        (Path(folder) / "file").write_text("yours")
        Path(folder).chmod(0o777)  # what stops a worker has to be a wall, not a mode
        targets = {"read": f"{folder}/file", "write": f"{folder}/written", "look": "/proc"}
        calls = [
            Call("probe", what, what, False, function, (targets.get(function, ""),), {})
            for what, function in ATTEMPTS.items()
        ]
        [outcomes] = run(
            sandbox,
            StudentModule(PROBE, "probe"),
            [Batch(calls, sandbox.limits.import_seconds, dict.fromkeys(calls, 0))],
        )
    return {call.check: outcome.reason is not None for call, outcome in outcomes.items()}
