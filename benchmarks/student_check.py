"""How long a student waits for `grade check` in a kit: one assignment, stubs and answers, from start to exit.

A plain `python -c "import numpy"` stands beside it, in the same run, round by round in turn. Our own modules are
compiled first, as an installation does.

    python -m benchmarks.student_check [--rounds 10] [ASSIGNMENT]...
"""

import compileall
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
from rich.console import Console
from rich.table import Table

import autograder
from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.publishing.build import built_files, write_files
from autograder.publishing.kit import kit_files

GRADE = [sys.executable, "-m", "autograder", "check"]


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one command."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603  (our own)
    return time.perf_counter() - started


@click.command()
@click.option("--rounds", default=10, show_default=True)
@click.argument("names", nargs=-1)
def main(rounds: int, names: tuple[str, ...]) -> None:
    """Print the medians."""
    compileall.compile_dir(Path(autograder.__file__).parent, quiet=1)
    course = load_course(Path(__file__).parents[1] / "grader.yaml")
    library = load_library(course)
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder)
        write_files(kit, kit_files(course, library.values(), built_files(library.values()), datetime.now(UTC)))
        commands = {"import numpy": [sys.executable, "-c", "import numpy"]}
        for name in names or course.assignments:
            answers = kit / "answers" / f"{name}.py"
            answers.parent.mkdir(exist_ok=True)
            answers.write_text(library[name].answer, encoding="utf-8")
            commands[f"{name}, stubs"] = [*GRADE, name]
            commands[f"{name}, answers"] = [*GRADE, str(answers)]
        times = [{what: seconds(command, kit) for what, command in commands.items()} for _ in range(rounds)]
    table = Table("grade check", "median s", "slowest s")
    for what in commands:
        own = [one[what] for one in times]
        table.add_row(what, f"{median(own):.2f}", f"{max(own):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
