"""The grader killed at any moment: nothing of it goes on, what is recorded is whole, and the next run finishes."""

import random
import sys
import time
from pathlib import Path

import pytest

from autograder.course.config import load_course
from autograder.gradebook.store import Gradebook
from autograder.sandbox import LEVELS
from tests.conftest import read_results
from tests.hostile.classroom import ATTACKS, HONEST, Place, completed, mounts, place, soundness

KILLS = {"namespaces": 30, "landlock": 12, "process": 12}  # the first is what `grade all` uses where it can
IN_A_ROW = 6  # kills of one gradebook, before an undisturbed run finishes it
BUSY = ("loop_blocking_signals", "exit_now", "thread", "fork_flood", "daemon")
NOT_AT_PROCESS = ("fork_flood", "daemon")  # there they may do what the user can
CHECKS = 6  # of the course
SECONDS = "seconds=1"  # of each exercise: a run is as long as those who hang in it, and it is run some sixty times

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left is looked for in /proc")


@pytest.mark.parametrize("level", LEVELS)
def test_a_killed_grader_leaves_nothing_running_and_nothing_half_done(level: str) -> None:
    moments = random.Random(level)  # noqa: S311  (chance, no secret)
    with place() as here:
        hurry(here)
        for name, source in HONEST.items():
            here.submit(name, source)
        for name in set(BUSY) - set(NOT_AT_PROCESS if level == "process" else ()):
            here.submit(name, completed(ATTACKS[name]))
        undisturbed = grade(here, level, "undisturbed")
        began = time.monotonic()
        assert grade(here, level, "again") == undisturbed
        duration = time.monotonic() - began
        before, recorded = mounts(), 0
        for book in range(KILLS[level] // IN_A_ROW):
            for _ in range(IN_A_ROW):
                killed = here.grade(*command(here, level, f"{book}"), kill_after=moments.uniform(0.01, duration))
                assert killed.left == [] and mounts() == before
                recorded += whole(here.root / f"{book}.db", here)
            assert grade(here, level, f"{book}") == undisturbed
        assert recorded, "at some moment there was a gradebook to look at"


def hurry(here: Place) -> None:
    """Give the exercises of the course less time."""
    for path in (here.course / "solutions/target").glob("*.py"):
        text = path.read_text()
        assert "seconds=2" in text
        path.write_text(text.replace("seconds=2", SECONDS))


def command(here: Place, level: str, book: str) -> tuple[str | Path, ...]:
    paths = "--gradebook", here.root / f"{book}.db", "--json", here.root / f"{book}.json"
    return "all", here.students, "--isolation", level, "--jobs", "2", *paths


def grade(here: Place, level: str, book: str) -> list[dict[str, object]]:
    """The results of a run that nobody kills."""
    ended = here.grade(*command(here, level, book))
    results = here.root / f"{book}.json"
    if ended.code == 3 and not results.exists():
        pytest.skip(ended.err.strip())
    assert (ended.code, ended.left) == (0, []), ended.err
    return read_results(results)


def whole(book: Path, here: Place) -> int:
    """The gradebook is sound, and every submission in it has all its verdicts; the result is how many there are."""
    if not book.exists():
        return 0
    recorded = Gradebook(book).results(load_course(here.course / "grader.yaml"))
    assert soundness(book) == "ok"
    assert {len(result.verdicts) for result in recorded} <= {CHECKS}
    return len(recorded)
