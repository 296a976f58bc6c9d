"""The findings of each level, made once and shared by the processes that run the tests."""

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.hostile.classroom import Findings, judge_attackers
from tests.hostile.expected import attacks_at

Graded = Callable[[str], Findings]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The findings of the class of attackers at a level; skips the test where the level cannot be had."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    known: dict[str, Findings] = {}

    def findings(level: str) -> Findings:
        if level not in known:
            known[level] = _once(shared / f"hostile-{level}.json", level)
        if known[level].refusal:
            pytest.skip(known[level].refusal)
        return known[level]

    return findings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, so that no process is left alone with them at the end."""
    items.sort(key=lambda item: item.path.name != "test_killed_grader.py")


def _once(path: Path, level: str) -> Findings:
    """What ``path`` holds, or will hold when whoever came first is done."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_text(json.dumps(asdict(judge_attackers(level, attacks_at(level)))))
        return Findings(**json.loads(path.read_text()))
