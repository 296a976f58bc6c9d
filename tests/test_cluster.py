"""A Dask cluster of real processes: the results are those of one job, and whatever ends, nothing is lost or done twice."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.errors import CourseError
from autograder.grading.batch import Batch, Setting, grade_batch
from autograder.records import Submission
from tests.conftest import SECRET, answer, refusing, run_grade, submit, trusted
from tests.helpers.processes import Start, below
from tests.helpers.said import read_until
from tests.helpers.shared import made_once

pytestmark = pytest.mark.skipif(not find_spec("distributed"), reason="it is in the extra [cluster]")
ENVIRONMENT = {**os.environ, "AUTOGRADER_SECRET": SECRET, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s"}
STUDENTS = 16


@dataclass
class Cluster:
    """A scheduler and its workers, each a process, and the runs of `grade all` on it."""

    folder: Path
    start: Start
    address: str = "local"
    processes: list["subprocess.Popen[str]"] = field(default_factory=list)

    def run(self, *command: str | Path, **options: Any) -> "subprocess.Popen[str]":
        """A process of Python's ``-m``."""
        options = {"env": ENVIRONMENT, "stderr": subprocess.PIPE, **options}
        self.processes.append(self.start(sys.executable, "-m", *command, **options))
        return self.processes[-1]

    def start_scheduler(self, port: str = "0") -> None:
        file = self.folder / f"scheduler-{len(self.processes)}.json"
        options = ("--host", "127.0.0.1", "--no-dashboard", "--port", port, "--scheduler-file", file)
        self.run("distributed.cli.dask_scheduler", *options)
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def start_worker(self, **options: Any) -> "subprocess.Popen[str]":
        words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", self.folder)
        worker = self.run("distributed.cli.dask_worker", self.address, *words, **options)
        read_until(worker, "Registered to")
        return worker

    def grade(self, course: Path) -> "subprocess.Popen[str]":
        """`grade all` on the cluster, with a gradebook of its own."""
        files = ("--gradebook", self.folder / "c.db", "--json", self.folder / "c.json")
        options = ("--assignment", "optimizers", "--scheduler", self.address, *files)
        return self.run("autograder", "all", *options, cwd=course, stdout=subprocess.DEVNULL)


@pytest.fixture
def here(tmp_path: Path, start: Start) -> Cluster:
    """A cluster on this machine, which a run starts itself."""
    return Cluster(tmp_path, start)


@pytest.fixture
def cluster(here: Cluster) -> Cluster:
    """A cluster with a scheduler, and without workers as yet."""
    here.start_scheduler()
    return here


def _make_graded(root: Path) -> None:
    """A course with a class, and the results of one job."""
    from tests.conftest import copy_course

    copy_course(root)
    right = answer(root, "optimizers")
    for number in range(STUDENTS):
        wrong = right.replace("+ lr", "- lr") if number % 3 else right
        submit(root / "submissions", f"s{number:02}", "optimizers", f"{wrong}\n# {number}\n")
    ran = run_grade("all", "--assignment", "optimizers", "--jobs", "1", "--json", "one.json", cwd=root)
    assert ran.code == 0, ran.err


@pytest.fixture(scope="module")
def graded() -> Path:
    return trusted(made_once("graded-for-cluster", _make_graded))


def lines(said: str) -> list[str]:
    return [line.split()[1] for line in said.splitlines() if line.startswith("[")]


def test_a_killed_worker_and_one_that_cannot_isolate_cost_nothing(graded: Path, cluster: Cluster) -> None:
    cluster.start_worker(preexec_fn=refusing("unshare"))
    victim = cluster.start_worker()
    run = cluster.grade(graded)
    said = read_until(run, "[1/")
    cluster.start_worker()
    victim.kill()
    said += run.communicate(timeout=240)[1]
    assert run.returncode == 0, said
    assert said.count("is not used: Isolation level 'namespaces'") == 1
    assert sorted(lines(said)) == sorted(set(lines(said))) and len(lines(said)) == STUDENTS
    assert (cluster.folder / "c.json").read_bytes() == (graded / "one.json").read_bytes()


def test_a_lost_scheduler_ends_the_run_and_another_one_goes_on(graded: Path, cluster: Cluster) -> None:
    run = cluster.grade(graded)
    said = read_until(run, "no workers yet")
    worker = cluster.start_worker()
    said += read_until(run, "[1/")
    cluster.processes[0].kill()
    said += run.communicate(timeout=120)[1]
    assert run.returncode == 3 and "connection to the Dask scheduler was lost" in said and "Traceback" not in said
    worker.kill()
    cluster.start_scheduler()
    cluster.start_worker()
    run = cluster.grade(graded)
    again = run.communicate(timeout=240)[1]
    assert run.returncode == 0 and f"{len(lines(said))} unchanged" in again
    assert not set(lines(said)) & set(lines(again)) and len(lines(said)) + len(lines(again)) == STUDENTS
    assert (cluster.folder / "c.json").read_bytes() == (graded / "one.json").read_bytes()


def test_where_no_worker_can_isolate_nothing_is_graded(graded: Path, cluster: Cluster) -> None:
    cluster.start_worker(preexec_fn=refusing("unshare"))
    run = cluster.grade(graded)
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 3 and "No worker of the cluster" in said and not lines(said), said


def test_a_cluster_on_this_machine_gives_the_same(graded: Path, here: Cluster) -> None:
    run = here.grade(graded)
    said = run.communicate(timeout=240)[1]
    assert run.returncode == 0 and f"{STUDENTS} graded" in said, said
    assert (here.folder / "c.json").read_bytes() == (graded / "one.json").read_bytes()


def test_an_interrupt_ends_a_cluster_on_this_machine(graded: Path, here: Cluster) -> None:
    run = here.grade(graded)
    read_until(run, "[1/")
    started = below(run.pid)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 130 and "Interrupted" in said and "Traceback" not in said
    assert len(started) > 4 and not psutil.wait_procs(started, timeout=20)[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "No Dask scheduler answers at tcp://127.0.0.1:9"),
        ("nonsense://127.0.0.1:9", "'nonsense://127.0.0.1:9' is not the address"),
        ("tls://127.0.0.1:9", "needs certificates"),
    ],
)
def test_a_scheduler_that_does_not_answer_is_said(graded: Path, tmp_path: Path, address: str, said: str) -> None:
    environment = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    options = ("--assignment", "optimizers", "--scheduler", address, "--gradebook", tmp_path / "c.db")
    ran = run_grade("all", *options, cwd=graded, env=environment)
    assert ran.code == 2 and said in ran.err and ("dask scheduler" in ran.err or "ca-file" in ran.err)


def test_a_missing_extra_is_named(graded: Path) -> None:
    code = "import sys; sys.modules['distributed'] = None; from autograder.cli import main; main()"
    command = [sys.executable, "-c", code, "all", "--scheduler", "local"]
    ran = subprocess.run(command, cwd=graded, env=ENVIRONMENT, capture_output=True, text=True)
    assert ran.returncode == 2 and "[cluster]" in ran.stderr and "pip install" in ran.stderr


def test_other_versions_and_other_files_are_refused(graded: Path) -> None:
    setting = Setting(graded, ("optimizers",), "process", SECRET.encode())
    batch = Batch((Submission("ada", "optimizers", b""),), "of other files", ("optimizers", 0))
    older = tuple((name, "0.1" if name == "numpy" else version) for name, version in setting.versions)
    with pytest.raises(CourseError, match=r"numpy .* and the machine that `grade all` runs on has 0\.1"):
        grade_batch(replace(setting, versions=older), batch)
    with pytest.raises(CourseError, match="not those that the run has started with"):
        grade_batch(setting, batch)
