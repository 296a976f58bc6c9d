"""The cache of expected values: private, encrypted where it is hidden, and never trusted when it is damaged."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.errors import CourseError
from autograder.exercise.assigned import AssignedExercise
from autograder.grading import cache
from autograder.grading.cache import Cache, Entry
from autograder.grading.draw import draw_hidden, draw_public, variant_of
from autograder.grading.expect import References
from autograder.grading.questions import public_questions, with_hidden
from autograder.records import Call, CallGroup
from autograder.system.files import write_whole
from autograder.worker.trees import leaves
from autograder.worker.wire import TooLarge, encode
from tests.conftest import ADAM, SECRET, Ran, answer, copy_course, read_results, run_grade, submit, trusted
from tests.helpers.processes import Start
from tests.helpers.shared import made_once

Grade = Callable[..., Ran]
ALL = ("all", "--jobs", "2", "--assignment", "optimizers")
LEVEL = ("--isolation", "process")


def _make_graded(root: Path) -> None:
    """A course with a cache of its own, filled by `grade all` as a user without a umask runs it."""
    copy_course(root)
    (root / ".grade-cache").unlink()
    submit(root / "submissions", "ada", "optimizers", answer(root, "optimizers"))
    (root / "r.json").touch(mode=0o644)
    ran = run_grade(*ALL, "--json", "r.json", cwd=root, preexec_fn=lambda: os.umask(0) and None)
    assert ran.code == 0, ran.err


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The graded course, a copy of it."""
    return trusted(Path(shutil.copytree(made_once("graded-course", _make_graded), tmp_path / "course")))


def entries(course: Path) -> list[Path]:
    """Every file of the cache."""
    return sorted(path for path in (course / ".grade-cache").rglob("*") if path.is_file())


def mode(path: Path) -> int:
    """Who may do what."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_cache_and_results_are_their_owners_alone(course: Path) -> None:
    folders = {course / ".grade-cache", *(path.parent for path in entries(course))}
    assert {mode(folder) for folder in folders} == {0o700}
    assert {mode(path) for path in (*entries(course), course / "r.json")} == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("opened", [0o750, 0o702])
def test_a_cache_that_others_can_use_is_refused(course: Path, grade: Grade, opened: int, linked: bool) -> None:
    folder = course / ".grade-cache"
    if linked:
        folder.rename(course / "elsewhere")
        folder.symlink_to(course / "elsewhere")
    folder.chmod(opened)
    for command in (ALL, ("check", "optimizers"), ("verify", "optimizers/adam_step")):
        ran = grade(*command)
        assert ran.code == 2 and f"chmod 700 {folder}" in " ".join(ran.err.split())
    folder.chmod(0o700)
    assert grade(*ALL).code == 0


def test_hidden_values_are_useless_without_the_secret(course: Path) -> None:
    stored = b"".join(path.read_bytes() for path in entries(course))
    chosen = load_assignment(load_course(course / "grader.yaml"), "optimizers").exercise("adam_step")
    references = References(course, SECRET.encode())

    def found(groups: list[CallGroup]) -> Iterator[bool]:
        for group in groups:
            yield from (call.frame in stored for call in group)
            for array in leaves(references.values(chosen, list(group))):
                if isinstance(array, np.ndarray) and array.nbytes >= 16:
                    yield array.tobytes() in stored

    assert all(public := list(found([*draw_public(chosen)]))) and public
    hidden = list(found([*draw_hidden(chosen, SECRET.encode(), 0)]))
    assert hidden and not any(hidden)


def test_calls_are_drawn_once_and_are_the_same_from_the_cache(course: Path) -> None:
    config = load_course(course / "grader.yaml")
    secret, variant = SECRET.encode(), variant_of(SECRET.encode(), "ada", config.file.variants)  # as `grade all` did
    for exercise in load_assignment(config, "optimizers").exercises:
        public = public_questions(exercise, NothingDrawn(course, secret))
        every = with_hidden(public, NothingDrawn(course, secret), secret, variant)
        drawn = [*draw_public(exercise), *draw_hidden(exercise, secret, variant)]
        known = [call for group in drawn for call in group]
        assert [facts(call) for call in every.batch.calls] == [facts(call) for call in known]
        with pytest.raises(LookupError):
            with_hidden(public, NothingDrawn(course, secret), b"another secret", variant)


class NothingDrawn(References):
    """References to calls that are all in the cache already."""

    def drawn(
        self, exercise: AssignedExercise, key: str, draw: Callable[[], list[CallGroup]], *, hidden: bool
    ) -> list[CallGroup]:
        """What is in the cache."""
        return super().drawn(exercise, key, {}.popitem, hidden=hidden)  # type: ignore[arg-type]  # it raises only


def test_computed_values_are_of_the_types_that_the_cache_gives(course: Path) -> None:
    exercise = load_assignment(load_course(course / "grader.yaml"), "perceptron").exercise("perceptron_update")
    calls = [call for group in draw_public(exercise) for call in group]

    def types() -> list[type]:
        references = References(course)
        return [type(leaf) for value in references.values(exercise, calls) for leaf in leaves(value)]

    shutil.rmtree(course / ".grade-cache")
    assert types() == types()


def facts(call: Call) -> tuple[object, ...]:
    """Everything about a call, in comparable form."""
    return call.frame, call.exercise, call.check, call.case, call.hidden, call.precision, encode(dict(call.known))


def test_names_of_hidden_entries_depend_on_the_secret_and_public_ones_do_not(tmp_path: Path) -> None:
    caches = [Cache(tmp_path, secret) for secret in (None, b"one", b"two")]
    names = {hidden: {one.path(entry(hidden=hidden)).name for one in caches} for hidden in (False, True)}
    assert (len(names[False]), len(names[True])) == (1, 3)


def test_public_values_are_shared_with_those_who_do_not_have_the_secret(
    course: Path, grade: Grade, tmp_path: Path
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch/__init__.py").write_text("raise ImportError('no torch here')")
    (course / "assignments/optimizers/optimizers.py").write_text(answer(course, "optimizers"))
    assert grade("check", "optimizers", env={"PYTHONPATH": str(tmp_path)}).code == 0


def flipped(data: bytes, place: float) -> bytes:
    """The data with one bit changed."""
    changed = bytearray(data)
    changed[int(place * (len(data) - 1))] ^= 4
    return bytes(changed)


@pytest.mark.parametrize("place", [0, 0.3, 0.5, 0.9, 1])
def test_a_flipped_bit_costs_nobody_a_point_and_is_said_once(course: Path, grade: Grade, place: float) -> None:
    before = read_results(course / "r.json")
    for path in entries(course):
        path.write_bytes(flipped(path.read_bytes(), place))
    ran = grade(*ALL, "--force", "--json", "r.json")
    assert ran.code == 0 and ran.err.count("damaged") == 1 and ".grade-cache" in ran.err
    assert read_results(course / "r.json") == before and before[0]["points"] == ADAM
    again = grade(*ALL, "--force", "--json", "r.json")
    assert "damaged" not in again.err and read_results(course / "r.json") == before


def test_a_cut_off_an_empty_and_an_exchanged_entry_are_damaged(course: Path, grade: Grade) -> None:
    before = read_results(course / "r.json")
    whole = {path: path.read_bytes() for path in entries(course)}
    first = next(iter(whole.values()))
    for damage in (lambda data: data[:-1], lambda data: b"", lambda data: first):
        for path, data in whole.items():
            path.write_bytes(damage(data))
        ran = grade(*ALL, "--force", "--json", "r.json")
        assert ran.err.count("damaged") == 1 and read_results(course / "r.json") == before


def test_every_version_and_entry_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "ENTRIES", 5)
    for number in range(cache.VERSIONS + 3):
        Cache(tmp_path / "c").write(entry(version=f"a-{number}"), [number])
    for number in range(10):
        Cache(tmp_path / "c").write(entry(version="b-0", content=f"{number}"), [number])
    assert len([*(tmp_path / "c").glob("a-*")]) == cache.VERSIONS
    assert len([*(tmp_path / "c/b-0").iterdir()]) == 6
    assert Cache(tmp_path / "c").read(entry(version="b-0", content="9")) == [9]


def test_values_of_more_parts_than_a_frame_may_have_are_kept_as_well(tmp_path: Path) -> None:
    """Such as the replies of all mistakes of a training, each with a list of losses."""
    losses = [[number / 7 for number in range(20_000)] for _ in range(9)]
    with pytest.raises(TooLarge):
        encode(losses)
    for hidden in (False, True):
        Cache(tmp_path / "c", b"one").write(entry(hidden=hidden), losses)
        assert Cache(tmp_path / "c", b"one").read(entry(hidden=hidden)) == losses


def test_all_entries_together_are_bounded_and_those_in_use_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "BYTES", 40_000)
    for number in range(8):
        Cache(tmp_path / "c").write(entry(version=f"a-{number % 3}", content=f"{number}"), [np.zeros(500)])
        for age, path in enumerate(sorted((tmp_path / "c").glob("*/*"), key=lambda path: path.stat().st_mtime)):
            os.utime(path, (age, age))
    used = entry(version="a-0", content="0")
    for number in range(8, 20):
        assert Cache(tmp_path / "c").read(used) is not None
        Cache(tmp_path / "c").write(entry(version=f"a-{number % 3}", content=f"{number}"), [np.zeros(500)])
    assert sum(path.stat().st_size for path in (tmp_path / "c").glob("*/*")) <= 40_000
    assert Cache(tmp_path / "c").read(entry(version="a-1", content="1")) is None


def entry(*, version: str = "a-1", content: str = "c", hidden: bool = False) -> Entry:
    """A place in a cache."""
    return Entry(version, "f", content, "values", hidden)


def test_another_secret_reads_no_hidden_entry_and_harms_none(tmp_path: Path) -> None:
    said: list[str] = []
    Cache(tmp_path / "c", b"one").write(entry(hidden=True), [1])
    for secret in (b"two", None):
        assert Cache(tmp_path / "c", secret, said.append).read(entry(hidden=True)) is None
    assert Cache(tmp_path / "c", b"one", said.append).read(entry(hidden=True)) == [1] and not said


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("no folder")
    (tmp_path / "c").chmod(0o600)
    one = Cache(tmp_path / "c")
    one.write(entry(), [1])
    assert one.read(entry()) is None


def test_several_graders_fill_one_cache_together(course: Path, start: Start) -> None:
    shutil.rmtree(course / ".grade-cache")
    command = (sys.executable, "-m", "autograder", *ALL, *LEVEL)
    options = {"cwd": course, "env": {**os.environ, "AUTOGRADER_SECRET": SECRET}, "stderr": subprocess.PIPE}
    running = [start(*command, "--gradebook", f"{n}.db", "--json", f"{n}.json", **options) for n in range(2)]
    said = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0] and "damaged" not in "".join(said)
    assert read_results(course / "0.json") == read_results(course / "1.json")
    assert not [path for path in entries(course) if path.name.startswith(".")]


def test_an_open_cache_is_refused_where_it_is_opened(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(CourseError, match="by other users") as refused:
        Cache(tmp_path)
    assert f"chmod 700 {tmp_path}" in refused.value.hint


def test_a_private_file_is_never_open(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.touch(mode=0o644)
    before = os.umask(0)
    try:
        write_whole(path, "secret", private=True)
        write_whole(tmp_path / "g", "public")
    finally:
        os.umask(before)
    assert (mode(path), mode(tmp_path / "g")) == (0o600, 0o666)
