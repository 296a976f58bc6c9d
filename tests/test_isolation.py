"""Which walls `grade all` puts up, and what a submission may import and use behind them."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.records import Outcome
from autograder.sandbox import LEVELS
from autograder.sandbox.budgets import readable_size
from tests.conftest import EXERCISES, Ran, answer, copy_course, read_results, refusing, run_grade, submit
from tests.helpers.shared import made_once

Grade = Callable[..., Ran]
RIGHT = "optimizers"


@pytest.fixture
def root(course: Path, tmp_path: Path) -> Path:
    """A class of one."""
    folder = tmp_path / "class"
    submit(folder, "ada", RIGHT, answer(course, RIGHT))
    return folder


def checks(course: Path, grade: Grade, root: Path, *args: str) -> list[dict[str, Any]]:
    """Every check of the one submission."""
    ran = grade("all", root, "--jobs", "2", "--assignment", RIGHT, "--json", course / "r.json", *args)
    assert ran.code == 0, ran.err
    [result] = read_results(course / "r.json")
    return [check for exercise in result["exercises"] for check in exercise["checks"]]


@pytest.mark.parametrize(
    ("level", "call", "advice"),
    [
        ("namespaces", "unshare", "own mounts: Operation not permitted"),
        ("namespaces", "unshare", "sysctl"),
        ("namespaces", "pivot_root", "bare root"),
        ("landlock", "landlock_create_ruleset", "5.13"),
        ("landlock", "seccomp", "CONFIG_SECCOMP_FILTER"),
    ],
)
def test_a_level_that_is_not_reached_is_refused_not_lowered(
    course: Path, grade: Grade, root: Path, level: str, call: str, advice: str
) -> None:
    ran = grade("all", root, "--isolation", level, preexec_fn=refusing(call))
    assert ran.code == 3 and f"'{level}' does not work here" in ran.err and advice in ran.err
    assert not (course / "gradebook.db").exists()


def test_the_next_level_is_taken_if_none_is_named(course: Path, grade: Grade, root: Path) -> None:
    ran = grade("all", root, "--assignment", RIGHT, preexec_fn=refusing("unshare"))
    assert ran.code == 0 and "Isolation: landlock" in ran.err


def test_process_is_never_chosen_for_you(course: Path, grade: Grade, root: Path) -> None:
    ran = grade("all", root, preexec_fn=refusing("unshare", "landlock_create_ruleset"))
    assert ran.code == 3 and "--isolation process" in ran.err and "grade doctor" in ran.err
    assert not (course / "gradebook.db").exists()


def test_the_doctor_says_what_stands_and_what_to_switch_on(course: Path, grade: Grade) -> None:
    changed = course / "solutions/losses/cross_entropy.py"
    changed.write_text(f"{changed.read_text()}\n# {course}\n")  # nobody has graded with it
    well = grade("doctor", preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
    assert well.code == 0 and "uses namespaces" in well.err and "stopped" in well.out
    said = " ".join(well.out.split())
    assert "jobs 1, one for each core" in said and f"numpy {np.__version__}" in said
    assert "MiB in" in said and f"of {len(EXERCISES)} assignments" in said
    assert re.search(r"The first run computes the expected values of .*losses", said)
    poorly = grade("doctor", preexec_fn=refusing("unshare"))
    assert poorly.code == 0 and "uses landlock" in poorly.err and "sysctl" in poorly.err
    ill = grade("doctor", preexec_fn=refusing("unshare", "landlock_create_ruleset"))
    assert ill.code == 3 and "refuses to run here" in ill.err and "lsm=landlock" in ill.err


@pytest.mark.parametrize("level", ["namespaces", "landlock", "process"])
def test_the_level_is_said_and_recorded(course: Path, grade: Grade, root: Path, level: str) -> None:
    ran = grade("all", root, "--assignment", RIGHT, "--isolation", level, "--json", "-")
    if ran.code == 3:
        pytest.skip(ran.err)
    assert f'"isolation": "{level}"' in ran.out
    assert f"Isolation: {level}" in ran.err and ("trust" in ran.err) == (level == "process")


IMPORTS = "import packaging.version\n"


@pytest.mark.parametrize("level", LEVELS)
def test_only_what_the_course_allows_can_be_imported(course: Path, grade: Grade, root: Path, level: str) -> None:
    submit(root, "ada", RIGHT, answer(course, RIGHT).replace("    m = beta1", f"    {IMPORTS}    m = beta1", 1))
    refused = checks(course, grade, root, "--isolation", level)
    assert {check["reason"] for check in refused} == {"raised"}
    assert "ModuleNotFoundError" in refused[0]["message"] and "what else the course allows" in refused[0]["message"]
    with (course / "grader.yaml").open("a") as file:
        file.write("\nallow: [packaging]\n")
    assert {check["status"] for check in checks(course, grade, root, "--isolation", level)} == {"passed"}


def test_an_assignment_may_allow_a_package_of_its_own(course: Path, grade: Grade, root: Path) -> None:
    submit(root, "ada", RIGHT, IMPORTS + answer(course, RIGHT))
    path = course / "grader.yaml"
    path.write_text(path.read_text().replace("- name: optimizers", "- name: optimizers\n  allow: [packaging]"))
    assert {check["status"] for check in checks(course, grade, root)} == {"passed"}


def test_a_package_that_is_not_installed_is_said_before_grading(course: Path, grade: Grade, root: Path) -> None:
    with (course / "grader.yaml").open("a") as file:
        file.write("\nallow: [no-such-package]\n")
    ran = grade("all", root)
    assert ran.code == 2 and "allows 'no-such-package', which is not installed" in ran.err


LIMITS = "\nlimits: {memory: 300 MiB, scratch: 1 MiB, result: 1 MiB, printed: 64 KiB}\n"
SECONDS = 3  # of the exercise
EXCESSES = {
    "time": ("while True: pass", "timeout", f"longer than the {SECONDS} s allowed"),
    "memory": ("return np.ones(1 << 28)", "memory", "more memory than the 300 MiB allowed"),
    "result": ("return np.ones(1 << 18)", "output_limit", "returns more than the 1 MiB allowed"),
    "printed": ("print('x' * (1 << 17))", "output_limit", "prints more than the 64 KiB allowed"),
    "past the capture": (
        "import os\n    while True: os.write(2, b'x' * 4096)",
        "output_limit",
        "prints more than the 64 KiB allowed",
    ),
    "file": ("open('file', 'wb').write(bytes(2 << 20))", "output_limit", "to files more than the 1 MiB allowed"),
    "many files": (
        "for n in range(4): open(str(n), 'wb').write(bytes(1 << 19))\n    import time; time.sleep(60)",
        "output_limit",
        "to files more than the 1 MiB allowed",
    ),
}
"""What a function does, the reason for which it fails, and what its message says."""


@pytest.fixture(scope="module")
def excessive() -> Callable[[str], dict[str, dict[str, Any]]]:
    """The first check of a student for each excess, graded together, once a run at each level."""

    def first_checks(level: str) -> dict[str, dict[str, Any]]:
        made = made_once(f"excessive-{level}.json", lambda path: _grade_excesses(level, path))
        return {result["student"]: result["exercises"][0]["checks"][0] for result in read_results(made)}

    return first_checks


def _grade_excesses(level: str, results: Path) -> None:
    course = copy_course(results.parent / "course")
    with (course / "grader.yaml").open("a") as file:
        file.write(LIMITS)
    declared = course / "solutions/optimizers/adam_step.py"
    text = declared.read_text()
    assert text.count("Exercise(adam_step, reference, ") == 1
    declared.write_text(
        text.replace("Exercise(adam_step, reference, ", f"Exercise(adam_step, reference, seconds={SECONDS}, ")
    )
    for student, (body, _, _) in EXCESSES.items():
        source = f"import numpy as np\ndef adam_step(*args, **options):\n    {body}\n"
        submit(results.parent / "class", student, RIGHT, source)
    flags = "--assignment", RIGHT, "--isolation", level, "--json", results
    ran = run_grade("all", results.parent / "class", *flags, cwd=course)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("excess", EXCESSES)
def test_a_limit_has_its_reason_and_is_named(
    excessive: Callable[[str], dict[str, dict[str, Any]]], level: str, excess: str
) -> None:
    """A limit of each file does not see many; the grader, which looks from outside at level process, does."""
    if (level == "landlock" and "file" in excess) or (level == "namespaces" and excess == "many files"):
        pytest.skip("nothing can be written there at all, or no more than the limit")
    _, reason, said = EXCESSES[excess]
    first = excessive(level)[excess]
    assert first["reason"] == reason and said in first["message"]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        {},
        {"reason": "passed"},
        {"reason": "value"},
        {"reason": "timeout"},
        {"reason": ["raised"]},
        {"reason": np.ones(2)},
        {"reason": np.empty(0)},
        {"reason": "raised", "what": 3},
        {"reason": "raised", "detail": None},
    ],
    ids=str,
)
def test_a_reply_that_no_worker_gives_is_unreadable(reply: Any) -> None:
    assert Outcome.of_reply(reply).reason == "unreadable"


def test_of_a_forged_reply_little_text_and_no_odd_line_is_kept() -> None:
    outcome = Outcome.of_reply({"reason": "raised", "what": "x", "line": -(1 << 63), "detail": "y" * 100_000})
    assert outcome.line is None and len(outcome.detail) == 4096


@pytest.mark.parametrize(
    ("size", "said"), [(64, "64 bytes"), (1 << 16, "64 KiB"), (1 << 30, "1 GiB"), (1536 << 20, "1.5 GiB")]
)
def test_sizes_are_said_as_people_do(size: int, said: str) -> None:
    assert readable_size(size) == said
