"""The filter lets computing through and nothing else, as this kernel runs it."""

import json
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.worker import seccomp, syscalls

RUNNER = """
import ctypes, errno, json, os, platform, signal, struct, sys, threading, traceback
import numpy as np
from autograder.worker import seccomp, syscalls
job, outcomes = json.load(sys.stdin), {}
def attempt(name, piece):
    try:
        exec(piece, place)
        outcomes[name] = "done"
    except BaseException as error:
        code = getattr(error, "errno", None)
        outcomes[name] = errno.errorcode[code] if code else traceback.format_exc()
place = {**globals(), "call": syscalls.call, "may_truncate": job["may_truncate"]}
attempt("before", job["before"])
if job["filtered"]:
    syscalls.call("prctl", 38, 1, 0, 0, 0)  # no new privileges
    attempt("install", "seccomp.install(seccomp.program(platform.machine(), os.getpid(), may_truncate))")
for name, piece in job["pieces"].items():
    attempt(name, piece)
print(json.dumps(outcomes))
"""
DENIED = {  # what any user may do outside, even in a container
    "fork": "os.fork() or os._exit(0)",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "run": "import subprocess; subprocess.run(['/bin/true'])",
    "execute": "os.execv('/no/program', ['program'])",
    "socket": "import socket; socket.socket().close()",
    "signal a process": "os.kill(os.getppid(), 0)",
    "signal a thread": "call('tgkill', os.getppid(), os.getppid(), 0)",
    "trace": "call('ptrace', 16, 0x3FFFFFFF, 0, 0)",
    "memory": "os.close(os.memfd_create('memory'))",
    "pipe": "[os.close(one) for one in os.pipe()]",
    "limit": "call('setrlimit', 4, bytes(16))",
    "another's limit": "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CORE)",
    "setting": "call('prctl', 3, 0, 0, 0, 0)",
    "mode": "open('mode', 'x').close(); os.chmod('mode', 0o600)",
    "times": "open('times', 'x').close(); os.utime('times')",
    "link": "open('link', 'x').close(); os.link('link', 'linked')",
    "named pipe": "os.mkfifo('fifo')",
    "lock": "import fcntl; fcntl.flock(os.open('.', os.O_RDONLY), fcntl.LOCK_SH)",
    "allocate": "call('fallocate', os.open('large', os.O_RDWR | os.O_CREAT), 1, 0, 4096)",
}
THREAD = {"thread": "threading.Thread(target=int).start()"}
WORK = {
    "imports": """import asyncio, base64, calendar, cmath, colorsys, csv, dataclasses, datetime, decimal, difflib, doctest
import email.message, fractions, glob, hashlib, heapq, html.parser, inspect, logging.config, multiprocessing, numbers
import pathlib, pdb, pickle, pprint, random, secrets, selectors, shutil, statistics, string, tempfile, textwrap, timeit
import typing, unittest.mock, urllib.request, uuid, warnings, xml.etree.ElementTree, zipfile, zoneinfo""",
    "algebra": "a = np.random.rand(300, 300); u, s, v = np.linalg.svd(a); assert np.allclose(u * s @ v, a)",
    "product": "a = np.eye(1000) + 1; assert (a @ a)[0, 0] == 1003",
    "fft": "a = np.arange(4096.0); assert np.allclose(np.fft.ifft(np.fft.fft(a)), a)",
    "random": "np.random.default_rng().normal(size=10**6); random.SystemRandom().random(); uuid.uuid4()",
    "memory": "a = np.ones(4 * 10**7); b = [bytearray(10**6) for _ in range(100)]; b[0] += bytes(10**8); del a, b",
    "collect": "import gc; [[] for _ in range(10**5)]; gc.collect()",
    "time": "import time; time.sleep(0.001); time.perf_counter(); time.process_time(); datetime.datetime.now()",
    "read": "assert 'def ' in open(os.__file__).read()",
    "save": "np.save('a.npy', np.ones((2000, 2000))); assert np.load('a.npy', mmap_mode='r').sum() == 4_000_000",
    "map": "m = np.memmap('m', 'f4', 'w+', shape=1000); m[:] = 1; m.flush(); os.truncate('m', 100)",
    "pickle": "pickle.dump([1], open('p', 'wb')); assert pickle.load(open('p', 'rb')) == [1]",
    "folders": """with tempfile.TemporaryDirectory(dir='.') as folder:
    os.makedirs(folder + '/a/b'); os.rename(folder + '/a', folder + '/c'); os.symlink('c', folder + '/d')
    assert list(pathlib.Path(folder).rglob('b')); shutil.rmtree(folder + '/c')""",
    "copy": "open('1', 'w').write('x'); shutil.copyfile('1', '2'); assert open('2').read() == 'x'",
    "copy by its path": "one = pathlib.Path('1'); assert not hasattr(one, 'copy') or one.copy('3').read_text() == 'x'",
    "signals": """got = []; signal.signal(signal.SIGALRM, lambda *_: got.append(1)); signal.raise_signal(signal.SIGALRM)
os.kill(os.getpid(), signal.SIGALRM); signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause(); assert len(got) == 3""",
    "locks": "lock = threading.Lock(); lock.acquire(); assert not lock.acquire(timeout=0.01)",
    "terminal": "assert not os.isatty(0); shutil.get_terminal_size(); platform.platform(); os.cpu_count()",
    "print": "print('printed', file=sys.stderr, flush=True); warnings.warn('careful')",
}
here = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in syscalls.NUMBERS, reason="there is no filter for this system"
)


def outcomes(folder: Path, pieces: dict[str, str], before: str = "", **options: bool) -> dict[str, str]:
    """What became of pieces of Python that one process ran one after the other under the filter, in ``folder``."""
    job = {"pieces": pieces, "before": before, "filtered": True, "may_truncate": True, **options}
    env = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-B", "-c", RUNNER]
    done = subprocess.run(command, cwd=folder, env=env, input=json.dumps(job), capture_output=True, text=True)
    assert done.returncode == 0, done
    found: dict[str, str] = json.loads(done.stdout)
    return {name: outcome for name, outcome in found.items() if name in pieces or outcome != "done"}


@here
def test_the_kernel_refuses_what_is_forbidden(tmp_path: Path) -> None:
    pieces = {**DENIED, "signal process 1": "os.kill(1, 0)"}
    assert outcomes(tmp_path, pieces) == dict.fromkeys(pieces, "EPERM")


@here
def test_it_is_the_filter_that_refuses(tmp_path: Path) -> None:
    assert "EPERM" not in outcomes(tmp_path, DENIED, filtered=False).values()


@here
def test_a_thread_is_refused_and_python_says_so(tmp_path: Path) -> None:
    assert outcomes(tmp_path, THREAD, filtered=False) == {"thread": "done"}
    assert "RuntimeError: can't start new thread" in outcomes(tmp_path, THREAD)["thread"]


@here
def test_the_kernel_lets_work_through(tmp_path: Path) -> None:
    assert outcomes(tmp_path, WORK) == dict.fromkeys(WORK, "done")


@here
def test_the_kernel_refuses_to_truncate(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("full")
    pieces = {"append": "open('full', 'a')", "write": "open('full', 'w')", "cut": "os.truncate('full', 0)"}
    assert outcomes(tmp_path, pieces, may_truncate=False) == {"append": "done", "write": "EACCES", "cut": "EACCES"}
    assert (tmp_path / "full").read_text() == "full"


@here
@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is a variant of x86_64")
def test_the_kernel_ends_a_process_that_turns_to_x32(tmp_path: Path) -> None:
    pieces = {"x32": "ctypes.CDLL(None).syscall(0x40000000 | 39)"}
    assert outcomes(tmp_path, pieces, filtered=False) == {"x32": "done"}
    with pytest.raises(AssertionError, match=f"returncode={-signal.SIGSYS}"):
        outcomes(tmp_path, pieces)


@here
def test_threads_that_run_already_are_filtered_too(tmp_path: Path) -> None:
    before = """
go = threading.Event()
thread = threading.Thread(target=lambda: go.wait() and attempt("socket", "call('socket', 1, 1, 0)"))
thread.start()"""
    assert outcomes(tmp_path, {"join": "go.set(); thread.join()"}, before) == {"join": "done", "socket": "EPERM"}


@here
def test_a_thread_with_a_filter_of_its_own_is_noticed(tmp_path: Path) -> None:
    before = """
code = ctypes.create_string_buffer(struct.pack("<HBBI", 6, 0, 0, seccomp.ALLOW), 8)
own, go = (lambda: call("seccomp", 1, 0, struct.pack("@HP", 1, ctypes.addressof(code)))), threading.Event()
ready = threading.Event()
call("prctl", 38, 1, 0, 0, 0)
threading.Thread(target=lambda: own() or ready.set() or go.wait()).start()
ready.wait()"""
    assert outcomes(tmp_path, {"end": "go.set()"}, before) == {"install": "ESRCH", "end": "done"}


@here
def test_what_the_kernel_does_not_take_is_an_error() -> None:
    with pytest.raises(OSError, match="seccomp"):
        seccomp.install(bytes(8))
