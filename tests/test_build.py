"""assignments/ is what solutions/ say, byte for byte."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.submissions.written_functions import is_untouched, stubs_of
from tests.conftest import REPOSITORY, Ran
from tests.helpers.course import repository_library

LIBRARY = repository_library()


def test_what_is_committed_is_fresh(grade: Callable[..., Ran]) -> None:
    ran = grade("build", "--check")
    assert (ran.code, ran.out) == (0, "")


def test_building_again_changes_no_byte(course: Path, grade: Callable[..., Ran]) -> None:
    files = [path for path in (course / "assignments").rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    assert grade("build").code == 0
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_changed_statement_makes_its_files_stale_until_built(course: Path, grade: Callable[..., Ran]) -> None:
    source = course / "solutions/optimizers/adam_step.py"
    source.write_text(source.read_text().replace("number ``t``; the first", "``t``; the very first"))
    stale = grade("build", "--check")
    assert stale.code == 1
    assert stale.out.splitlines() == [
        f"stale: assignments/optimizers/{name}" for name in ("optimizers.py", "optimizers.ipynb", "README.md")
    ]
    built = grade("build")
    assert built.code == 0 and "wrote assignments/optimizers/optimizers.py" in built.out
    assert grade("build", "--check").code == 0


@pytest.mark.parametrize("name", LIBRARY)
def test_a_stub_is_cut_from_the_text_as_written(name: str) -> None:
    assignment = LIBRARY[name]
    stub = (REPOSITORY / f"assignments/{name}/{name}.py").read_text()
    for exercise in assignment.exercises:
        signature, docstring, body = exercise.source.parts
        indented = "        " if exercise.is_class else "    "
        assert signature + docstring in stub and exercise.stub.endswith(indented + "raise NotImplementedError\n")
        assert exercise.stub in stub and body not in stub
    assert "autograder" not in stub


@pytest.mark.parametrize("name", LIBRARY)
def test_no_answer_is_in_what_students_get(name: str) -> None:
    for path in (REPOSITORY / "assignments" / name).iterdir():
        text = path.read_text()
        for exercise in LIBRARY[name].exercises:
            [answer] = ast.parse(exercise.source.text).body
            functions = [n for n in ast.walk(answer) if isinstance(n, ast.FunctionDef)]
            statements = [ast.unparse(statement) for function in functions for statement in function.body[1:]]
            assert not [s for s in statements if len(s) > 40 and s in text]
            assert "def reference" not in text and "Mistake" not in text


@pytest.mark.parametrize("name", LIBRARY)
def test_a_stub_is_known_as_untouched_and_an_answer_is_not(name: str) -> None:
    assignment = LIBRARY[name]
    assert is_untouched(assignment.stub.encode(), stubs_of(assignment))
    assert is_untouched(assignment.stub.replace("\n", "\r\n").encode(), stubs_of(assignment))
    assert not is_untouched(assignment.answer.encode(), stubs_of(assignment))


def test_given_code_is_complete_in_the_stub() -> None:
    module: dict[str, object] = {}
    exec((REPOSITORY / "assignments/backprop/backprop.py").read_text(), module)  # noqa: S102  (our own stub)
    assert module["sigmoid"](0.0) == 0.5  # type: ignore[operator]  # it is a function


def test_a_handout_names_every_exercise_and_check_with_its_points() -> None:
    for assignment in LIBRARY.values():
        text = (assignment.folder.parents[1] / "assignments" / assignment.name / "README.md").read_text()
        for exercise in assignment.exercises:
            assert f"`{exercise.name}(" in text
            for name, check in exercise.checks.items():
                asked = ""
                if band := exercise.calibration.bands.get(name):
                    perplexity = check.parameters()["metric"] == "perplexity"
                    reached = f"a perplexity of at most {band.high:.3g} on unseen text"
                    missed = f"at most {100 * band.high:.3g} % of unseen samples wrong"
                    asked = f" ({reached if perplexity else missed}, in 2 of 3 draws)"
                assert f"| {check.says}{asked} | {check.points:g} |" in text
        assert "{{" not in text


@pytest.mark.parametrize("name", LIBRARY)
def test_formulas_stand_between_githubs_own_delimiters(name: str) -> None:
    """GitHub takes a backslash before punctuation between plain dollars for an escape, and spoils the formula."""
    prose = re.sub(r"```.*?```", "", (REPOSITORY / f"assignments/{name}/README.md").read_text(), flags=re.DOTALL)
    assert "$$" not in prose and not re.search(r"\$(?!`)", re.sub(r"\$`[^`]+`\$", "", prose))
