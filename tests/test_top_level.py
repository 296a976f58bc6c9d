"""`grade check` on modules with a bad line outside functions: it costs only what it defines, and is told of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, answer

Grade = Callable[..., Ran]
IMPORT = "import numpy as np\n"
GROUPS = {
    "not for here": {
        'name = input("name? ")': "fails (EOFError): input() is not available here",
        "exit()": "fails (SystemExit): exit() and quit() do nothing here; remove them",
        'data = np.loadtxt("data.csv")': "no data files are there where code is graded",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', required=True)\na = p.parse_args()": (
            "`a = p.parse_args()`, fails (SystemExit): there is no command line"
        ),
    },
    "imports": {
        "from .helpers import clip": "only losses.py is handed in: helpers.py is not",
        "import helpers": "`import helpers`, fails (ModuleNotFoundError): only losses.py is handed in",
        "import matplotlib.pyplot as plt\nplt.show()": "matplotlib is not available where code is graded, and",
        "import torch": "torch is not available where code is graded, and no exercise needs it",
    },
    "a notebook's": {
        "%matplotlib inline": "line 4, `%matplotlib inline`, fails (SyntaxError): it is a command of notebooks",
        "!pip install numpy": "line 5, `!pip install numpy`, fails (SyntaxError): it is a command of notebooks",
        "get_ipython().system('ls')": "`get_ipython().system('ls')`, fails (NameError): it is a command of notebooks",
    },
    "leftovers": {
        "<<<<<<< HEAD": "git left it when two versions were merged",
        'print "done"': '`print "done"`, fails (SyntaxError): it is not valid Python',
        "for i in range(10**6): print('training', i)": "it prints too much; put demos and training under",
        "assert softmax_cross_entropy is None": "if it only tries something out, put it under",
    },
}


@pytest.fixture
def work(course: Path) -> Path:
    path = course / "assignments/losses/losses.py"
    (path.parent / "helpers.py").write_text("clip = abs\n")
    return path


def noted(grade: Grade) -> list[str]:
    """The remarks of a check on the file itself."""
    said = grade("check", "losses").out.partition("note: ")[2].partition("\n\n")[0]
    return [note for each in said.split("note: ") if "left out" not in (note := " ".join(each.split()))]


@pytest.mark.parametrize("lines", GROUPS.values(), ids=GROUPS)
def test_bad_lines_cost_nothing_and_are_told_with_their_advice(
    work: Path, course: Path, grade: Grade, lines: dict[str, str]
) -> None:
    work.write_text(answer(course, "losses").replace(IMPORT, "\n".join([IMPORT.strip(), *lines, ""]), 1))
    ran = grade("check", "losses")
    assert ran.code == 0 and ran.out.count("note: line ") == len(lines), ran.out
    for said in lines.values():
        assert said in " ".join(ran.out.split()), ran.out


def test_a_demo_that_calls_a_stub_is_told(work: Path, grade: Grade) -> None:
    work.write_text(work.read_text() + "\n\nprint(cross_entropy(np.ones((1, 2)), np.ones(1, int)))\n")
    [demo, closing] = noted(grade)
    assert "it calls a function that is not written yet; put demos under `if __name__ == '__main__':`" in demo
    assert closing == "a line that fails outside functions costs only what it defines"


def test_a_syntax_error_costs_its_own_function_only(work: Path, course: Path, grade: Grade) -> None:
    right = answer(course, "losses")
    work.write_text(right.replace("def cross_entropy(p, t):", "def cross_entropy(p, t)"))
    ran = grade("check", "losses")
    assert "finds no cross_entropy, since part of the module fails: SyntaxError at line" in ran.out
    assert "softmax_cross_entropy │ 5 of 5" in ran.out
    work.write_text(right.replace("def softmax_cross_entropy", "  def softmax_cross_entropy"))
    assert "cross_entropy         │ 4 of 4" in grade("check", "losses").out


def test_a_second_definition_and_an_unwritten_sibling_are_told(work: Path, grade: Grade) -> None:
    stub = work.read_text()
    calls = "def softmax_cross_entropy(z, t):\n    return cross_entropy(z, t), z\n"
    work.write_text(f"{stub}\n\n{calls}")
    twice, waits = noted(grade)
    assert twice.startswith("softmax_cross_entropy is defined 2 times, at line ") and "the last one counts" in twice
    assert waits == "softmax_cross_entropy calls cross_entropy, not written yet: write that first"


def test_a_misspelt_function_is_told(work: Path, course: Path, grade: Grade) -> None:
    work.write_text(answer(course, "losses").replace("def softmax_cross_entropy", "def softmax_crossentropy"))
    assert noted(grade) == ["softmax_cross_entropy is missing; if softmax_crossentropy is meant to be it, rename it"]


def test_training_outside_functions_has_its_advice(work: Path, course: Path, grade: Grade) -> None:
    work.write_text(answer(course, "losses") + "\n\nimport time\ntime.sleep(100)\n")
    ran = grade("check", "losses")
    assert "takes longer than the 10 s allowed, while the module is imported" in ran.out
    assert "under `if __name__ == '__main__':`" in ran.out and ">>>" not in ran.out


def test_a_notebooks_own_tools_are_not_told_of(course: Path, grade: Grade) -> None:
    (course / "assignments/losses/losses.py").unlink()
    assert noted(grade) == [""]
