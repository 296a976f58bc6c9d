"""The grader killed at any moment: nothing of it goes on, what is recorded is whole, and the next run finishes."""

import json
import random
import sys
import time
from pathlib import Path

import pytest

from autograder.course.config import load_course
from autograder.gradebook.store import Gradebook
from autograder.sandbox import LEVELS
from tests.conftest import REPOSITORY, read_results
from tests.hostile.classroom import ATTACKS, HONEST, Ended, Place, completed, mounts, place, soundness

KILLS = {"namespaces": 30, "landlock": 12, "process": 12}  # the first is what `grade all` uses where it can
IN_A_ROW = 6  # kills of one gradebook, before an undisturbed run finishes it
BUSY = ("loop_blocking_signals", "exit_now", "thread", "fork_flood", "daemon")
NOT_AT_PROCESS = ("fork_flood", "daemon")  # there they may do what the user can
CHECKS = 6  # of the course
SECONDS = 1  # of each exercise: a run is as long as those who hang in it, and it is run some sixty times

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left is looked for in /proc")


class Killer:
    """Runs `grade` in a place again and again, and kills it in time."""

    def __init__(self, here: Place, level: str) -> None:
        self.here, self.level = here, level
        self._process = here.python("-m", "tests.hostile.killer", cwd=REPOSITORY)

    def __enter__(self) -> "Killer":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def grade(self, book: str, kill_after: float = 0.0) -> Ended:
        """Grade the class into a gradebook."""
        paths = "--gradebook", self.here.root / f"{book}.db", "--json", self.here.root / f"{book}.json"
        words = "all", self.here.students, "--isolation", self.level, "--jobs", "2", *paths
        files = {"folder": self.here.course, "out": self.here.out, "err": self.here.err}
        request = {"words": words, **files, "kill_after": kill_after}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{json.dumps(request, default=str)}\n")
        self._process.stdin.flush()
        return self.here.ended(self._process.stdout.readline())

    def finished(self, book: str) -> list[dict[str, object]]:
        """The results of a run that nobody kills."""
        ended = self.grade(book)
        results = self.here.root / f"{book}.json"
        if ended.code == 3 and not results.exists():
            pytest.skip(ended.err.strip())
        assert (ended.code, ended.left) == (0, []), ended.err
        return read_results(results)


@pytest.mark.parametrize("level", LEVELS)
def test_a_killed_grader_leaves_nothing_running_and_nothing_half_done(level: str) -> None:
    moments = random.Random(level)  # noqa: S311  (chance, no secret)
    with place(SECONDS) as here, Killer(here, level) as killer:
        for name, source in HONEST.items():
            here.submit(name, source)
        for name in set(BUSY) - set(NOT_AT_PROCESS if level == "process" else ()):
            here.submit(name, completed(ATTACKS[name]))
        undisturbed = killer.finished("undisturbed")
        began = time.monotonic()
        assert killer.finished("again") == undisturbed
        duration = time.monotonic() - began
        before, recorded = mounts(), 0
        for book in range(KILLS[level] // IN_A_ROW):
            for _ in range(IN_A_ROW):
                killed = killer.grade(f"{book}", moments.uniform(0.01, duration))
                assert killed.left == [] and mounts() == before
                recorded += whole(here.root / f"{book}.db", here)
            assert killer.finished(f"{book}") == undisturbed
        assert recorded, "at some moment there was a gradebook to look at"


def whole(book: Path, here: Place) -> int:
    """The gradebook is sound, and every submission in it has all its verdicts; the result is how many there are."""
    if not book.exists():
        return 0
    recorded = Gradebook(book).results(load_course(here.course / "grader.yaml"))
    assert soundness(book) == "ok"
    assert {len(result.verdicts) for result in recorded} <= {CHECKS}
    return len(recorded)
