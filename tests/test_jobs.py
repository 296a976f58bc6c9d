"""Job processes: the results are those of one job, and whatever ends, nothing is lost, done twice or left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from autograder.engine.job_processes import in_processes
from autograder.engine.results import Lost
from autograder.engine.waiting import Waiting
from autograder.errors import AutograderError
from autograder.gradebook.store import Gradebook
from autograder.sandbox.zygotes import LevelUnavailable
from tests.conftest import SECRET, answer, read_results, run_grade, submit
from tests.helpers.processes import Start, below, parent, words
from tests.helpers.said import read_until
from tests.helpers.tasks import do, kind

Running = Callable[..., "subprocess.Popen[str]"]
HANGS = "def adam_step(*a, **k):\n    while True: pass\n"


def tasks(folder: Path, *whats: str) -> list[tuple[str, Path]]:
    return [(what, folder / f"{number}") for number, what in enumerate(whats)]


def test_a_death_costs_at_most_the_task_that_it_happens_in(tmp_path: Path) -> None:
    given = tasks(tmp_path, "a", "die", "die once", *"bcdefgh")
    found = dict(in_processes(do, given, 2, kind))
    assert set(found) == set(given)
    lost = {what: made for (what, _), made in found.items() if isinstance(made, Lost)}
    assert list(lost) == ["die"] and "twice" in lost["die"].how and "SIGKILL" in lost["die"].how
    done = [str(made).rpartition(" ") for made in found.values() if not isinstance(made, Lost)]
    assert sorted(what for what, _, _ in done) == sorted(["a", "die once", *"bcdefgh"])
    assert not any(psutil.pid_exists(int(pid)) for *_, pid in done)


@pytest.mark.parametrize("what", ["walls", "advice", "bug"])
def test_an_error_ends_the_run_and_says_the_same_here(tmp_path: Path, what: str) -> None:
    kinds = {"walls": LevelUnavailable, "advice": AutograderError, "bug": RuntimeError}
    with pytest.raises(kinds[what]) as raised:
        list(in_processes(do, tasks(tmp_path, what), 1, kind))
    if isinstance(raised.value, LevelUnavailable):
        assert raised.value.wall == "readable_files" and "not permitted" in raised.value.message
    elif isinstance(raised.value, AutograderError):
        assert raised.value.advice == "it does not work\ndo this"
    else:
        assert "ZeroDivisionError: by accident" in str(raised.value)


def test_a_process_goes_on_with_the_kind_that_it_has_begun() -> None:
    a, b, c = ("a",), ("b",), ("c",)
    waiting = Waiting(["a1", "b1", "a2", "b2", "a3", "c1"], lambda task: (task[0],))
    assert [waiting.take((), ()), waiting.take((), [a]), waiting.take(a, [b])] == ["a1", "b1", "a2"]
    waiting.put_back(["a2"])
    assert [waiting.take(c, [a, b]), waiting.take(c, [a, b])] == ["c1", "a2"]
    assert [waiting.take(a, [b]), waiting.take(a, [b]), waiting.take(b, [a])] == ["a3", "b2", None]


def test_processes_begin_far_apart_and_go_on_with_what_is_near() -> None:
    """An assignment is loaded, and its expected values are computed, by as few processes as can be."""
    waiting = Waiting(["a1", "a2", "b1", "b2", "c1"], lambda task: (task[0], task[1]))
    first, second = waiting.take((), [()]), waiting.take((), [("a", "1")])
    assert (first, second) == ("a1", "b1")
    assert waiting.take(("a", "1"), [("b", "1")]) == "a2", "the same assignment"
    assert waiting.take(("a", "2"), [("b", "1")]) == "c1", "one that nobody has begun"
    assert waiting.take(("c", "1"), [("b", "1")]) == "b2", "the only one left"


@pytest.fixture
def running(course: Path, start: Start) -> Running:
    """`grade all` of optimizers with two jobs, as a process."""
    command = (sys.executable, "-m", "autograder", "all", "--jobs", "2", "--assignment", "optimizers")
    environment = {**os.environ, "AUTOGRADER_SECRET": SECRET}
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    return lambda *options: start(*command, *options, cwd=course, env=environment, **pipes)


def is_a_job(process: psutil.Process) -> bool:
    """Whether the server of job processes has forked it."""
    return "forkserver" in " ".join(words(parent(process)))


def zygotes(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    """The zygotes below a run that were started, and not forked of another one."""
    started = [one for one in below(process.pid) if "zygote" in words(one)]
    return [one for one in started if one.is_running() and parent(one) not in started]


@pytest.mark.parametrize(
    ("number", "level"),
    [
        (signal.SIGINT, "namespaces"),
        (signal.SIGTERM, "process"),
        (signal.SIGKILL, "namespaces"),
        (signal.SIGKILL, "process"),
    ],
)
def test_whatever_ends_a_run_leaves_no_process_and_keeps_what_is_recorded(
    course: Path, running: Running, number: signal.Signals, level: str
) -> None:
    submit(course / "submissions", "ada", "optimizers", answer(course, "optimizers"))
    for student in ("bob", "cy"):
        submit(course / "submissions", student, "optimizers", HANGS)
    process = running("--isolation", level)
    read_until(process, "ada")
    time.sleep(0.3)
    started = below(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (130 if number != signal.SIGKILL else -number)
    assert "Traceback" not in said and ("Interrupted" in said or number == signal.SIGKILL)
    assert len(started) > 3
    left = psutil.wait_procs(started, timeout=10)[1]
    assert not left, [(words(one), parent(one)) for one in left]
    assert Gradebook(course / "gradebook.db", create=False).students() == ["ada"]


def test_a_killed_job_process_loses_nothing_and_grades_nothing_twice(course: Path, running: Running) -> None:
    right = answer(course, "optimizers")
    for number in range(12):
        submit(course / "submissions", f"s{number:02}", "optimizers", f"{right}\n# {number}\n")
    alone = run_grade("all", "--assignment", "optimizers", "--jobs", "1", "--json", "one.json", cwd=course)
    process = running("--force", "--json", "two.json", "--gradebook", "two.db")
    read_until(process, "[2/12]")
    job = next(one for one in below(process.pid) if is_a_job(one))
    job.kill()
    _, said = process.communicate(timeout=60)
    assert alone.code == process.returncode == 0 and "12 graded" in said
    assert (course / "one.json").read_bytes() == (course / "two.json").read_bytes()
    assert len([line for line in said.splitlines() if line.startswith("[")]) == 10
    assert len(read_results(course / "two.json")) == 12


def test_a_temporary_folder_with_a_long_path_is_no_obstacle(course: Path, tmp_path: Path) -> None:
    """The server of job processes has its socket there, whose path has at most 107 characters."""
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    for student in ("ada", "bob"):
        submit(course / "submissions", student, "optimizers", answer(course, "optimizers"))
    command = ["all", "--jobs", "2", "--assignment", "optimizers", "--json", "results.json"]
    done = run_grade(*command, cwd=course, env={"TMPDIR": str(deep)}, timeout=300)
    assert done.code == 0, done.err
    assert [result["status"] for result in read_results(course / "results.json")] == ["graded", "graded"]


def test_job_processes_share_a_zygote_and_start_others_if_it_dies(course: Path, running: Running) -> None:
    for number in range(12):
        submit(course / "submissions", f"s{number:02}", "optimizers", f"{answer(course, 'optimizers')}\n# {number}\n")
    process = running("--isolation", "namespaces")
    read_until(process, "[4/12]")
    [shared] = zygotes(process)
    shared.kill()
    _, said = process.communicate(timeout=120)
    judged, failed = (int(said.rpartition(word)[0].split()[-1]) for word in (" graded", " could not be judged"))
    assert judged + failed == 12 and failed <= 2, said  # those that were on their way
    again = run_grade("all", "--assignment", "optimizers", "--jobs", "2", cwd=course)
    assert again.code == 0 and f"{failed} graded, {judged} unchanged" in again.err
