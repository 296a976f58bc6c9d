"""The notebooks that `grade build` writes: valid, stable, and right in a real Jupyter kernel."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.installation import install
from autograder.publishing.handout import Figure, parts
from autograder.words import many
from tests.conftest import REPOSITORY, Ran
from tests.helpers.course import repository_library
from tests.helpers.shared import made_once

LIBRARY = repository_library()
PNG = b"\x89PNG"


def written(name: str, root: Path = REPOSITORY) -> Any:
    """An assignment's notebook, read by nbformat itself."""
    return nbformat.read(root / f"assignments/{name}/{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]


def by_id(notebook: Any) -> dict[str, Any]:
    return {cell.id: cell for cell in notebook.cells}


def answered(notebook: Any, assignment: SolvedAssignment) -> Any:
    """The notebook with every answer in its stub's cell."""
    for exercise in assignment.exercises:
        by_id(notebook)[exercise.name].source = exercise.source.text
    return notebook


def executed(notebook: Any, folder: Path) -> dict[str, Any]:
    """The notebook's cells by their ids, after a real kernel has run them in ``folder``."""
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return by_id(notebook)


def shown(cell: Any, kind: str) -> str:
    """What a cell displays of a kind of data."""
    return "".join(output.data.get(kind, "") for output in cell.outputs if output.output_type == "display_data")


def printed(cell: Any) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


@pytest.mark.parametrize("name", LIBRARY)
def test_a_notebook_is_valid_and_without_output(name: str) -> None:
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = written(name)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert len(by_id(notebook)) == len(notebook.cells)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_stubs_cell_holds_the_modules_stub_and_a_check_follows(name: str) -> None:
    cells = written(name).cells
    places = {cell.id: place for place, cell in enumerate(cells)}
    module = (REPOSITORY / f"assignments/{name}/{name}.py").read_text(encoding="utf-8")
    for exercise in LIBRARY[name].exercises:
        place = places[exercise.name]
        statement, stub, check = (cell.source for cell in cells[place - 1 : place + 2])
        assert f"{stub}\n" == exercise.source.stub and stub in module
        assert check == f"check({exercise.name})"
        assert statement.startswith(f"### `{exercise.name}`\n") and f"points (of {exercise.points:g})" in statement


@pytest.mark.parametrize("name", LIBRARY)
def test_formulas_stand_between_jupyters_own_delimiters(name: str) -> None:
    prose = "\n".join(cell.source for cell in written(name).cells if cell.cell_type == "markdown")
    assert "```math" not in prose and "$`" not in prose
    formulas = re.findall(r"\$\$.+?\$\$", LIBRARY[name].handout, flags=re.DOTALL)
    assert all(formula in prose for formula in formulas)


def test_the_same_declarations_give_the_same_bytes_whatever_the_seed_of_hashing(grade: Callable[..., Ran]) -> None:
    for seed in ("1", "2"):
        assert grade("build", "--check", env={"PYTHONHASHSEED": seed}).code == 0


def test_without_nbformat_build_says_what_to_install(tmp_path: Path, grade: Callable[..., Ran]) -> None:
    (tmp_path / "nbformat.py").write_text("raise ImportError\n")
    ran = grade("build", env={"PYTHONPATH": str(tmp_path)})
    assert ran.code == 2 and install("instructor") in ran.err


def test_a_figure_is_a_cell_of_the_notebook_and_no_part_of_the_readme(course: Path, grade: Callable[..., Ran]) -> None:
    handout = course / "solutions/optimizers/handout.md"
    handout.write_text(handout.read_text() + "\n```python figure\nplt.plot([1, 2])\n```\n\nThe end.\n")
    assert grade("build").code == 0
    drawing = [cell.source for cell in written("optimizers", course).cells if cell.id.startswith("figure-")]
    assert drawing[-1] == "@figure\ndef picture(plt):\n    plt.plot([1, 2])"
    readme = (course / "assignments/optimizers/README.md").read_text()
    assert "plt" not in readme and "The end." in readme


def test_a_kernel_gives_answers_full_marks_and_draws() -> None:
    perceptron = LIBRARY["perceptron"]
    cells = executed(answered(written("perceptron"), perceptron), REPOSITORY / "assignments/perceptron")
    for exercise in perceptron.exercises:
        says = shown(cells[f"check-{exercise.name}"], "text/plain")
        count, most = len(exercise.checks), f"{exercise.points:g}"
        checks = many(count, "public check")
        assert says.startswith(f"{exercise.name}: {count} of {checks}, {most} of {most} points so far")
        assert shown(cells[f"check-{exercise.name}"], "text/html").count("✓") == count
    assert base64.b64decode(shown(cells["figure-1"], "image/png")).startswith(PNG)


def test_a_kernel_gives_stubs_nothing_and_a_remark_for_a_picture() -> None:
    perceptron = LIBRARY["perceptron"]
    cells = executed(written("perceptron"), REPOSITORY / "assignments/perceptron")
    for exercise in perceptron.exercises:
        says = shown(cells[f"check-{exercise.name}"], "text/plain")
        assert says.startswith(f"{exercise.name}: not written yet") and "✓" not in says
    assert shown(cells["figure-1"], "text/plain").startswith("No picture yet: write ")
    assert not any(output.output_type == "error" for cell in cells.values() for output in cell.get("outputs", []))


def run_cells(folder: Path, sources: Sequence[str]) -> list[Any]:
    """Cells of one's own, after a kernel has run them."""
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    executed(notebook, folder)
    return list(notebook.cells)


TOOLS = "import random\nimport numpy as np\nfrom autograder.notebook import check, figure, points\n"


def test_what_a_cell_shows_of_wrong_and_hostile_functions(course: Path) -> None:
    convolution = load_assignment(load_course(course / "grader.yaml"), "convnets").exercise("conv2d_forward")
    unpadded = next(mistake for mistake in convolution.mistakes if mistake.says.startswith("repeats the border"))
    cells = run_cells(
        course / "assignments/convnets",
        [
            TOOLS,
            f"{unpadded.apply(convolution.source)}\ncheck(conv2d_forward)",
            "def adam_step(*a, **k):\n    raise ValueError('<script>alert(1)</script> \\x1b[2J')\ncheck(adam_step)",
            "def adam_step(*a, **k):\n    raise KeyboardInterrupt\ncheck(adam_step)",
            "np.random.seed(7)\nrandom.seed(7)\ncheck(type(adam_step))",
            "def adam_step(w, dw, m, v, t):\n    print('hello')\n    return np.random.rand()",
            "before = np.random.get_state()[1].tolist(), random.getstate()\ncheck(adam_step)\n"
            "print(before == (np.random.get_state()[1].tolist(), random.getstate()))",
            "check('adam_step')",
            "points('adam_step')",
        ],
    )
    _, wrong, hostile, interrupted, unknown, _, chance, named, earned = cells
    html = shown(wrong, "text/html")
    assert "<svg" in html and "Where it is wrong" in html and "Hint:" in html and "✗" in html
    assert "░" in shown(wrong, "text/plain")
    html = shown(hostile, "text/html")
    assert "<script" not in html and "&lt;script&gt;" in html and "\x1b" not in html
    assert interrupted.outputs[-1].ename == "KeyboardInterrupt"
    assert "There is no exercise 'function'." in shown(unknown, "text/plain")
    assert printed(chance) == "True\n"
    assert "check(adam_step)" in shown(named, "text/plain")
    assert earned.outputs[-1].data["text/plain"] == "0.0" and not printed(earned)


def test_a_missing_function_costs_its_own_points_and_a_missing_matplotlib_the_picture(
    course: Path, tmp_path: Path
) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError\n")
    script = (
        "from autograder.notebook import figure, points\nprint(points('adam_step'))\n"
        "@figure\ndef picture(plt):\n    plt.plot([1])\n"
    )
    env = {"PYTHONPATH": f"{tmp_path}"}
    ran = run_python(script, course, env)
    assert "finds no function adam_step" in ran and "\n0.0\n" in ran
    assert install("notebook") in ran


def run_python(script: str, folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout


def test_the_kernels_side_imports_nothing_heavy() -> None:
    heavy = ["torch", "nbgrader", "nbformat", "sqlalchemy", "matplotlib", "libcst", "IPython"]
    script = f"import sys, autograder.student.notebook\nprint([name for name in {heavy} if name in sys.modules])"
    assert run_python(script, REPOSITORY, {}) == "[]\n"


DRAWN = [name for name, assignment in LIBRARY.items() if any(isinstance(p, Figure) for p in parts(assignment))]


def test_pictures_are_drawn_in_at_least_five_assignments() -> None:
    assert len(DRAWN) >= 5


def find_fonts(folder: Path) -> None:
    """Let Matplotlib look for all fonts, which takes seconds, and of which it tells."""
    settings = {**os.environ, "MPLCONFIGDIR": str(folder)}
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=settings, check=True)


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_is_drawn_from_the_answers(name: str, tmp_path: Path) -> None:
    cells = [cell.source for cell in written(name).cells if cell.id.startswith("figure-")]
    module = "\n\n".join([LIBRARY[name].answer, "from autograder.notebook import figure", *cells])
    (tmp_path / "drawn.py").write_text(module, encoding="utf-8")
    saving = "import matplotlib.pyplot as plt\nplt.show = lambda: print('axes:', len(plt.gcf().axes))\nimport drawn"
    env = {"MPLBACKEND": "agg", "PYTHONPATH": str(tmp_path), "MPLCONFIGDIR": str(made_once("matplotlib", find_fonts))}
    axes = re.findall(r"axes: (\d+)", run_python(saving, REPOSITORY, env))
    assert len(axes) == len(cells) and all(int(count) > 0 for count in axes)
