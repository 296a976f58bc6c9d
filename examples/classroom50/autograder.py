"""Classroom 50 -> grade check -> result.json: the public checks of one submission as a score.

Its place is CLASSROOM/autograders/ASSIGNMENT/ in the classroom50 repository, beside `course/`, which is the kit that
`grade release` has written. The runner calls it in the student's checkout. The score can be forged, since the student's
code runs on the same machine as this script: what counts is `grade all` on the collected work.
"""

import json
import math
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

NAME = "optimizers"  # of the assignment in grader.yaml
COURSE = Path(__file__).resolve().parent / "course"
CHECKED = (0, 1)  # exit codes of `grade check`: everything passed, or something failed


def main():
    """Install the kit's own `grade`, check the work here, and write result.json."""
    run(sys.executable, "-m", "pip", "install", "--quiet", *map(str, COURSE.glob("kit/*.whl")))
    run(sys.executable, "-m", "autograder", "trust", cwd=COURSE)
    tests = [test for exercise in checked(Path.cwd()) for test in tests_of(exercise)]
    Path("result.json").write_text(json.dumps(result(whole(tests)), indent=2), encoding="utf-8")


def run(*command, accepted=(0,), **options):
    """Run a command; where it fails so does this script, which the runner reports as an error and not as a score."""
    done = subprocess.run(command, check=False, **options)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)} ended with exit code {done.returncode}.")
    return done.stdout


def checked(checkout):
    """The exercises of `grade check` on the work in the checkout; its messages go to the log."""
    folder = checkout / "assignments" / NAME
    report = COURSE / "results.json"
    command = (sys.executable, "-m", "autograder", "check", str(folder if folder.is_dir() else checkout))
    run(*command, "--json", str(report), cwd=COURSE, accepted=CHECKED)
    [found] = json.loads(report.read_text(encoding="utf-8"))["results"]
    return found["exercises"]


def tests_of(exercise):
    """Each check of an exercise in Classroom 50's words."""
    for check in exercise["checks"]:
        yield {
            "test-name": f"{exercise['name']}: {check['says']}",
            "passed": check["status"] == "passed",
            "score": check["points"],
            "max-score": check["max_points"],
        }


def whole(tests):
    """The tests with integer points: in hundredths where any is worth a broken number."""
    unit = 1 if all(test["max-score"].is_integer() for test in tests) else 100
    return [
        test | {"score": math.floor(unit * test["score"]), "max-score": round(unit * test["max-score"])} for test in tests
    ]


def result(tests):
    """The document; owner and kind of assignment are the runner's to add."""
    committed = int(run("git", "show", "--no-patch", "--format=%ct", "HEAD", stdout=subprocess.PIPE))
    return {
        "schema": "classroom50/result/v1",
        "classroom": os.environ["CLASSROOM"],
        "assignment": os.environ["ASSIGNMENT"],
        "submission": os.environ["SUBMISSION_TAG"],
        "commit": os.environ["COMMIT_URL"],
        "release": os.environ["RELEASE_URL"],
        "review": os.environ.get("REVIEW_URL") or os.environ["COMMIT_URL"],
        "datetime": f"{datetime.fromtimestamp(committed, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


if __name__ == "__main__":
    main()
