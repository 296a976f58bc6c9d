"""A class of attackers with honest students among them, graded for real, and everything that came of it.

The attackers know all about the machine: @NAMES@ in their modules stand for paths, ports and processes.
"""

import hashlib
import json
import os
import platform
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.grading.expect import References
from autograder.grading.questions import public_questions, with_hidden
from tests.conftest import REPOSITORY, SECRET, read_results, trusted
from tests.helpers.shared import made_once
from tests.hostile.folders import NAMES, TRAPS

HERE = Path(__file__).parent
ATTACKS = {path.stem: path.read_text() for path in sorted((HERE / "attacks").glob("*.py"))}
TARGET = "target"
SYSCALLS = {
    "x86_64": {
        "add_key": 248, "bpf": 321, "clone": 56, "mq_open": 240, "perf_event_open": 298, "tkill": 200,
        "userfaultfd": 323,
    },
    "aarch64": {
        "add_key": 217, "bpf": 280, "clone": 220, "mq_open": 180, "perf_event_open": 241, "tkill": 130,
        "userfaultfd": 282,
    },
}.get(platform.machine(), {})  # fmt: skip

ANSWERS = {
    "half": "def half(x):\n    return x / 2\n",
    "scale": "def scale(x):\n    return 2 * x\n",
    "train": """
def train(x, t):
    w, b, mistakes = 0 * x[0], 0.0, [1]
    while mistakes[-1] and len(mistakes) <= 100:
        mistakes.append(0)
        for i in range(len(x)):
            e = t[i] - (1 if (w * x[i]).sum() + b >= 0 else 0)
            w, b = w + e * x[i], b + e
            mistakes[-1] += abs(e)
    return w, b, mistakes[1:]
""",
    "shift": "def shift(x):\n    return x + 1\n",
}


def completed(source: str) -> str:
    """A module with right answers to the exercises that it says nothing of."""
    missing = [answer for name, answer in ANSWERS.items() if f"def {name}(" not in source and f"{name} =" not in source]
    return "\n\n".join([source, *missing])


RIGHT = completed("")
HONEST = {
    "bea": RIGHT,
    "emil": completed("def scale(x):\n    return 2 + x\n"),
    "ines": completed("""
import numpy as np

class Mine(np.ndarray):
    pass

def half(x):
    return (x / 2).astype(">f8")

def scale(x):
    return np.asfortranarray(np.stack([2 * x, x])[::-1][1]).view(Mine)

def shift(x):
    result = np.repeat(x + 1, 2, axis=-1)[..., ::2]
    result.flags.writeable = False
    return result
"""),
    "otto": completed("def scale(x):\n    x *= 2\n    return x\n"),
    "rosa": "def half(x):\n    raise ValueError(x)\n\n\ndef scale(x):\n    raise NotImplementedError\n",
    "tess": completed("import numpy.testing\n"),
    "zoe": RIGHT,
}


@dataclass(frozen=True)
class Findings:
    """What came of one class; all of it can be written down as JSON."""

    refusal: str  # why this level cannot be had here
    mark: str  # stands in everything that must not come through
    code: int
    out: str
    err: str
    results: list[dict[str, Any]]
    undisturbed: list[dict[str, Any]]  # the honest students' results without any attacker
    left: list[str]  # processes that outlived the grader
    changed: list[str]  # paths outside that are not as before
    visited: list[str]  # listeners that heard something
    decoy_lives: bool
    gradebook: str  # SQLite's opinion
    longest_text: int  # in the gradebook
    shown: str  # every submission as `grade show` prints it

    def of(self, student: str) -> dict[str, Any]:
        """The one result of ``student``; without any, the grader's last words."""
        found = [result for result in self.results if result["student"] == student]
        assert len(found) == 1, self.err[-2000:]
        return found[0]


@dataclass(frozen=True)
class Ended:
    """A run of `grade` that is over; ``left`` are processes that outlived it."""

    code: int
    out: str
    err: str
    left: list[str]


class Place:
    """A folder that everybody on the machine may enter, with a course and a class in it."""

    def __init__(self, root: Path, course: Path) -> None:
        self.root = root
        self.course, self.students, self.canary = root / "course", root / "class", root / "canary"
        self.scratch, self.results = root / "tmp", root / "results.json"
        self.out, self.err = root / "out.txt", root / "err.txt"
        trusted(Path(shutil.copytree(course, self.course)))
        for folder in (self.students, self.canary, self.scratch):
            folder.mkdir()
        root.chmod(0o755)
        self.canary.chmod(0o777)
        self.scratch.chmod(0o1777)

    def submit(self, student: str | bytes, source: str, folder: Path | None = None) -> Path:
        """Hand in a module; the result is its folder."""
        own = (folder or self.students) / os.fsdecode(student) / TARGET
        own.mkdir(parents=True)
        (own / f"{TARGET}.py").write_text(source, "utf-8", "surrogatepass")
        return own

    def grade(self, *args: str | Path, prepare: Callable[[int], None] = lambda pid: None) -> Ended:
        """Run `grade`; ``prepare`` gets its process id before it starts."""
        command = [sys.executable, "-m", "autograder", *map(str, args)]
        with self.python(HERE / "warden.py", self.out, self.err, *command, cwd=self.course) as warden:
            assert warden.stdout
            prepare(int(warden.stdout.readline()))
            said, _ = warden.communicate("go\n")
        return self.ended(said)

    def python(self, *words: str | Path, cwd: Path) -> "subprocess.Popen[str]":
        """A Python that starts `grade`."""
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=cwd,
            env={**os.environ, "AUTOGRADER_SECRET": SECRET, "TMPDIR": str(self.scratch), "NO_COLOR": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ended(self, said: str) -> Ended:
        """What a warden said of a run, and what that wrote."""
        return Ended(**json.loads(said), out=self.out.read_text(), err=self.err.read_text())


def _course_of(seconds: int) -> Path:
    """The course, whose exercises have so many seconds, with all expected values: else each run would load PyTorch."""
    return made_once(f"hostile-course-{seconds}", lambda root: _make_course(root, seconds))


def _make_course(root: Path, seconds: int) -> None:
    shutil.copytree(HERE / "course", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".grade-secret").write_text(SECRET)
    for path in (root / "solutions" / TARGET).glob("*.py"):
        assert "seconds=2," in path.read_text()
        path.write_text(path.read_text().replace("seconds=2,", f"seconds={seconds},"))
    course = load_course(trusted(root) / "grader.yaml")
    references = References(root, SECRET.encode())
    for exercise in load_assignment(course, TARGET).exercises:
        public = public_questions(exercise, references)
        for variant in range(course.file.variants):
            for question in with_hidden(public, references, SECRET.encode(), variant).questions:
                assert [*question.expected.mistakes]


@contextmanager
def place(seconds: int = 2) -> Iterator[Place]:
    """A `Place`, gone afterwards.  (pytest's own temporary folders are closed to other users, and so no test.)"""
    root = Path(tempfile.mkdtemp(prefix="hostile-")).resolve()
    try:
        yield Place(root, _course_of(seconds))
    finally:
        subprocess.run(["rm", "-rf", root], check=True)  # rmtree is recursive, and some folders here are deep


def judge_attackers(level: str, attacks: Sequence[str]) -> Findings:
    """Grade the honest students alone, then with all the ``attacks`` among them."""
    with place() as here, ExitStack() as stack:
        alone = here.root / "alone"
        for student, source in HONEST.items():
            here.submit(student, source, alone)
            here.submit(student, source)
        first = here.root / "first.json"
        graded = "--isolation", level, "--jobs", "4", "--ignore-unknown"
        calm = here.grade("all", alone, *graded, "--gradebook", here.root / "first.db", "--json", first)
        if calm.code == 3 and not first.exists():
            return Findings(calm.err.strip(), *NOTHING)
        world = stack.enter_context(Surroundings(here))
        ended = here.grade("all", here.students, *graded, "--json", here.results, prepare=world.invade(attacks))
        shown = [here.grade("show", "--", student).out for student in ("raise_texts", next(iter(NAMES.values())))]
        wide = here.grade("table", "--wide").out  # a run shows a summary of so many
        return Findings(
            refusal="",
            mark=world.mark,
            code=ended.code,
            out=f"{ended.out}{wide}",
            err=ended.err,
            results=read_results(here.results) if here.results.exists() else [],
            undisturbed=read_results(first),
            left=ended.left,
            changed=world.changed(),
            visited=world.visited(),
            decoy_lives=world.decoy.poll() is None,
            **_gradebook(here, shown),
        )


NOTHING: tuple[Any, ...] = ("", 3, "", "", [], [], [], [], [], True, "", 0, "")


def _gradebook(here: Place, shown: Sequence[str]) -> dict[str, Any]:
    """What the gradebook holds, read by SQLite itself and as `grade show` does; ``shown`` is what that said."""
    from autograder.course.config import load_course
    from autograder.gradebook.store import Gradebook
    from autograder.report.terminal import console, submission_view

    path = here.course / "gradebook.db"
    opinion = soundness(path)
    if opinion != "ok":
        return {"gradebook": opinion, "longest_text": 0, "shown": ""}
    results = Gradebook(path).results(load_course(here.course / "grader.yaml"))
    longest = max(len(text) for result in results for v in result.verdicts for text in (v.message, v.detail))
    screen = console()
    screen.file = StringIO()
    for result in results:
        screen.print(submission_view(result))
    return {"gradebook": opinion, "longest_text": longest, "shown": "".join([*shown, screen.file.getvalue()])}


def soundness(book: Path) -> str:
    """What SQLite says of a gradebook: "ok", or what is wrong."""
    try:
        with closing(sqlite3.connect(book)) as database:
            database.execute("select count(*) from verdicts")
            return "; ".join(said for (said,) in database.execute("pragma integrity_check"))
    except sqlite3.Error as error:
        return str(error)


def mounts() -> list[str]:
    """What is mounted on this machine."""
    return sorted(Path("/proc/self/mounts").read_text().splitlines())


class Surroundings:
    """What the attackers could reach: files, listeners, a process; and whether they did."""

    def __init__(self, here: Place) -> None:
        self.here = here
        self.mark = f"evil{os.urandom(4).hex()}"
        self._sockets: dict[str, socket.socket] = {}
        self._before: dict[str, str] = {}

    def __enter__(self) -> "Surroundings":
        stack = ExitStack()
        for name, family, kind, address in (
            ("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("UNIX", socket.AF_UNIX, socket.SOCK_STREAM, str(self.here.root / "stream")),
            ("UNIX_DATAGRAM", socket.AF_UNIX, socket.SOCK_DGRAM, str(self.here.root / "datagram")),
            ("ABSTRACT", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}"),
        ):
            self._sockets[name] = listener = stack.enter_context(socket.socket(family, kind))
            listener.setblocking(False)
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen(64)
            if name.startswith("UNIX"):
                Path(str(address)).chmod(0o777)
        self.decoy = stack.enter_context(subprocess.Popen(["sleep", "600"], user=_worker(), group=_worker()))
        stack.callback(self.decoy.kill)
        self._stack = stack
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def invade(self, attacks: Sequence[str]) -> Callable[[int], None]:
        """Lets the attackers, the traps and the strange names in, once the grader's process is known."""

        def prepare(grader: int) -> None:
            facts = self._facts(grader)
            for name in attacks:
                self.here.submit(name, completed(_filled(ATTACKS[name], facts)))
                (self.here.canary / name).write_text("untouched")
                _give_away(self.here.canary / name)
            for name, trap in TRAPS.items():
                trap(self.here.submit(f"folder-{name}", RIGHT), facts)
            for student in NAMES:
                self.here.submit(student, RIGHT)
            self._before = self._everything()

        return prepare

    def _facts(self, grader: int) -> dict[str, str]:
        """What the attackers know."""
        here = self.here
        return {
            "MARK": self.mark,
            "SECRET": SECRET,
            "COURSE": str(here.course),
            "SOLUTION": str(here.course / "solutions" / TARGET / "scale.py"),
            "GRADEBOOK": str(here.course / "gradebook.db"),
            "RESULTS": str(here.results),
            "CLASS": str(here.students),
            "VICTIM": str(here.students / "zoe" / TARGET / f"{TARGET}.py"),
            "CANARY": str(here.canary),
            "PLACES": ":".join(map(str, (*self._public(), here.students, here.course, here.root))),
            "PACKAGES": str(Path(str(np.__file__)).parents[1]),
            "REPOSITORY": str(REPOSITORY),
            "TCP": str(self._sockets["TCP"].getsockname()[1]),
            "UDP": str(self._sockets["UDP"].getsockname()[1]),
            "UNIX": str(here.root / "stream"),
            "UNIX_DATAGRAM": str(here.root / "datagram"),
            "ABSTRACT": self.mark,
            "DECOY": str(self.decoy.pid),
            "GRADER": str(grader),
            **{f"NR_{name}": str(number) for name, number in SYSCALLS.items()},
        }

    def _public(self) -> tuple[Path, ...]:
        """Where everybody may write."""
        return self.here.canary, self.here.scratch, *map(Path, ("/tmp", "/var/tmp", "/dev/shm"))  # noqa: S108

    def _everything(self) -> dict[str, str]:
        """Every file around, and the mounts; of the folders that others use too, what bears the mark."""
        found = {}
        for folder in (self.here.students, self.here.course, self.here.canary, self.here.scratch):
            for path in _below(folder):
                if not path.name.startswith("gradebook.db"):
                    found[ascii(str(path.relative_to(self.here.root)))] = _looks(path)
        for folder in self._public():
            found |= {ascii(str(path)): "" for path in folder.glob(f"*{self.mark}*")}
        return found | {f"mount {line}": "" for line in mounts()}

    def changed(self) -> list[str]:
        """What is not as it was before the run."""
        after = self._everything()
        names = sorted({*self._before, *after})
        return [name for name in names if self._before.get(name) != after.get(name)]

    def visited(self) -> list[str]:
        """The listeners that heard something."""
        heard = []
        for name, listener in self._sockets.items():
            with suppress(BlockingIOError):
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(1)
                heard.append(name)
        return heard


def _filled(source: str, facts: Mapping[str, str]) -> str:
    for name, value in facts.items():
        source = source.replace(f"@{name}@", value)
    return source


def _below(folder: Path) -> Iterator[Path]:
    """Every path below ``folder``, down to a depth that nothing honest needs."""
    folders = [folder]
    while folders:
        for path in folders.pop().iterdir():
            yield path
            if path.is_dir() and not path.is_symlink() and len(path.parts) < 20:
                folders.append(path)


def _looks(path: Path) -> str:
    """Everything about a file that an attack could change."""
    found = path.lstat()
    what = ""
    if path.is_symlink():
        what = str(path.readlink())
    elif path.is_file():
        what = hashlib.sha256(path.read_bytes()).hexdigest() if found.st_size < 1 << 24 else "large"
    times = (0, 0) if path.is_dir() else (found.st_mtime_ns, found.st_nlink)
    labels = [] if path.is_symlink() else os.listxattr(path)
    return repr((found.st_mode, found.st_uid, found.st_gid, *times, labels, what))


def _worker() -> int | None:
    """The user that a worker runs as, if it is not this one: who has its files and processes tests walls alone."""
    from autograder.worker.site import UNPRIVILEGED

    return UNPRIVILEGED if os.geteuid() == 0 else None


def _give_away(path: Path) -> None:
    """Make ``path`` a file that an unwalled worker may do everything with."""
    path.chmod(0o666)
    user = _worker()
    if user is not None:
        os.chown(path, user, user)
