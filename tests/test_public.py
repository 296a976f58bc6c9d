"""What is public: the list is held here, and nothing made for others imports anything else."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import autograder
from tests.conftest import REPOSITORY, SCHEMA, run_grade
from tests.pages import PAGES

PUBLIC = {
    "autograder": "__version__",
    "autograder.errors": "AutograderError CannotJudge CourseError DrawFailed ExerciseError GradebookError "
    "OutputError ReferenceFailed SandboxFailed SubmissionsError",
    "autograder.exercise": "Case Check Difference Evidence Exercise File Finding Function Generator Half Harmless Laid Made "
    "Mistake NewFile Script Vjp agrees converges gradients keeps_inputs raises reproducible satisfies vectorized vjp",
    "autograder.exercise.cases": "Digits Pictures Separable any_shape attention_inputs away_from_kinks balanced_text batched dense_layers drawn_shapes "
    "drawn_until exactly far_left far_right handwritten_digits images leaking lifted_off_kinks line_data line_fits many "
    "near_zero optimizer_steps pooled predictions random_expressions recurrent scattered seed separable several single trajectory "
    "transformer_block_weights transformer_weights upstream",
    "autograder.notebook": "check figure hint points progress solution",
    "autograder.practice": "replay",
}
"""Names may be added; one that goes, or changes its meaning, makes a new major version (before 1.0: a minor one)."""


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_offers_exactly_these_names(name: str) -> None:
    module = importlib.import_module(name)
    assert sorted(module.__all__) == sorted(PUBLIC[name].split())
    assert all(hasattr(module, each) for each in module.__all__)


@pytest.mark.parametrize("place", ["docs/reference/public.md", "autograder/__init__.py"])
def test_the_public_modules_are_listed_where_users_look(place: str) -> None:
    text = (REPOSITORY / place).read_text()
    section = text if place.endswith(".md") else autograder.__doc__ or ""
    listed = set(re.findall(r"\bautograder\.(?:errors|exercise\.cases|exercise|notebook|practice)\b", section))
    assert listed == set(PUBLIC) - {"autograder"}


def imports(source: str) -> Iterator[tuple[str, str]]:
    """Each name of ours that Python source imports, with its module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "autograder":
            yield from ((str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.partition(".")[0] == "autograder")


def internal(source: str) -> list[tuple[str, str]]:
    """The imports that are not public."""
    return [(module, name) for module, name in imports(source) if name not in PUBLIC.get(module, "").split()]


def code(path: Path) -> str:
    """A module's text, or the code cells of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text.replace("{name}", "name")  # of a template
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return "\n".join(line for cell in cells for line in cell.splitlines() if not line.lstrip().startswith(("!", "%")))


MADE_FOR_OTHERS = [
    *(REPOSITORY / "solutions").rglob("*.py"),
    *(REPOSITORY / "assignments").rglob("*.py"),
    *(REPOSITORY / "assignments").rglob("*.ipynb"),
    *(REPOSITORY / "autograder/authoring/templates").rglob("*.py.txt"),
]


def test_exercises_templates_and_notebooks_import_what_is_public() -> None:
    found = {path: internal(code(path)) for path in MADE_FOR_OTHERS}
    assert not {str(path.relative_to(REPOSITORY)): names for path, names in found.items() if names}
    assert len([path for path in found if any(imports(code(path)))]) > 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_the_documentations_python_imports_what_is_public(page: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert not [names for block in blocks for names in internal(block)]


def test_the_lines_that_a_failure_prints_import_what_is_public(tmp_path: Path) -> None:
    (tmp_path / "training.py").write_text("def read_idx(data):\n    return 1.0\n")
    printed = run_grade("check", tmp_path / "training.py", "-e", "read_idx", cwd=REPOSITORY).out
    lines = re.findall(r"^(from autograder\S* import .*)$", printed, flags=re.MULTILINE)
    assert lines and not internal("\n".join(lines))


def test_pytest_and_the_results_file_are_found_by_their_public_names() -> None:
    [plugin] = {each.load() for each in entry_points(group="pytest11") if each.name == "autograder"}
    assert hasattr(plugin, "pytest_collect_file")
    assert SCHEMA["$id"] == "autograder/results/2" == SCHEMA["properties"]["schema"]["const"]
