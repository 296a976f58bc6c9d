"""nbgrader's own course folder and command."""

import csv
import os
import subprocess
import sys
from pathlib import Path


def new_classroom(folder: Path) -> Path:
    """A folder of nbgrader's, where its command finds the gradebook."""
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'dl'\n")
    return folder


def nbgrader(folder: Path, *args: str) -> None:
    """Run nbgrader's own command in its course."""
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder), "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *args], cwd=folder, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def nbgraders_grades(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """What `nbgrader export` says, by student and assignment."""
    nbgrader(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open(newline="") as file:
        return {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
