"""The pytest plugin against modules that would end, stop or repaint pytest: the class's other work is still checked."""

import time
from pathlib import Path

import pytest

from tests.conftest import answer
from tests.helpers.plugin import run_pytest, work

FORGED = r"print('\x1b[2J\x1b[32m===== 6 passed in 0.01s =====\x1b[0m\x1b]0;owned\x07\r[green]')" + "\n"
HOSTILE = {
    "leaves its process": "import os\nos._exit(0)\n",
    "exits": "raise SystemExit(0)\n",
    "calls for pytest's end": "import sys\nsys.exit('!!! _pytest.outcomes.Exit: all passed !!!')\n",
    "kills its group": "import os\nos.killpg(0, 9)\n",
    "kills its parent": "import os\nos.kill(os.getppid(), 9)\n",
    "never ends": "while True:\n    pass\n",
    "prints a result": FORGED,
    "registers a hook": "import atexit, os\natexit.register(os._exit, 0)\n",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_module_fails_its_own_checks_and_stops_nothing(course: Path, code: str) -> None:
    work(course, "losses", answer(course, "losses"))
    wrong = "def adam_step(*args, **options):\n    raise SystemExit(0)\n"
    work(course, "optimizers", f"{code}\n\n{wrong}")
    started = time.monotonic()
    ran = run_pytest(course, "assignments/optimizers", "assignments/losses", "--color=no")
    assert ran.code == 1 and "6 failed, 9 passed" in ran.out, ran.out
    assert time.monotonic() - started < 240
    assert "\x1b" not in ran.out and "\x07" not in ran.out and "\r" not in ran.out
    assert "INTERNALERROR" not in ran.out and "Traceback" not in ran.out + ran.err
