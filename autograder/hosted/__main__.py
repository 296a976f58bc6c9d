"""What the released scripts run: ``python -m autograder.hosted SYSTEM --kit DIR --work DIR --out FILE``."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.hosted import gradescope, prairielearn
from autograder.hosted.grading import graded
from autograder.sandbox import LEVELS
from autograder.system.files import write_whole

OURS = 3
"""The exit code where the fault is ours: the system then shows an error, and no score."""


def main() -> int:
    """Grade what was handed in, and write the system's document; the exit code is 0, or `OURS`."""
    asked = _arguments()
    try:
        document = _document(asked)
    except AutograderError as error:
        print(error.advice, file=sys.stderr)
        if asked.system == "gradescope":  # without a document Gradescope shows an error, and no score
            return OURS
        document = prairielearn.not_gradable("Your work could not be graded, and this is not your fault.")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(asked.out, json.dumps(document, indent=1, allow_nan=False) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="autograder.hosted", description=__doc__)
    parser.add_argument("system", choices=["gradescope", "prairielearn"])
    parser.add_argument("--kit", type=Path, required=True, help="the folder with grader.yaml and kit/")
    parser.add_argument("--work", type=Path, required=True, help="the folder with what was handed in")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--isolation", choices=LEVELS, help="the default is the strongest level with walls")
    parser.add_argument("--visibility", choices=gradescope.VISIBILITIES, default="visible")
    return parser.parse_args()


def _document(asked: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    found = graded(asked.kit, asked.work, asked.isolation)
    if asked.system == "prairielearn":
        return prairielearn.results(found)
    return gradescope.results(found, time.monotonic() - started, asked.visibility)


if __name__ == "__main__":
    sys.exit(main())
