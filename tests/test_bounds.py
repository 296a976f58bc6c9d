"""Whatever comes back, the grader's own memory, time and texts are bounded."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SECRET, answer, read_results, submit

FAR_TOO_MUCH = "import numpy as np\ndef adam_step(*args, **options): return np.ones(8_000_000)\n"
REPEATED = """import numpy as np
{answer}
_right = {name}
def {name}(*args, **options):
    out = _right(*args, **options)
    first = np.asarray(out[0])
    many = np.repeat(first[None], max(1, (60 << 20) // max(first.nbytes, 1)), axis=0)
    return (many, *out[1:])
"""
MANY_PARTS = "def adam_step(*args, **options): return [[0.0]] * 80_000\n"
MOST_MEMORY = 300 << 20


def graded(course: Path, root: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """The peak memory of `grade all` in bytes, its workers excepted, and the results."""
    book = ["--gradebook", str(root / "book.db"), "--json", str(root / "results.json"), "--jobs", "1", *options]
    command = [sys.executable, "-c", PEAK, "all", str(root / "class"), *book]
    environment = {**os.environ, "AUTOGRADER_SECRET": SECRET}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.splitlines()[-1]), read_results(root / "results.json")


PEAK = """
import sys
from pathlib import Path
from autograder.cli import main
try:
    main()
except SystemExit as ended:
    [peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print()
    print(int(peak) * 1024)  # since this program began; getrusage would count what its parent had
    raise
"""


def module(course: Path, kind: str) -> str:
    """What returns so much at every call of one exercise that its replies, were they kept, would take gigabytes."""
    if kind == "repeated":
        return REPEATED.format(answer=answer(course, "optimizers"), name="adam_step")
    return FAR_TOO_MUCH if kind == "far too much" else MANY_PARTS


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is counted as Linux counts it")
@pytest.mark.parametrize(
    ("kind", "told"), [("far too much", "structure"), ("repeated", "shape"), ("many parts", "output_limit")]
)
def test_the_graders_memory_is_bounded_whatever_comes_back(
    course: Path, grade: Any, tmp_path: Path, kind: str, told: str
) -> None:
    """With expected values in the cache: PyTorch itself takes as much again, where they are computed first."""
    folder = submit(tmp_path / "class", "mallory", "optimizers", answer(course, "optimizers"))
    assert grade("all", tmp_path / "class", "--assignment", "optimizers").code == 0
    (folder / "optimizers.py").write_text(module(course, kind))
    peak, [result] = graded(course, tmp_path, "--assignment", "optimizers", "--quiet")
    assert result["points"] == 0 and peak < MOST_MEMORY, peak
    reasons = {check["reason"] for exercise in result["exercises"] for check in exercise["checks"]}
    assert told in reasons, reasons


def test_a_result_far_too_large_is_told_by_its_shape(course: Path, grade: Any, tmp_path: Path) -> None:
    source = "import numpy as np\ndef sigmoid_derivative(z): return np.ones((1000, 8000))\n"
    (tmp_path / "activations.py").write_text(source)
    ran = grade("check", tmp_path / "activations.py")
    assert ran.code == 1 and "got (1000, 8000)" in ran.out, ran.out


def test_a_module_that_is_slow_to_import_again_and_again_is_given_up(course: Path, grade: Any, tmp_path: Path) -> None:
    """Six exercises, each of which ends its worker, after an import that takes most of the time it may take."""
    names = ["perceptron_update", "perceptron_train"]
    body = "".join(f"def {name}(*args, **options): os._exit(0)\n" for name in names)
    source = f"import os, time\ntime.sleep(5.2)\n{body}"
    (tmp_path / "perceptron.py").write_text(source)
    ran = grade("check", tmp_path / "perceptron.py")
    assert ran.code == 1 and "ended Python repeatedly" in " ".join(ran.out.split()), ran.out


def test_a_submission_has_a_time_as_a_whole(course: Path, grade: Any, tmp_path: Path) -> None:
    config = course / "grader.yaml"
    config.write_text(config.read_text() + "limits: {submission_seconds: 1}\n")
    slow = "import time\ndef perceptron_update(*args): time.sleep(2)\ndef perceptron_train(*args): return 1\n"
    submit(tmp_path / "class", "ada", "perceptron", slow)
    ran = grade(
        "all", tmp_path / "class", "--assignment", "perceptron", "--json", tmp_path / "r.json", "--isolation", "process"
    )
    [result] = read_results(tmp_path / "r.json")
    train = next(e for e in result["exercises"] if e["name"] == "perceptron_train")
    assert ran.code == 0 and {check["reason"] for check in train["checks"]} == {"timeout"}
    assert "the whole submission took longer than the 1 s allowed" in train["checks"][0]["message"]


def test_a_judge_that_is_late_costs_one_submission_and_no_points(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.grading import ask, pipeline
    from autograder.grading.expect import References
    from autograder.records import Limits, Submission
    from autograder.sandbox.levels import open_sandbox
    from tests.helpers.judging import assignment, course

    monkeypatch.setattr(ask, "JUDGING_SECONDS", 0.0)
    losses = assignment("losses")
    grader = pipeline.Grader({"losses": losses}, References(course().root), open_sandbox("process", Limits()))
    verdicts = grader.grade(Submission("ada", "losses", losses.stub.encode()))
    assert {verdict.status for verdict in verdicts} == {"could_not_judge"}
    assert "not the student's fault: judging it takes longer" in verdicts[0].message
