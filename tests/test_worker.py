"""A real worker at every level: what it sees, and what becomes of code that misbehaves."""

import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from autograder.errors import SandboxFailed
from autograder.records import Call, Limits, Outcome
from autograder.sandbox import LEVELS, WALLED, Sandbox
from autograder.sandbox.budgets import Batch, Questions
from autograder.sandbox.launch import ENVIRONMENT, MARK, launch, launched_ahead
from autograder.sandbox.levels import open_sandbox
from autograder.sandbox.process import ProcessSandbox, _kill_marked
from autograder.sandbox.supervise import StudentModule, run
from autograder.sandbox.zygotes import WARM
from autograder.worker.inputs import Function, Generator, Handle, Laid, Made, Step, Steps
from tests.helpers.processes import Start, below, is_dead, kill, words

OPENED: dict[tuple[str, Limits], Sandbox] = {}
SUBPROCESS = "process without forks"  # the level `process` as it is on other systems than Linux
UNWALLED = ("process", SUBPROCESS)


@pytest.fixture(params=[*LEVELS, SUBPROCESS], autouse=True)
def level(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test of this file runs at every level that this machine reaches."""
    chosen = str(request.param)
    only = request.node.get_closest_marker("only")
    if only and chosen not in only.args:
        pytest.skip(f"says nothing about {chosen}")
    try:
        sandbox(chosen, Limits())
    except SandboxFailed as failure:
        pytest.skip(failure.message)
    monkeypatch.setattr(f"{__name__}.LEVEL", chosen)
    return chosen


LEVEL = ""


def sandbox(level: str, limits: Limits) -> Sandbox:
    """Warm ones are kept, as a run of `grade all` would."""
    if (level, limits) not in OPENED:
        OPENED[level, limits] = ProcessSandbox(limits) if level == SUBPROCESS else open_sandbox(level, limits)
    return OPENED[level, limits]


def call(function: str, *args: Any, exercise: str = "probe", **more: Any) -> Call:
    return Call(exercise, "check", "case", False, function, args, more.pop("options", {}), **more)


def outcomes(source: str | bytes, *calls: Call, seconds: float = 10.0, **limits: Any) -> list[Outcome]:
    data = source.encode() if isinstance(source, str) else source
    grouped = [list(group) for _, group in itertools.groupby(calls, lambda call: call.exercise)]
    batches = [Batch(own, seconds, dict.fromkeys(own, 0)) for own in grouped]
    answered = run(sandbox(LEVEL, Limits(**limits)), StudentModule(data, "work"), batches)
    return [outcome for outcomes in answered for outcome in outcomes.values()]


def returned(source: str, *args: Any, **options: Any) -> Any:
    [outcome] = outcomes(source, call("f", *args, options=options))
    assert outcome.reason is None, outcome
    return outcome.returned


def test_a_submission_is_charged_for_its_own_time_only() -> None:
    """Not for that in which its answers are judged, or what it has left behind is removed."""
    batches = [Batch([one], 10.0, {one: 0}) for one in (call("f", exercise=name) for name in "abc")]
    module = StudentModule(b"def f(): return 1", "work")
    found = []
    for answered in run(sandbox(LEVEL, Limits(submission_seconds=1.0)), module, batches):
        found += [outcome.returned for outcome in answered.values()]
        time.sleep(1.1)
    assert found == [1, 1, 1]


def test_a_worker_holds_nothing_of_the_graders() -> None:
    names = returned("import sys\ndef f(): return sorted(sys.modules)")
    ours = {name for name in names if name.startswith(("autograder", "solutions"))}
    assert all(name == "autograder" or name.startswith("autograder.worker") for name in ours)
    assert not {"torch", "sqlalchemy", "click", "rich", "pydantic"} & set(names)


def test_a_workers_environment_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_SECRET", "the secret")
    environment = returned("import os\ndef f(): return dict(os.environ)")
    assert "the secret" not in environment.values() and environment["PYTHONHASHSEED"] == "0"
    assert set(environment) <= {"LC_CTYPE", MARK, *ENVIRONMENT}


@pytest.mark.only("namespaces", *UNWALLED)
def test_a_worker_starts_in_an_empty_folder_which_is_gone_afterwards() -> None:
    source = "import os\ndef f():\n    open('left', 'w').close()\n    return os.getcwd(), os.listdir()"
    folder, files = returned(source)
    assert files == ["left"] and not os.path.exists(folder) and folder != os.getcwd()


DEEP = "for _ in range(3000): os.mkdir('d'); os.chdir('d')"
LOCKED = "os.makedirs('a/b/c'); open('a/b/f', 'w').close(); os.chmod('a/b', 0); os.chmod('a', 0)"
LINKED = "os.mkdir('l'); os.symlink('/', 'l/root'); os.symlink('/etc/passwd', 'file'); os.mkfifo('pipe')"


@pytest.mark.only(*UNWALLED)
@pytest.mark.parametrize("body", [DEEP, LOCKED, LINKED], ids=["deep", "locked", "linked"])
def test_the_folder_is_gone_whatever_has_become_of_it(body: str) -> None:
    folder = returned(f"import os\ndef f():\n    here = os.getcwd()\n    {body}\n    return here")
    assert not os.path.exists(folder) and not list(Path(folder).parent.glob(f"{Path(folder).name}*"))


@pytest.mark.only(*UNWALLED)
def test_a_folder_that_was_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    source = "import os\ndef f(to):\n    here = os.getcwd()\n    os.rmdir(here); os.symlink(to, here)\n    return here"
    folder = returned(source, str(tmp_path))
    assert (tmp_path / "precious").exists() and not os.path.lexists(folder)


@pytest.mark.parametrize("name", ["numpy.testing", "sysconfig, json", "unittest, doctest", "decimal, statistics"])
def test_numpy_and_the_standard_library_can_be_imported(name: str) -> None:
    assert returned(f"import {name}\ndef f(): return 1") == 1


@pytest.mark.parametrize("name", ["torch", "pytest", "rich", "autograder.judge", "solutions", "no_such_module"])
def test_nothing_else_can_be_imported(name: str) -> None:
    bound = name.partition(".")[0]
    source = f"import {name}\ndef f(): return 1\ndef needs(): return {bound}\ndef imports(): import {name}\n"
    works, needs, imports, missing = outcomes(source, call("f"), call("needs"), call("imports"), call("g"))
    assert (works.reason, works.returned) == (None, 1)
    assert (needs.reason, needs.what) == ("raised", "NameError")
    assert (imports.reason, imports.what) == ("raised", "ModuleNotFoundError")
    assert (missing.reason, missing.what, missing.line) == ("import_failed", "ModuleNotFoundError", 1)


def test_a_module_that_reads_its_arguments_finds_none_of_ours() -> None:
    source = "import argparse\nARGS = argparse.ArgumentParser().parse_args()\nimport sys\ndef f(): return sys.argv\n"
    assert returned(source) == ["work.py"]


UNWRITTEN = "def stub():\n    raise NotImplementedError\n"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("import matplotlib.pyplot as plt", "ModuleNotFoundError"),
        ("from . import helpers", "ImportError"),
        ("input('how many? ')", "EOFError"),
        ("data = open('digits.csv').read()", "FileNotFoundError"),
        ("raise SystemExit", "SystemExit"),
        ("quit()", "SystemExit"),
        ("print(stub())", "NotImplementedError"),
        ("get_ipython()", "NameError"),
        ("for e in range(10_000): print('epoch %d loss %.4f accuracy %.4f' % (e, 0.1, 0.5))", ""),
        ("import sys; sys.stdout.write('x' * 10**6)", ""),
        ("%matplotlib inline", "SyntaxError"),
        ("!pip install tqdm", "SyntaxError"),
        ("def broken(x)\n    return x", "SyntaxError"),
        ("@unknown\ndef broken(x):\n    return x", "NameError"),
    ],
)
def test_a_line_that_fails_costs_what_it_defines_and_no_more(statement: str, what: str) -> None:
    source = f"import numpy as np\n{UNWRITTEN}\ndef before(): return np.pi\n{statement}\ndef after(): return before()\n"
    before, after, missing = outcomes(source, call("before"), call("after"), call("broken"))
    assert before.returned == after.returned == np.pi
    assert missing.what == (what or "import") and missing.reason == ("import_failed" if what else "output_limit")
    assert what == "NotImplementedError" or missing.line == source[: source.index(statement)].count("\n") + 1


def test_standard_input_is_empty() -> None:
    assert returned("import sys\ndef f(): return sys.stdin.read()") == ""


@pytest.mark.parametrize("size", [1, 5, 100, 127, 1000, 100_000])
def test_fresh_memory_is_never_zero_by_luck(size: int) -> None:
    source = "import numpy as np\ndef f(n): return float(abs(np.empty(n)).min())"
    assert returned(source, size) > 1e100


@pytest.mark.parametrize("size", [5, 100_000])
@pytest.mark.parametrize(
    "made",
    [
        "np.empty_like(np.ones(n))",
        "np.ndarray(n)",
        "getattr(np, 'empty')(n)",
        "empty (n)\nfrom numpy import (\n    empty,\n)",
        "fresh(n)\nfrom numpy import empty as fresh",
        "np.add(np.ones(n), 1, where = np.full(n, False))",
        "np.add(np.ones(n), 1, **{'where': np.full(n, False)})",
        "np.ma.masked_all(n).data",
    ],
)
def test_nor_is_it_where_it_is_read_in_another_way(made: str, size: int) -> None:
    source = f"import numpy as np\ndef f(n): return float(abs(made(n)).min())\ndef made(n): return {made}"
    assert returned(source, size) > 1e100


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc's malloc can be told to write into its blocks")
def test_code_that_reads_none_is_not_slowed_down_by_spoiling_it() -> None:
    """The text of a statement may have the words, and where() is no such reading."""
    source = """import ctypes
import numpy as np
def f(n):
    '''An array that is not empty, and elsewhere: nothing. It is empty.'''
    chosen, malloc = np.where([True]), ctypes.CDLL(None).malloc
    malloc.restype = ctypes.c_void_p
    return bytes((ctypes.c_char * 8).from_address(malloc(n)))
"""
    spoilt = returned(f"{source}def g(): return np.empty(0)", 100_000)
    assert spoilt == bytes([165 ^ 255]) * 8 and returned(source, 100_000) != spoilt


@pytest.mark.parametrize("size", [1, 5, 127])
def test_what_a_call_has_freed_is_no_zero_for_the_next(size: int) -> None:
    source = """import numpy as np
def f(n):
    fresh = [np.empty(n) for _ in range(7)]
    zeros = [np.zeros(n) for _ in range(9)]
    return min(float(abs(one).min()) for one in fresh)
"""
    answers = outcomes(source, *[call("f", size)] * 3)
    assert all(answer.returned > 1e100 for answer in answers)


def test_chance_is_the_same_every_time() -> None:
    source = "import random\nimport numpy as np\ndef f(): return random.random(), np.random.rand()"
    assert returned(source) == returned(source)


def test_inputs_are_fresh_copies_for_each_call() -> None:
    x = np.ones(3)
    first, second = outcomes("def f(x):\n    x += 1\n    return x", call("f", x), call("f", x))
    assert first.returned.tolist() == second.returned.tolist() == [2, 2, 2] and x.tolist() == [1, 1, 1]


def test_what_a_call_does_to_its_inputs_is_seen_on_request() -> None:
    source = "def f(x, y=None):\n    x[0] = 9\n    y[0] = 8\n    return 0"
    [outcome] = outcomes(source, call("f", np.zeros(2), options={"y": np.zeros(1)}, observes=True))
    assert outcome.inputs is not None
    assert outcome.inputs["args"][0].tolist() == [9, 0] and outcome.inputs["options"]["y"].tolist() == [8]


def script(*handed: Any) -> Steps:
    """Calls ``f`` with each of these values in turn."""
    steps = tuple(Step("call", ("f", value)) for value in handed)
    return Steps(steps, {"all": [Handle(number) for number in range(len(handed))]})


@pytest.mark.parametrize("observes", [False, True])
def test_the_steps_of_a_script_get_fresh_copies_too(observes: bool) -> None:
    steps = script(np.ones(2), Laid(np.ones(2), "fortran"), Function("bowl", {"curvature": np.ones(2), "centre": 0.0}))
    source = """def f(x):
    if not callable(x):
        x += 1
        return x
    x.__closure__[1].cell_contents[:] += 1
    return x(1.0)
"""
    answers = outcomes(source, *[call("f", steps, observes=observes) for _ in range(2)])
    assert [[np.sum(value) for value in answer.returned["all"]] for answer in answers] == [[4, 4, 2]] * 2
    left = [answer.inputs["args"][0] if answer.inputs else () for answer in answers]
    assert [one[0][1].tolist() for one in left if one] == [[2, 2]] * 2 * observes


READ_CHANNELS = """import os, stat
def f(x):
    found = b""
    for number in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(number).st_mode):
                os.set_blocking(number, False)
                found += os.read(number, 1 << 20)
        except OSError:
            pass
        finally:
            try: os.set_blocking(number, True)
            except OSError: pass
    return len(found)
"""


def test_nothing_waits_on_a_channel_while_a_submission_runs() -> None:
    calls = [call("f", np.full(50_000, number), exercise=f"e{number // 3}") for number in range(9)]
    assert [answer.returned for answer in outcomes(READ_CHANNELS, *calls)] == [0] * 9


SEARCH_CALLERS = """import sys
def f(x):
    frame = sys._getframe()
    while "questions" not in frame.f_locals: frame = frame.f_back
    return [float(request["args"][0][0]) for asked in frame.f_locals["questions"] for request in asked]
"""


def test_a_worker_holds_no_questions_but_its_own() -> None:
    for draw in (1, 2, 1):
        calls = [call("f", np.array([draw + 0.5]), exercise=name) for name in "ab"]
        assert [answer.returned for answer in outcomes(SEARCH_CALLERS, *calls)] == [[draw + 0.5] * 2] * 2


@pytest.mark.only(*LEVELS)
def test_few_warm_processes_are_kept_however_many_questions_there_are() -> None:
    def processes() -> int:
        return len(below())

    assert returned("def f(x): return x", 0) == 0
    before = processes()
    for number in range(WARM + 4):
        assert returned("def f(x): return x", number) == number
    assert processes() <= before + WARM


@pytest.mark.only(*LEVELS)
def test_zygotes_that_have_died_are_replaced() -> None:
    assert returned("def f(x): return x", 1) == 1
    killed = below()
    for process in killed:
        kill(process)
    psutil.wait_procs(killed, timeout=10)
    for number in (1, 100):  # one that was ready, and one that is not
        assert returned("def f(x): return x", number) == number
    OPENED.clear()  # the other levels' zygotes have died too


def test_a_made_value_stays_in_the_worker() -> None:
    source = "class Cache: pass\ndef forward(x):\n    c = Cache(); c.x = x\n    return x, c\ndef f(d, cache): return d * cache.x"
    made = Made("forward", (np.array([3.0]),))[1]
    [outcome] = outcomes(source, call("f", 2.0, made, observes=True))
    assert outcome.returned.tolist() == [6.0] and outcome.inputs is not None
    assert outcome.inputs["args"][1][0].tolist() == [3.0]


def test_a_made_value_may_be_made_of_generators() -> None:
    source = "def forward(x, rng): return None, x + rng.random()\ndef f(cache): return cache"
    made = Made("forward", (np.array([3.0]), Generator(5)))[1]
    [outcome] = outcomes(source, call("f", made, observes=True))
    assert outcome.returned.tolist() == [3 + np.random.default_rng(5).random()] and outcome.inputs is not None
    assert outcome.inputs["args"][0][0].tolist() == [3.0]


def test_kept_positions_of_a_tuple_never_leave_the_worker() -> None:
    [outcome] = outcomes("def f(): return 1, object(), 3", call("f", keeps=(1,)))
    assert outcome.returned == (1, None, 3)


HANG = "while True: pass"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (HANG, "timeout"),
        ("import signal\n    for s in (2, 15): signal.signal(s, signal.SIG_IGN)\n    " + HANG, "timeout"),
        ("import os; os._exit(0)", "crashed"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("import os\n    while True: os.write(1, b'x' * 65536)", "output_limit"),
        ("import os\n    while True: os.write(2, b'x' * 65536)", "output_limit"),
        ("while True: print('x' * 65536)", "output_limit"),
        ("import numpy; return numpy.ones(1 << 34)", "memory"),
        ("import numpy; return numpy.broadcast_to(1.0, (1 << 20, 1 << 20))", "output_limit"),
        ("return 'x' * (1 << 24)", "output_limit"),
        ("raise SystemExit(0)", "raised"),
        ("raise KeyboardInterrupt", "raised"),
        ("raise NotImplementedError", "not_implemented"),
        ("return f(*args)", "raised"),
        ("return object()", "unreadable"),
        ("return (x for x in [1])", "unreadable"),
        (
            "import os\n    for fd in range(3, 64):\n        try: os.write(fd, b'x' * 99)\n        except OSError: pass",
            "unreadable",
        ),
        ("import os\n    for fd in range(3, 64):\n        try: os.close(fd)\n        except OSError: pass", "crashed"),
    ],
    ids=lambda value: value.replace("\n", " ")[:50],
)
def test_misbehaviour_has_a_reason_and_costs_its_own_exercise(body: str, reason: str) -> None:
    source = f"def f(*args):\n    {body}\ndef g(): return 7"
    asked = call("g", exercise="before"), call("f"), call("f"), call("g", exercise="after")
    before, first, second, after = outcomes(source, *asked, seconds=3.0)
    assert (first.reason, second.reason) == (reason, reason)
    assert before.returned == after.returned == 7


@pytest.mark.only("landlock", *UNWALLED)
def test_a_worker_that_kills_itself_has_crashed() -> None:
    """Behind namespaces it is process 1, which cannot."""
    [outcome] = outcomes("import os\ndef f(): os.kill(os.getpid(), 9)", call("f"))
    assert outcome.reason == "crashed"


@pytest.mark.only(*UNWALLED)
def test_a_thread_that_outlives_its_call_holds_nobody() -> None:
    source = "import threading, time\ndef f(): threading.Thread(target=time.sleep, args=(60,)).start()"
    [outcome] = outcomes(source, call("f"))
    assert outcome.reason is None


def test_outcomes_in_hand_count_and_the_rest_share_the_fate() -> None:
    source = f"def f(n):\n    if n == 2:\n        {HANG}\n    return n"
    found = outcomes(source, *(call("f", n) for n in range(5)), seconds=1.5)
    assert [outcome.returned for outcome in found[:2]] == [0, 1]
    assert [outcome.reason for outcome in found[2:]] == ["timeout"] * 3


@pytest.mark.only(*UNWALLED)
def test_a_daemon_neither_holds_the_grader_nor_outlives_the_worker(tmp_path: Path) -> None:
    source = (
        "import os, time\ndef f(file):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0:\n            open(file, 'w').write(str(os.getpid()))\n            time.sleep(600)\n"
        "        os._exit(0)\n    time.sleep(1)\n    os._exit(0)"
    )
    [outcome] = outcomes(source, call("f", str(tmp_path / "pid")))
    assert outcome.reason in ("crashed", "timeout")
    daemon = int((tmp_path / "pid").read_text())
    assert is_dead(daemon)


WITH_A_CHILD = (
    "import subprocess, sys, time; sleep = 'import time; time.sleep(600)'; "
    f"print(subprocess.Popen([sys.executable, '-c', sleep], env={{'{MARK}': 'ours'}}).pid, flush=True); "
    "time.sleep(600)"
)


@pytest.mark.only(SUBPROCESS)
def test_a_worker_that_is_called_off_while_it_starts_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one is that was to answer more draws of a training, when another one has just shown that none is needed."""
    started = launch()

    async def called_off(pipe: object) -> Any:
        raise asyncio.CancelledError

    async def attempt() -> None:
        async with ProcessSandbox(Limits()).worker(("numpy",), Questions((), 1.0)):
            raise AssertionError("it was called off")

    monkeypatch.setattr("autograder.sandbox.process.launched", lambda: started)
    monkeypatch.setattr("autograder.sandbox.process.connected_reader", called_off)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(attempt())
    assert started.process.returncode is not None and not started.scratch.exists()
    assert started.process.stdin.closed and started.process.stdout.closed


@pytest.mark.only("process")
@pytest.mark.parametrize("waited_for", ["_something_to_read", "connected_writer", "connected_reader"])
def test_a_fork_that_is_called_off_while_it_starts_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waited_for: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert returned("def f(): return 1") == 1
    before = {process.pid for process in below()}

    async def called_off(pipe: object) -> Any:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(f"autograder.sandbox.forked_worker.{waited_for}", called_off)
        with pytest.raises(asyncio.CancelledError):
            returned("def f(): return 2")
    _, left = psutil.wait_procs([process for process in below() if process.pid not in before], timeout=10)
    assert not left and not [*tmp_path.iterdir()]
    assert returned("def f(): return 3") == 3


@pytest.mark.only(*UNWALLED)
def test_a_module_that_ends_its_parent_costs_its_own_exercise() -> None:
    source = "import os, time\ndef f():\n    os.kill(os.getppid(), 9)\n    time.sleep(60)\ndef g(): return 7"
    first, second = outcomes(source, call("f"), call("g", exercise="after"))
    assert first.reason == "crashed" and second.returned == 7


@pytest.mark.only(SUBPROCESS)
def test_what_has_ended_is_not_waited_for_although_nobody_asks_how(
    monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:
    monkeypatch.setattr("autograder.sandbox.process.EXIT_SECONDS", 600.0)
    parent = start(sys.executable, "-c", WITH_A_CHILD, stdout=subprocess.PIPE)
    assert parent.stdout
    child = int(parent.stdout.readline())
    _kill_marked("ours")
    assert psutil.Process(child).status() == psutil.STATUS_ZOMBIE


@pytest.mark.only(*WALLED)
@pytest.mark.parametrize(
    "body",
    [
        "import os; os.fork()",
        "import threading; threading.Thread(target=print).start()",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.socket()",
        "import os; os.listdir('/proc')",
        "import os; os.kill(os.getppid(), 0)",
        "open('/etc/passwd')",
        f"open({str(Path(__file__))!r})",
        f"open({str(Path(__file__).parents[1] / 'solutions/optimizers/adam_step.py')!r})",
        "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
        "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
        "import autograder.judge",
        "import torch",
        "import os; os.environ['AUTOGRADER_SECRET']",
    ],
)
def test_walls_hold(body: str) -> None:
    [outcome] = outcomes(f"def f():\n    {body}", call("f"))
    assert outcome.reason == "raised"


@pytest.mark.only(SUBPROCESS)
def test_a_worker_that_was_launched_ahead_is_used_and_never_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def folders() -> list[Path]:
        return [*tmp_path.iterdir()]

    before = {child.pid for child in psutil.Process().children()}  # of other tests, which may end meanwhile

    def workers() -> list[psutil.Process]:
        new = [child for child in psutil.Process().children() if child.pid not in before]
        return [child for child in new if "zygote" not in words(child)]

    with launched_ahead():
        [ahead] = folders()
        assert Path(returned("import os\ndef f(): return os.getcwd()")) == ahead
    with launched_ahead():
        [ahead] = folders()
        [last] = workers()
        last.kill()
        last.wait()
        assert Path(returned("import os\ndef f(): return os.getcwd()")) != ahead
    with launched_ahead():
        pass
    assert not workers() and not folders()


@pytest.mark.only(*UNWALLED)
@pytest.mark.parametrize(
    "command", [["no/such/python"], [sys.executable, "-c", "import no_numpy_here"]], ids=["absent", "broken"]
)
def test_a_worker_that_does_not_start_is_our_fault(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("launch", "launch_zygote"):
        monkeypatch.setattr(f"autograder.sandbox.{module}.PYTHON", command)
    OPENED.clear()
    with pytest.raises(SandboxFailed, match=r"no_numpy_here|No such file"):
        outcomes("def f(): return 1", call("f"))


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        (b"def f(:\n", "import_failed", 1),
        (b"\nimport nothing_of_that_name\n", "import_failed", 2),
        (b"x = '\xff'\n", "import_failed", None),
        (b"a\0b", "import_failed", None),
        (b"raise SystemExit\n", "import_failed", 1),
        (b"import os\nos._exit(0)", "crashed", None),
        (b"def g(): pass", "missing", None),
        (b"f = 3", "missing", None),
        (b"", "missing", None),
    ],
)
def test_a_module_that_cannot_be_used_says_why(source: bytes, reason: str, line: int | None) -> None:
    first, second = outcomes(source, call("f"), call("f", exercise="other"))
    assert first.reason == second.reason == reason
    assert line is None or first.line == line


def test_a_hang_at_import_ends_too() -> None:
    [outcome] = outcomes("while True: pass", call("f"), import_seconds=2.0)
    assert outcome.reason == "timeout" and outcome.function == ""


def test_an_exception_is_located_in_the_students_own_file() -> None:
    source = "import numpy as np\ndef helper(x):\n    return np.linalg.inv(x)\ndef f(x):\n    return helper(x)"
    [outcome] = outcomes(source, call("f", np.zeros((2, 2))))
    assert (outcome.reason, outcome.what, outcome.line) == ("raised", "LinAlgError", 3)
    assert "line 3, in helper" in outcome.detail and "site-packages" not in outcome.detail


def test_an_exception_that_cannot_be_printed_is_named_only() -> None:
    source = "class Bad(Exception):\n    def __str__(self): raise ValueError\ndef f(): raise Bad"
    [outcome] = outcomes(source, call("f"))
    assert outcome.reason == "raised" and "Bad" in outcome.detail


def test_printed_text_comes_back_capped() -> None:
    [outcome] = outcomes("def f():\n    print('x' * 100000)\n    return 1", call("f"))
    assert outcome.returned == 1 and 0 < len(outcome.printed) <= 4096


def test_a_container_that_fails_while_it_is_read_fails_only_itself() -> None:
    source = "class L(list):\n    def __iter__(self): raise ValueError\n    def __len__(self): raise ValueError\ndef f(): return L([1])"
    assert returned(source) == [1]


def test_patching_numpy_in_the_worker_changes_nothing_for_the_next_submission() -> None:
    outcomes("import numpy as np\nnp.add = None\ndef f(): return 1", call("f"))
    assert returned("import numpy as np\ndef f(): return float(np.add(1, 2))") == 3.0
