"""What it costs to launch a worker: one submission each, its source and two arrays in, one array back.

A plain fork of the same warm zygote and a plain `python -c "import numpy; ..."` stand beside the levels, in the same
run, round by round in turn.

    python -m benchmarks.launches [--rounds 200] [--jobs 2]
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from unittest import mock

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits
from autograder.sandbox import LEVELS, Sandbox, launch_zygote, zygotes
from autograder.sandbox.budgets import Batch
from autograder.sandbox.levels import open_sandbox
from autograder.sandbox.supervise import StudentModule, run

SOURCE = b"def add(x, y):\n    return x + y\n"
ARRAYS = np.arange(8.0), np.ones(8)
PLAIN = "import numpy; exec({source!r}); print(add(numpy.arange(8.0), numpy.ones(8)).tolist())"
BARE = [sys.executable, "-m", "benchmarks.bare_zygote"]
SLOW = ("process", "subprocess")  # as many rounds as of the others would take minutes

Launch = Callable[[], None]


def launched(sandbox: Sandbox) -> Launch:
    """One submission from beginning to end."""
    call = Call("add", "check", "case", False, "add", ARRAYS, {})

    def launch() -> None:
        [outcomes] = run(sandbox, StudentModule(SOURCE, "work"), [Batch([call], 10.0, {call: 0})])
        outcome = outcomes[call]
        if outcome.returned.tolist() != sum(ARRAYS).tolist():  # type: ignore[union-attr]  # a sum of arrays is one
            raise click.ClickException(f"a worker answers {outcome}")

    return launch


def plain_subprocess() -> None:
    """The same by a process of its own, with nothing of ours around it."""
    command = [sys.executable, "-I", "-c", PLAIN.format(source=SOURCE.decode())]
    environment = {"OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def launches(jobs: int) -> dict[str, Launch]:
    """What is compared, warmed up for as many jobs as will run side by side."""
    found: dict[str, Launch] = {}
    with mock.patch.object(launch_zygote, "PYTHON", BARE):  # zygotes whose forks have no walls
        found["fork"] = launched(zygotes.ZygoteSandbox("fork", Limits()))
        in_parallel(found["fork"], 8 * jobs, jobs)
    for level in LEVELS:
        try:
            found[level] = launched(open_sandbox(level, Limits()))
        except SandboxFailed as failure:
            click.echo(failure.message, err=True)
    found["subprocess"] = plain_subprocess
    for name, launch in found.items():
        in_parallel(launch, jobs if name in SLOW else 8 * jobs, jobs)
    return found


def in_parallel(launch: Launch, count: int, jobs: int) -> float:
    """Launches a second."""
    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda _: launch(), range(count)))
    return count / (time.perf_counter() - started)


def rates_of(compared: dict[str, Launch], rounds: int, jobs: int) -> dict[str, float]:
    """Launches a second, the median of five turns."""
    counts = {name: 5 * jobs if name in SLOW else rounds // 2 for name in compared}
    turns = [{name: in_parallel(compared[name], counts[name], jobs) for name in compared} for _ in range(5)]
    return {name: median(turn[name] for turn in turns) for name in compared}


def seconds(launch: Launch) -> float:
    """How long one launch takes."""
    started = time.perf_counter()
    launch()
    return time.perf_counter() - started


@click.command()
@click.option("--rounds", default=200, show_default=True)
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True)
def main(rounds: int, jobs: int) -> None:
    """Launch workers in turn, ROUNDS times, then JOBS side by side."""
    os.chdir(Path(__file__).parents[1])  # the bare zygote is found from here
    compared = launches(jobs)
    taken: dict[str, list[float]] = {name: [] for name in compared}
    for number in range(rounds):
        for name, launch in compared.items():
            if name not in SLOW or number % 10 == 0:
                taken[name].append(seconds(launch))
    table = Table("launch", "median ms", "middle half", "a second", "ms, times a fork", "a second, times a subprocess")
    rates = rates_of(compared, rounds, jobs)
    for name, times in taken.items():
        low, middle, high = (1000 * value for value in quantiles(times, n=4))
        ratios = f"{middle / 1000 / median(taken['fork']):.2f}", f"{rates[name] / rates['subprocess']:.1f}"
        table.add_row(name, f"{middle:.1f}", f"{low:.1f} to {high:.1f}", f"{rates[name]:.0f}", *ratios)
    console = Console()
    console.print(f"{os.cpu_count()} cores; milliseconds one at a time, launches a second with {jobs} jobs")
    console.print(table)


if __name__ == "__main__":
    main()
