"""A student's attempts at one assignment, as `grade collect` keeps them: later ones lie in folders below the first.

<student>/<assignment>/<file>              attempt 1
<student>/<assignment>/attempt-2/<file>    attempt 2, if times.csv lists it

A folder that times.csv does not list is the student's own, whatever its name.
"""

from pathlib import Path


def attempt_folder(folder: Path, number: int) -> Path:
    """Where attempt ``number``, counted from 1, lies in an assignment's folder."""
    return folder if number == 1 else folder / f"attempt-{number}"
