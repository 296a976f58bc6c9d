"""`grade verify`: what an author gets wrong is said, on the exercise that `grade init` begins with."""

import json
import math
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from autograder.authoring.calibrate import draws_needed
from autograder.authoring.verify import Trials, draw
from autograder.records import Limits
from autograder.sandbox.levels import open_sandbox
from tests.conftest import REPOSITORY, Ran, course_of, run_grade, trusted
from tests.helpers.judging import assignment, references

EXAMPLE = (REPOSITORY / "autograder/authoring/templates/course/mean_squared_error.py.txt").read_text()
Verify = Callable[..., Ran]
Edits = Iterable[tuple[str, str]]


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """A course with the one exercise that `grade init` begins with."""
    return _course(trusted(tmp_path), {"losses": EXAMPLE}) / "losses"


def _course(root: Path, assignments: dict[str, str]) -> Path:
    """The solutions/ of a new course whose assignments have one exercise each, of this text."""
    listed = "".join(f"  - name: {name}\n" for name in assignments)
    (root / "grader.yaml").write_text(f"course: One exercise\nassignments:\n{listed}")
    for name, text in assignments.items():
        (root / "solutions" / name).mkdir(parents=True)
        (root / "solutions" / name / "mean_squared_error.py").write_text(text)
    return root / "solutions"


def edited(edits: Edits) -> str:
    """The exercise with texts in it replaced."""
    text = EXAMPLE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def verify(solutions: Path) -> Verify:
    """Replace text in the exercise, then run `grade verify`."""

    def verify(*edits: tuple[str, str], calibrate: bool = True, mutants: bool = False) -> Ran:
        (solutions / "mean_squared_error.py").write_text(edited(edits))
        flags = ["--calibrate"] * calibrate + ["--mutants"] * mutants
        return run_grade("verify", *flags, cwd=solutions.parents[1])

    return verify


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The course, and what `grade verify` says when it calibrates and proves it, mutants included."""
    root = trusted(tmp_path_factory.mktemp("proved"))
    _course(root, {"losses": EXAMPLE})
    return root, run_grade("verify", "--calibrate", "--mutants", cwd=root)


@pytest.fixture
def sound(proved: tuple[Path, Ran], tmp_path: Path) -> Path:
    """A copy of the course that is calibrated."""
    return trusted(shutil.copytree(proved[0], tmp_path / "sound"))


def test_the_example_of_contributing_is_sound_built_and_solvable(proved: tuple[Path, Ran], sound: Path) -> None:
    ran = proved[1]
    assert ran.code == 0 and "1 exercise, 2 checks, 4 mistakes: all sound." in ran.out, ran.out
    assert run_grade("build", cwd=sound).code == 0
    assert "`mean_squared_error(a, t)`" in (sound / "assignments/losses/README.md").read_text()
    assert run_grade("check", "losses", cwd=sound).code == 1
    body = "    return np.mean((a - t) ** 2)\n"
    module = sound / "assignments/losses/losses.py"
    module.write_text(module.read_text().replace("    raise NotImplementedError\n", body))
    assert run_grade("check", "losses", cwd=sound).code == 0


def test_calibration_is_written_and_has_room_on_both_sides(sound: Path) -> None:
    written = json.loads((sound / "solutions/losses/calibration.json").read_text())
    numbers = written["mean_squared_error"]["mean"]["float64"]
    assert 10 * numbers["noise"] <= numbers["tolerance"] <= numbers["nearest"] / 10
    assert numbers["tolerance"] == 1e-5


def test_without_calibration_nothing_is_judged(verify: Verify) -> None:
    ran = verify(calibrate=False)
    assert ran.code != 0 and "grade verify --calibrate" in ran.out + ran.err


MEAN = '"np.mean((t - a) ** 2)", "np.mean(np.sum((t - a) ** 2, axis=1))"'


INPUTS = '''
import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def mean_squared_error(a):
    """Return the absolute value.

    >>> print(mean_squared_error(-1.0))
    1.0
    """
    return abs(a)


def cases(rng):
    yield Case("positive", dict(a=rng.uniform(1, 2, size=3)))


mistake = Mistake("doubles", "abs(a)", "2 * a")
EXERCISE = Exercise(mean_squared_error, lambda a: a.abs(), checks={
    "it": agrees("is positive", on=cases, points=1, hint="Think.", catches=[mistake]),
})
'''
IN_PLACE = 'Mistake("subtracts in place", "np.mean((t - a) ** 2)", "np.mean(np.subtract(t, a, out=a) ** 2)")'
UNSOUND: dict[str, tuple[str, str]] = {
    "example": (edited([("    2.0\n", "    3.0\n")]), "a worked example is wrong"),
    "uncaught": (
        edited([(MEAN, '"np.mean((t - a) ** 2)", "np.mean((a - t) ** 2)"')]),
        "check 'mean' does not catch the mistake",
    ),
    "twice": (edited([('"halves the mean"', '"takes the absolute error, not its square"')]), "two mistakes say"),
    "answer": (edited([("mse_loss(a, t)", "l1_loss(a, t)")]), "the answer fails check 'mean'"),
    "accepted": (
        edited(
            [
                ("def batches(", "def wrong(a, t):\n    return np.sum((t - a) ** 2)\n\n\ndef batches("),
                ("reference, checks", "reference, accepts=[wrong], checks"),
            ]
        ),
        "accepted wrong fails check 'mean'",
    ),
    "catches_nothing": (edited([(f"catches=[{IN_PLACE}]", "catches=[]")]), "catches no named mistake"),
    "option": (
        edited(
            [
                ("def mean_squared_error(a, t)", "def mean_squared_error(a, t, scale=1.0)"),
                ("def reference(a, t)", "def reference(a, t, scale=1.0)"),
            ]
        ),
        "no case gives 'scale' another value",
    ),
    "constant": (
        edited([("rng.normal(size=(2, *shape))", "np.arange(2.0 * np.prod(shape)).reshape(2, *shape)")]),
        "the same cases for everyone",
    ),
    "inputs": (INPUTS, "a function that returns its inputs passes check 'it'"),
    "typo": (
        edited([('"0.5 * np.mean("', '"0.5 * np.maen("'), ('"np.abs(t - a)"', '"nowhere(t - a)"')]),
        "only raises NameError; look for a typo in it",
    ),
    "raising": (
        edited([('"np.abs(t - a)"', '"(t - a)[..., 0, 0, 0]"')]),
        "only raises IndexError; let it return a wrong value, or declare raises=",
    ),
    "large": (edited([("(1, 3), (4, 4), (5, 2)", "(9, 5), (5, 9)")]), "takes or returns more than 40 numbers"),
    "small": (edited([("points=3,", 'points=3, not_by_hand="it is large",')]), "take out not_by_hand="),
    "declared": (
        edited([('"0.5 * np.mean(")', '"0.5 * np.mean(", raises="IndexError")')]),
        "declares raises='IndexError', but does not fail by that alone",
    ),
}
"""Exercises that can be proved to be unsound, in assignments of these names, and what is said of each."""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What `grade verify` says of them all."""
    root = trusted(tmp_path_factory.mktemp("unsound"))
    _course(root, {name: text for name, (text, _) in UNSOUND.items()})
    return run_grade("verify", "--calibrate", cwd=root)


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_exercise_is_refused_with_the_reason(refused: Ran, name: str) -> None:
    own = [line for line in refused.out.splitlines() if line.startswith(f"{name}/mean_squared_error: ")]
    assert refused.code == 1 and any(UNSOUND[name][1] in line for line in own), refused.out


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([('Mistake("halves the mean", "np.mean("', 'Mistake("halves the mean", "np.median("')], "match the code once"),
        ([("mse_loss(a, t)", "no_such_loss(a, t)")], "has no attribute"),
        (
            [("return np.mean((t - a) ** 2)", "return a"), ("mse_loss(a, t)", "mse_loss(a, a) + a")],
            "match the code once",
        ),
        ([("EXERCISE = ", "EXERCISES = ")], "EXERCISE must be an Exercise of a function called mean_squared_error"),
        (
            [("a, t = rng", "assert rng.random() < 0.98\n            a, t = rng")],
            " of 2000 draws the cases of losses/mean_squared_error.mean cannot be drawn (AssertionError at",
        ),
        ([("dict(a=a, t=t)", "dict(a=a)")], "does not fit its signature"),
        ([("import numpy", "import nunpy")], "cannot be loaded: ModuleNotFoundError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_exercise_that_cannot_be_proved_is_refused_with_the_reason(verify: Verify, edits: Edits, said: str) -> None:
    ran = verify(*edits)
    assert ran.code != 0 and said in ran.out + ran.err


def test_a_tolerance_that_was_loosened_by_hand_is_noticed(sound: Path) -> None:
    path = sound / "solutions/losses/calibration.json"
    path.write_text(path.read_text().replace('"tolerance": 1e-05', '"tolerance": 0.3'))
    ran = run_grade("verify", cwd=sound)
    assert ran.code == 1 and "a mistake is only" in ran.out


@pytest.mark.parametrize("runs", [100, 300, 1000])
def test_a_right_solution_fails_to_converge_less_than_once_in_a_million(runs: int) -> None:
    n, k = draws_needed(runs)
    p = 1 - 0.05 ** (1 / runs)
    assert n % 2 == 1 and k == n // 2 + 1
    assert sum(math.comb(n, bad) * p**bad * (1 - p) ** (n - bad) for bad in range(n - k + 1, n + 1)) < 1e-6


OF_THE_COURSE = {
    "perceptron": ["perceptron_update"],
    "activations": ["sigmoid_derivative"],
    "losses": ["cross_entropy"],
}
"""Some that are proved within seconds: `make verify` proves all."""


def test_without_a_target_every_exercise_of_the_course_is_proved(tmp_path: Path) -> None:
    ran = run_grade("verify", "--jobs", "2", cwd=course_of(tmp_path / "course", OF_THE_COURSE))
    assert ran.code == 0 and "3 exercises" in ran.out and "all sound" in ran.out


def test_every_mutant_of_a_sound_exercise_is_killed(proved: tuple[Path, Ran]) -> None:
    ran = proved[1]
    assert ran.code == 0 and re.search(r"(\d+) mutants: \1 killed, 0 equivalent, 0 unexplained\.", ran.out), ran.out


NEEDLESS = ("return np.mean((t - a) ** 2)", "return np.mean((t - a) ** 2) * 1")
REASON = (
    "reference, checks={",
    "reference, harmless=[Harmless('one is neutral', ('** 2) * 1', '** 2) / 1'), ('** 2) * 1', '** 2)'))], checks={",
)


def test_what_no_check_notices_is_reported_until_someone_says_why(verify: Verify) -> None:
    unnoticed = verify(NEEDLESS, mutants=True)
    line = "noticed by no check: losses/mean_squared_error: line 9: `return np.mean((t - a) ** 2) * 1` becomes"
    assert unnoticed.code == 1 and "2 unexplained." in unnoticed.out
    assert (
        f"{line} `return np.mean((t - a) ** 2) / 1`" in unnoticed.out
        and f"{line} `return np.mean((t - a) ** 2)`" in unnoticed.out
    )
    explained = verify(NEEDLESS, ("Exercise, Mistake,", "Exercise, Harmless, Mistake,"), REASON, mutants=True)
    assert explained.code == 0 and "2 equivalent, 0 unexplained." in explained.out
    assert explained.out.count("one is neutral") == 2


def test_a_reason_for_what_is_noticed_after_all_is_no_longer_true(verify: Verify) -> None:
    ran = verify(
        NEEDLESS,
        ("Exercise, Mistake,", "Exercise, Harmless, Mistake,"),
        (REASON[0], REASON[1].replace("/ 1", "* 2")),
        mutants=True,
    )
    assert ran.code == 1 and "no longer true: losses/mean_squared_error: line 9: " in ran.out


def test_what_public_calls_settle_of_a_mistake_every_secret_would_find_too(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = assignment("losses").exercise("cross_entropy")
    trials = Trials(exercise, draw(exercise, references()), open_sandbox("process", Limits()), ("numpy",))
    shortened = [list(trials.caught_and_explained(mistake)) for mistake in exercise.mistakes]
    monkeypatch.setattr(Trials, "_is_settled", lambda *_: False)
    found = [list(trials.caught_and_explained(mistake)) for mistake in exercise.mistakes]
    assert [{*one} for one in found] == [{*one} for one in shortened]
    assert sum(map(len, shortened)) < sum(map(len, found))
