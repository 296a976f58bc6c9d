"""What a test starts ends with the test; and a process that has ended is none below, and no error."""

import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

from tests.helpers.processes import below, is_dead, kill, parent, starter, words

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_test_that_fails_leaves_nothing_running_and_no_pipe_open() -> None:
    with pytest.raises(ZeroDivisionError), contextmanager(starter)() as start:
        ended = start(sys.executable, "-c", "pass")
        ended.wait()
        family = start(sys.executable, "-c", FAMILY, stdout=subprocess.PIPE)
        pipe = family.stdout
        assert pipe
        child = int(pipe.readline())
        assert [one.pid for one in below(family.pid)] == [child]
        raise ZeroDivisionError
    assert pipe and pipe.closed and family.returncode and is_dead(child)


def test_a_process_that_has_ended_is_no_error() -> None:
    with contextmanager(starter)() as start:
        process = start(sys.executable, "-c", "import time; time.sleep(600)")
        seen = psutil.Process(process.pid)
        kill(seen)
        process.wait()
        kill(seen)
        assert (below(process.pid), words(seen), parent(seen)) == ([], [], None)
