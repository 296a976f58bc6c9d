"""The findings of each level, made once and shared by the processes that run the tests."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.helpers.shared import made_once
from tests.hostile.classroom import Findings, judge_attackers
from tests.hostile.expected import attacks_at

Graded = Callable[[str], Findings]


@pytest.fixture(scope="session")
def graded() -> Graded:
    """The findings of the class of attackers at a level; skips the test where the level cannot be had."""
    known: dict[str, Findings] = {}

    def findings(level: str) -> Findings:
        if level not in known:
            known[level] = _made_once(level)
        if known[level].refusal:
            pytest.skip(known[level].refusal)
        return known[level]

    return findings


def _made_once(level: str) -> Findings:
    def make(path: Path) -> None:
        path.write_text(json.dumps(asdict(judge_attackers(level, attacks_at(level)))))

    return Findings(**json.loads(made_once(f"hostile-{level}.json", make).read_text()))
