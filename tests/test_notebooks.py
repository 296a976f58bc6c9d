"""Notebooks as submissions: graded like the module that they hold, in the sandbox, without a kernel."""

import json
import os
import sysconfig
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission, Verdict
from autograder.sandbox.levels import open_sandbox
from autograder.submissions.notebook_code import MAX_CODE, MAX_NODES, MAX_NOTEBOOK, read_notebook
from autograder.worker.cells import separated
from tests.conftest import ADAM, REPOSITORY, Ran, answer, read_results, submit

Grade = Callable[..., Ran]
OPTIMIZERS = "optimizers"
HEAD = "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np\nfrom autograder.notebook import check"
PLOT = "xs = np.linspace(-1, 1)\nplt.plot(xs, xs**2)\ndisplay(plt.gcf())"
TEST = {"nbgrader": {"grade": True, "solution": False, "grade_id": "test_adam_step", "schema_version": 3}}


def code(source: str | list[str], **metadata: Any) -> dict[str, Any]:
    """A code cell of format 4."""
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def notebook(written: Sequence[Any], /, **more: Any) -> bytes:
    """A notebook of format 4; texts are its code cells."""
    full = [code(cell) if isinstance(cell, str) else cell for cell in written]
    return json.dumps({"cells": full, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def old_notebook(cells: Sequence[str]) -> bytes:
    """A notebook of format 3, with two sheets."""
    old = [{"cell_type": "code", "input": cell.splitlines(keepends=True), "language": "python"} for cell in cells]
    sheets = [{"cells": old[:1]}, {"cells": old[1:]}]
    return json.dumps({"worksheets": sheets, "metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}).encode()


def hand_in(root: Path, student: str, work: bytes, name: str = "optimizers.ipynb") -> Path:
    return submit(root, student, OPTIMIZERS, work, name=name)


def graded(course: Path, grade: Grade, root: Path) -> dict[str, dict[str, Any]]:
    ran = grade("all", root, "--assignment", OPTIMIZERS, "--json", course / "r.json")
    assert ran.code == 0, ran.err
    return {result["student"]: result for result in read_results(course / "r.json")}


def reasons(result: dict[str, Any]) -> set[str]:
    return {check["reason"] for exercise in result["exercises"] for check in exercise["checks"]}


def first_message(result: dict[str, Any]) -> str:
    return str(result["exercises"][0]["checks"][0]["message"])


@pytest.fixture
def adam(course: Path) -> str:
    """The right answer, without its imports."""
    return answer(course, OPTIMIZERS).partition("import numpy as np\n")[2].strip("\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "submitted"


def test_right_work_gets_full_marks_however_its_notebook_is_written(
    course: Path, grade: Grade, root: Path, adam: str
) -> None:
    text = {"cell_type": "markdown", "metadata": {}, "source": "def adam_step(): $x_1$ <script>alert(1)</script>"}
    raw = {"cell_type": "raw", "metadata": {}, "source": "%%latex"}
    lines = adam.replace("    m_hat", "    %time 3\n    m_hat", 1)
    right = {
        "plain": notebook(["import numpy as np", adam]),
        "plots": notebook([text, HEAD, raw, PLOT, adam, "check(adam_step)", PLOT, "!ls\n%%bash\nadam_step?"]),
        "lines": notebook([code(HEAD.splitlines(keepends=True)), code(lines.splitlines(keepends=True))]),
        "tests": notebook([HEAD, adam, code("def adam_step(*args):\n    return 0", **TEST)]),
        "timed": notebook([HEAD, f"%%time\n{adam}", "%%writefile adam.py\ndef adam_step(*args):\n    return 0"]),
        "windows": b"\xef\xbb\xbf" + notebook([HEAD.replace("\n", "\r\n"), adam.replace("\n", "\r\n")]),
        "indented": notebook([HEAD, "\n".join(f"  {line}" if line else "" for line in adam.split("\n"))]),
        "stopped": notebook([HEAD, "exit()", "raise KeyboardInterrupt", adam]),
        "future": notebook(["from __future__ import annotations", HEAD, adam, "def other(x: Unknown): pass"]),
        "scripts": notebook([HEAD, code(adam, nbgrader="<script>", html=["<img onerror=alert(1)>"])], metadata=[1]),
        "old": old_notebook([HEAD, adam, PLOT]),
    }
    for student, work in right.items():
        hand_in(root, student, work)
    found = graded(course, grade, root)
    assert {student: result["points"] for student, result in found.items()} == dict.fromkeys(right, ADAM)


def test_cells_run_in_their_order_and_a_later_definition_counts(
    course: Path, grade: Grade, root: Path, adam: str
) -> None:
    wrong = adam.replace("m / (1 - beta1**t)", "m")
    hand_in(root, "mended", notebook([HEAD, wrong, adam]))
    hand_in(root, "spoilt", notebook([HEAD, adam, wrong]))
    hand_in(root, "broken", notebook([HEAD, adam, f"{adam} )"]))  # the kernel keeps the first one too
    found = graded(course, grade, root)
    assert found["mended"]["points"] == found["broken"]["points"] == ADAM
    mistakes = {check["mistake"] for check in found["spoilt"]["exercises"][0]["checks"]}
    assert found["spoilt"]["points"] < ADAM and "leaves m uncorrected" in mistakes


def test_a_cell_that_fails_costs_what_depends_on_it_and_is_named(
    course: Path, grade: Grade, root: Path, adam: str
) -> None:
    halves = [HEAD, "x = 1\nnowhere()\nscale = 1", adam.replace("return w", "return scale * w")]
    needs = [HEAD, "helper = nowhere()", adam.replace("return w", "return helper + w")]
    line = 1 + next(place for place, text in enumerate(adam.split("\n")) if "return w" in text)
    hand_in(root, "half", notebook(halves))
    hand_in(root, "needs", notebook(needs))
    hand_in(
        root,
        "syntax",
        notebook([HEAD, "%%bash\nls", f"# mine\n{adam.replace('m / (1 - beta1**t)', 'm / (1 - beta1**t')}"]),
    )
    hand_in(root, "raises", notebook([HEAD, f"%time\n\n@decorated\n{adam}"]))
    hand_in(root, "nul", notebook([HEAD, f"{adam}\n# \0"]))
    hand_in(root, "none", notebook([HEAD, "adam_stop = 1"]))
    hand_in(root, "import", notebook(["from scipy import stats as np\n", adam]))
    found = graded(course, grade, root)
    said = {student: first_message(result) for student, result in found.items()}
    assert found["half"]["points"] == ADAM
    assert f"raises NameError at line {line} of code cell 3, in adam_step" in said["needs"]
    assert "On every case it finds no adam_step, since its cell fails: SyntaxError at line" in said["syntax"]
    assert "of code cell 3." in said["syntax"] and "run all cells in their order" in said["syntax"]
    assert "finds no adam_step, since its cell fails: NameError at line 3 of code cell 2." in said["raises"]
    assert "finds no adam_step, since its cell fails" in said["nul"] and "code cell 2" in said["nul"]
    assert "finds no function adam_step" in said["none"]
    assert "raises NameError" in said["import"]
    shown = grade("show", "needs").out
    assert 'File "optimizers.ipynb, code cell 3"' in shown and "return helper + w" in shown


def test_two_cells_that_fail_are_both_told(course: Path, grade: Grade, root: Path) -> None:
    stub = load_assignment(load_course(course / "grader.yaml"), "perceptron")
    cells = [f"{exercise.source.text.rstrip()} )" for exercise in stub.exercises]
    submit(root, "ada", "perceptron", notebook(["import numpy as np", *cells]), name="perceptron.ipynb")
    assert grade("all", root, "--assignment", "perceptron").code == 0
    shown = grade("show", "ada").out
    assert "of code cell 2." in shown and "of code cell 3." in shown


def test_what_does_not_end_or_floods_costs_its_own(course: Path, grade: Grade, root: Path, adam: str) -> None:
    hand_in(root, "flood", notebook([HEAD, "while True:\n    print('x' * 1000)", adam]))
    hand_in(root, "endless", notebook([HEAD, adam, "while True: pass"]))
    hand_in(root, "exit", notebook([HEAD, adam, "import os; os._exit(0)"]))
    hand_in(root, "right", notebook([HEAD, adam]))
    found = graded(course, grade, root)
    points = {student: result["points"] for student, result in found.items()}
    assert points == {"flood": ADAM, "endless": 0.0, "exit": 0.0, "right": ADAM}
    assert reasons(found["endless"]) == {"timeout"} and reasons(found["exit"]) == {"crashed"}
    assert "put what trains or waits there under" in first_message(found["endless"])


DEEP = b'{"cells": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The notebook is not JSON"),
    "text": (b"print(1)", "The notebook is not JSON"),
    "half": (notebook(["x"])[:-9], "The notebook is not JSON"),
    "nul": (b"\0" * 1000, "The notebook is not JSON"),
    "digits": (b"1" * 100_000, "The notebook is not JSON"),
    "latin": (notebook(["x"]).replace(b"x", b"\xff"), "The notebook is not UTF-8"),
    "surrogate": (notebook(["x"]).replace(b"x", b"\xed\xa0\x80"), "The notebook is not UTF-8"),
    "large": (notebook(["x"]) + b" " * 100_000_000, f"at most {MAX_NOTEBOOK:,} are read"),
    "deep": (DEEP, f"more than {MAX_NODES:,} lists and objects"),
    "nested": (DEEP.replace(b"[" * 900_000, b"").replace(b"]" * 900_000, b""), "The notebook is nested too deeply"),
    "cells": (notebook([{}] * 100_000), "The notebook has 100,000 cells; at most 10,000 are read"),
    "wide": (notebook([], metadata=[[]] * MAX_NODES), f"more than {MAX_NODES:,} lists and objects"),
    "code": (notebook(["x = 1\n" * 200_000]), f"The notebook has 1,200,000 characters of code; at most {MAX_CODE:,}"),
    "list": (b"[]", "not a Jupyter notebook"),
    "format": (notebook([], nbformat=2), "format is not nbformat 3 or 4"),
    "formless": (b'{"cells": []}', "format is not nbformat 3 or 4"),
    "strange": (notebook([], nbformat=[4]), "format is not nbformat 3 or 4"),
    "float": (notebook([], nbformat=4.0), "format is not nbformat 3 or 4"),
    "no list": (notebook([], cells={"0": code("x")}), "The notebook has no list of cells"),
    "sheetless": (notebook([], nbformat=3), "The notebook has no list of cells"),
    "sheets": (notebook([], nbformat=3, worksheets=[[1]]), "The notebook has no list of cells"),
    "cell": (notebook([code("x"), 3]), "Cell 2 of the notebook is not a cell"),
    "source": (notebook([code("x"), {**code(""), "source": {"x": 1}}]), "The source of cell 2 of the notebook is not text"),
    "lines": (notebook([{**code(""), "source": ["x", None]}]), "The source of cell 1 of the notebook is not text"),
    "sourceless": (notebook([{"cell_type": "code"}]), "The source of cell 1 of the notebook is not text"),
}  # fmt: skip


def test_a_hostile_notebook_is_worth_nothing_and_told_why(course: Path, grade: Grade, root: Path, adam: str) -> None:
    for student, (work, _) in HOSTILE.items():
        hand_in(root, student, work)
    hand_in(root, "right", notebook([HEAD, adam]))
    found = graded(course, grade, root)
    assert found.pop("right")["points"] == ADAM
    for student, (_, said) in HOSTILE.items():
        result = found[student]
        assert (result["status"], result["points"], reasons(result)) == ("graded", 0.0, {"unreadable"}), student
        assert said in first_message(result), student


def test_lone_surrogates_and_markers_in_a_cell_are_its_own(course: Path, grade: Grade, root: Path, adam: str) -> None:
    marks = 'text = """\n# %% code cell 2, 9 lines\n# %% code cell 9, 9999999 lines\n"""\nassert "code cell 9" in text'
    hand_in(root, "surrogate", notebook([HEAD, "x = '\ud800'\nassert x == chr(0xd800)\nscale = 1", "\ud800 = 1", adam]))
    hand_in(root, "marks", notebook([HEAD, f"{marks}\nscale = 1", adam.replace("return w", "return scale * w")]))
    hand_in(root, "bytes", b"# %% code cell 1, 9999999 lines\n\xff\n", name="optimizers.py")
    found = graded(course, grade, root)
    assert {student: result["points"] for student, result in found.items()} == {
        "surrogate": ADAM,
        "marks": ADAM,
        "bytes": 0.0,
    }


def test_the_notebook_or_the_module(course: Path, grade: Grade, root: Path, adam: str) -> None:
    stub = (course / "assignments/optimizers/optimizers.py").read_text()
    head, _, rest = stub.partition("import numpy as np\n")
    module, work, untouched = answer(course, OPTIMIZERS), notebook([HEAD, adam]), notebook([head, HEAD, rest.strip()])
    wrong = notebook([HEAD, adam.replace("w - lr", "w + lr")])
    files: dict[str, dict[str, str | bytes]] = {
        "both": {"optimizers.py": module, "optimizers.ipynb": wrong},
        "stub": {"optimizers.py": stub, "optimizers.ipynb": work},
        "stubs": {"optimizers.py": stub, "optimizers.ipynb": untouched},
        "notebook stub": {"optimizers.py": module, "optimizers.ipynb": untouched},
        "untouched": {"optimizers.ipynb": untouched},
        "stub and nonsense": {"optimizers.py": stub, "optimizers.ipynb": b"nonsense"},
        "helpers": {"plots.py": "", "tools.py": "", "optimizers.ipynb": work},
        "other name": {"final (2).ipynb": work},
        "several": {"a.ipynb": wrong, "optimizers.ipynb": work},
        "none of them": {"a.ipynb": work, "b.ipynb": work},
    }
    for student, own in files.items():
        for name, content in own.items():
            submit(root, student, OPTIMIZERS, content, name=name)
    found = graded(course, grade, root)
    full = {"both", "stub", "notebook stub", "helpers", "other name", "several"}
    assert {student: result["points"] for student, result in found.items()} == {
        student: ADAM if student in full else 0.0 for student in files
    }
    assert reasons(found["stubs"]) == reasons(found["untouched"]) == {"not_implemented"}
    assert reasons(found["stub and nonsense"]) == reasons(found["none of them"]) == {"unreadable"}
    assert "several notebooks, and none is called optimizers.ipynb" in first_message(found["none of them"]).lower()
    notes = {
        "both": "there is also a notebook; the module is graded",
        "stub": "the module holds no work; the notebook is graded",
        "helpers": "the module holds no work; the notebook is graded",
        "other name": "the notebook is not called optimizers.ipynb",
    }
    for student, note in notes.items():
        assert note in grade("show", student).out
    assert "note:" not in grade("show", "notebook stub").out


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_a_notebook_that_is_no_regular_file_is_not_opened(
    course: Path, grade: Grade, root: Path, tmp_path: Path, adam: str, kind: str
) -> None:
    target = hand_in(tmp_path / "elsewhere", "eve", notebook([HEAD, adam])) / "optimizers.ipynb"
    path = root / "bob" / OPTIMIZERS / "optimizers.ipynb"
    path.parent.mkdir(parents=True)
    if kind == "link":
        path.symlink_to(target)
    else:
        os.mkfifo(path) if kind == "fifo" else path.mkdir()
    found = graded(course, grade, root)["bob"]
    assert (found["points"], reasons(found)) == (0.0, {"unreadable"})
    assert "The notebook is not a regular file; links are not followed." in first_message(found)


def test_a_tree_of_nbgraders_is_graded_as_it_is(course: Path, grade: Grade, tmp_path: Path, adam: str) -> None:
    root = tmp_path / "submitted"
    solution = {"nbgrader": {"grade": False, "solution": True, "grade_id": "adam_step", "schema_version": 3}}
    manual = {"nbgrader": {"grade": True, "solution": True, "grade_id": "essay", "schema_version": 3}}
    cells = [HEAD, code(adam, **solution), code("beta = 1", **manual), code("assert False\nadam_step = 1", **TEST)]
    folder = hand_in(root, "ada", notebook(cells))
    (folder / "timestamp.txt").write_text("2026-11-04 10:00:00.000000 UTC")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "optimizers-checkpoint.ipynb").write_bytes(b"old")
    result = graded(course, grade, root)["ada"]
    assert (result["points"], result["late_days"]) == (ADAM, 2)


@pytest.mark.parametrize("how", ["notebook", "folder", "by name", "inside", "odd name"])
def test_a_student_checks_a_notebook_like_a_module(
    course: Path, grade: Grade, tmp_path: Path, adam: str, how: str
) -> None:
    folder = hand_in(tmp_path, "mine", notebook([HEAD, adam, PLOT]))
    odd = hand_in(tmp_path / "odd", "mine", notebook([HEAD, adam]), name="my work.ipynb")
    ways: dict[str, tuple[list[str | Path], Path]] = {
        "notebook": ([folder / "optimizers.ipynb"], course),
        "folder": ([folder], course),
        "odd name": ([odd / "my work.ipynb"], course),
        "by name": (["optimizers"], course / "mine"),
        "inside": (["optimizers.ipynb"], course / "mine"),
    }
    (course / "mine").mkdir()
    (course / "mine/optimizers.ipynb").write_bytes(notebook([HEAD, adam]))
    arguments, cwd = ways[how]
    ran = grade("check", *arguments, cwd=cwd)
    assert ran.code == 0 and "ok" in ran.out, ran.out + ran.err


def test_a_student_is_told_the_cell_and_which_file_was_checked(course: Path, grade: Grade, adam: str) -> None:
    path = course / "assignments/optimizers/optimizers.ipynb"
    path.write_bytes(notebook([HEAD, adam.replace("return w", "return nowhere + w")]))
    ran = grade("check", OPTIMIZERS)
    assert ran.code == 1 and "of code cell 2, in adam_step" in ran.out
    assert "note: the module holds no work; the notebook is graded" in ran.out
    missing = grade("check", "elsewhere/optimizers.ipynb")
    assert missing.code == 2 and "There is no elsewhere/optimizers.ipynb" in missing.err
    path.write_bytes(b"nonsense")
    assert "The notebook is not JSON" in grade("check", path).out


MAGICS = ["%load_ext autoreload", "!pip install numpy \\\n  scipy", "np.sum?", "?np.sum", "files = !ls", "%%bash\nls -l",
          "plt.show()", "conda install numpy", "1 / 0", "def broken(:", "%time", "# text", "'''\n%d ! ?\n''' % 3"]  # fmt: skip


@cache
def losses() -> tuple[SolvedAssignment, Grader]:
    course = load_course(REPOSITORY / "grader.yaml")
    loaded = load_assignment(course, "losses")
    sandbox = open_sandbox("process", Limits())
    return loaded, Grader({"losses": loaded}, References(course.root), sandbox)


@cache
def verdicts_of_the_module(text: str) -> list[Verdict]:
    return losses()[1].judged(Submission("", "losses", text.encode()))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), wrong=st.booleans())
def test_a_module_cut_into_cells_with_magics_between_gets_its_verdicts(data: st.DataObject, wrong: bool) -> None:
    assignment, grader = losses()
    module = assignment.answer.replace("np.mean(", "np.sum(") if wrong else assignment.answer
    pieces = module.split("\n\n\n")
    cells = [pieces[0]]
    for piece in pieces[1:]:
        noise = data.draw(st.lists(st.sampled_from(MAGICS), max_size=2))
        joined = not noise and data.draw(st.booleans())
        cells = [*cells[:-1], f"{cells[-1]}\n\n{piece}"] if joined else [*cells, *noise, piece]
    source = read_notebook(notebook(cells)).python
    assert grader.judged(Submission("", "losses", source)) == verdicts_of_the_module(module)


LIBRARY = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))


def test_what_is_python_already_stays_as_it_is() -> None:
    """Every module of the standard library, as a cell: no string, comment or continued line is taken for a magic."""
    texts = [path.read_text(encoding="utf-8") for path in LIBRARY]
    shorter = [text for text in texts if len(text) < MAX_CODE]
    assert len(shorter) > 100
    for text in shorter:
        assert [*separated(read_notebook(notebook([text])).python)] == [(1, text)]
