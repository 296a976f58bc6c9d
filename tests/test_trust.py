"""Nothing of a student's is loaded as a course: a folder full of traps, tried through every door."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder.cli.offer import COMMANDS as OFFERED
from tests.conftest import REPOSITORY, SECRET, Ran, answer, copy_course, run_grade, submit
from tests.helpers.plugin import run_pytest
from tests.helpers.warm import can_be_forked
from tests.terminal import Terminal

WORK = "optimizers"
TRAP = "from pathlib import Path\nPath({mark!r}).write_text('run')\nraise SystemExit(9)\n"
COMMANDS: dict[str, list[str]] = {
    "all": ["all", ".", "--isolation", "process"],
    "build": ["build"],
    "check": ["check", WORK],
    "class": ["class"],
    "collect": ["collect", "theirs.zip"],
    "copy": ["copy", "theirs.db"],
    "diff": ["diff", "2026-01-01"],
    "evidence": ["evidence", "ada", WORK],
    "export": ["export", "nbgrader", "--db", "theirs.db"],
    "extend": ["extend", "ada", WORK, "+1d"],
    "hint": ["hint", "adam_step"],
    "history": ["history", "ada"],
    "list": ["list"],
    "new": ["new", "losses/other"],
    "next": ["next"],
    "override": ["override", "ada", WORK, "--excuse"],
    "release": ["release", "out"],
    "replay": ["replay", __file__],
    "report": ["report", "out"],
    "restore": ["restore", "ada", WORK],
    "roster": ["roster", "nbgrader", "--db", "theirs.db"],
    "reset": ["reset", "adam_step"],
    "show": ["show", "ada"],
    "similar": ["similar"],
    "students": ["students"],
    "submit": ["submit", WORK, "--student", "ada"],
    "table": ["table"],
    "upload": ["upload", "canvas", "--url", "http://127.0.0.1:9", "--canvas-course", "1"],
    "verify": ["verify"],
}
HARMLESS: dict[str, list[str]] = {"doctor": ["doctor"], "init": ["init", "fresh"], "trust": ["trust", "--list"]}


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a user who has trusted nothing yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The small course with a line of its own, so that it is no copy of the checkout's."""
    root = copy_course(tmp_path / "course")
    path = root / "solutions/losses/cross_entropy.py"
    path.write_text(path.read_text() + "# mine\n")
    return root


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """What is written as soon as a trap is loaded."""
    return tmp_path / "mark"


@pytest.fixture
def mallory(tmp_path: Path, mark: Path) -> Path:
    """A submission that is a course as well, owned by who unpacked it; whatever is loaded of it leaves the mark."""
    folder, trap = tmp_path / "mallory", TRAP.format(mark=str(mark))
    for path in (f"solutions/{WORK}/adam_step.py", f"solutions/{WORK}/given.py", "autograder.py", "multiprocessing.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(trap)
    (folder / "grader.yaml").write_text(f"course: Evil\nassignments: [{{name: {WORK}}}]\n")
    (folder / f"solutions/{WORK}/calibration.json").write_text("{}")
    shutil.copytree(REPOSITORY / f"assignments/{WORK}", folder / f"assignments/{WORK}")
    (folder / ".grade-secret").write_bytes(b"s" * 32)
    (folder / ".grade-secret").chmod(0o600)
    return folder


def installed_grade(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """`grade` as the installed command runs it, which finds no module where it is called.

    Where there is none to find, `run_grade` runs it, which need not start Python for that.
    """
    settings = {**os.environ, "AUTOGRADER_SECRET": SECRET, **(env or {})}
    if can_be_forked(cwd, settings):
        return run_grade(*args, cwd=cwd, env=env)
    command = [sys.executable, "-P", "-m", "autograder", *map(str, args)]
    done = subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def contents(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def refused(ran: Ran, folder: Path) -> bool:
    return ran.code == 2 and f"run `grade trust {folder}`" in ran.err and ran.out == ""


def test_every_command_is_tried() -> None:
    assert OFFERED.keys() == COMMANDS.keys() | HARMLESS.keys()


@pytest.mark.parametrize("how", ["inside", "--course", "AUTOGRADER_COURSE"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_loads_a_course_that_was_never_trusted(
    name: str, how: str, mallory: Path, mark: Path, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    before = contents(mallory)
    ran = {
        "inside": lambda: installed_grade(*COMMANDS[name], cwd=mallory),
        "--course": lambda: installed_grade(*COMMANDS[name], "--course", "../mallory", cwd=tmp_path / "here"),
        "AUTOGRADER_COURSE": lambda: installed_grade(
            *COMMANDS[name], cwd=tmp_path / "here", env={"AUTOGRADER_COURSE": str(mallory)}
        ),
    }[how]()
    assert refused(ran, mallory), ran
    assert not mark.exists() and contents(mallory) == before


@pytest.mark.parametrize("name", [*HARMLESS, ""])
def test_what_reads_a_course_as_data_goes_on(name: str, mallory: Path, mark: Path) -> None:
    with (mallory / "grader.yaml").open("a") as file:
        file.write("timezone: UTC\n")
    ran = installed_grade(*HARMLESS.get(name, []), cwd=mallory)
    assert ran.code in (0, 3) and not mark.exists(), ran


def test_a_course_that_is_only_looked_at_cannot_drive_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "grader.yaml").write_text('course: "\\e[2Jevil"\nassignments: [{name: losses}]\n')
    ran = run_grade(cwd=tmp_path)
    assert ran.code == 0 and "\\x1b[2Jevil" in ran.out and "\x1b" not in ran.out


def test_a_course_file_that_holds_itself_or_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
    lists = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 30))
    for text in ("assignments: &a [*a]\n", f"x0: &x0 [{{name: a}}]\n{lists}", "&a {course: *a, assignments: *a}\n"):
        (tmp_path / "grader.yaml").write_text(text)
        ran = run_grade(cwd=tmp_path)
        assert ran.code == 2 and "grader.yaml, line 1" in ran.err, ran


@pytest.mark.parametrize("file", ["checks.py", "functions.py"])
@pytest.mark.parametrize("door", ["check", "hint", "submit", "notebook", "pytest"])
def test_a_kit_with_code_in_it_is_no_exception(door: str, file: str, course: Path, tmp_path: Path, mark: Path) -> None:
    kit = tmp_path / "mallory"
    assert run_grade("release", kit, "--assignment", WORK, cwd=course).code == 0
    (kit / "kit" / file).write_text(TRAP.format(mark=str(mark)))
    if door == "notebook":
        code = "from autograder.notebook import check\ndef adam_step(): pass\ncheck(adam_step)"
        said = subprocess.run([sys.executable, "-c", code], cwd=kit, capture_output=True, text=True).stdout
    elif door == "pytest":
        said = run_pytest(kit, f"assignments/{WORK}").out
    else:
        said = installed_grade(*COMMANDS[door], cwd=kit).err
    assert f"grade trust {kit}" in said and not mark.exists()


@pytest.mark.parametrize("target", ["folder", "module", "submission"])
@pytest.mark.parametrize("name", ["check", "submit"])
def test_a_target_never_brings_its_own_course(
    name: str, target: str, course: Path, mallory: Path, mark: Path, tmp_path: Path
) -> None:
    """It is checked by the course where one stands, whose answers are right by other rules than Mallory's."""
    work = mallory / f"assignments/{WORK}"
    (work / f"{WORK}.py").write_text(answer(course, WORK))
    path = {"folder": work, "module": work / f"{WORK}.py", "submission": submit(mallory, "x", WORK, "pass")}[target]
    ran = installed_grade(name, path, *([] if name == "check" else ["--student", "m", "--force"]), cwd=course)
    assert ran.code == int(target == "submission" and name == "check"), ran
    assert not mark.exists()
    (tmp_path / "nowhere").mkdir()
    installed_grade(name, path, cwd=tmp_path / "nowhere")
    assert not mark.exists()


def test_outside_of_all_courses_a_target_is_told_to_name_one(mallory: Path, tmp_path: Path) -> None:
    (mallory / f"assignments/{WORK}/{WORK}.py").rename(mallory / "mine.py")
    ran = installed_grade("check", mallory / "mine.py", cwd=tmp_path)
    assert ran.code == 2 and "--course DIR" in ran.err and str(tmp_path) in ran.err


@pytest.mark.parametrize("where", ["inside", "above", "in a course"])
def test_pytest_refuses_it_too(where: str, course: Path, mallory: Path, mark: Path) -> None:
    path = mallory / f"assignments/{WORK}/{WORK}.py"
    folder = {"inside": mallory, "above": mallory.parent, "in a course": course}[where]
    ran = run_pytest(folder, path, PYTHONSAFEPATH="1")
    assert not mark.exists() and "Traceback" not in ran.out
    if where == "in a course":
        assert ran.code == 0 and "6 skipped" in ran.out  # the stub, by the course where one stands
    else:
        assert ran.code == 2 and f"grade trust {mallory}" in ran.out


@pytest.mark.parametrize(
    "code",
    [
        "from autograder.notebook import check\ndef adam_step(): pass\ncheck(adam_step)",
        "from autograder.notebook import points\ndef adam_step(): pass\nprint(points('adam_step'))",
        "import types, autograder.practice as p\np.replay(types.ModuleType('m'), 'adam_step.early', 't=1')",
    ],
    ids=["check", "points", "replay"],
)
def test_notebooks_and_python_refuse_it_too(code: str, mallory: Path, mark: Path) -> None:
    folder = mallory / f"assignments/{WORK}"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert f"grade trust {mallory}" in done.stdout + done.stderr and not mark.exists()


def test_nbgrader_gives_no_points_by_a_course_that_was_never_trusted(mallory: Path, mark: Path) -> None:
    environment = {**os.environ, "NBGRADER_EXECUTION": "autograde", "AUTOGRADER_COURSE": str(mallory)}
    done = subprocess.run(
        [sys.executable, "-c", "from autograder.notebook import points; print(points('adam_step'))"],
        cwd=mallory / f"assignments/{WORK}",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "Not graded" in done.stdout and f"grade trust {mallory}" in done.stdout and done.stdout.endswith("inf\n")
    assert not mark.exists()


def completed(cwd: Path, words: str, **env: str) -> list[str]:
    environment = {"_GRADE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    ran = installed_grade(cwd=cwd, env={**environment, **env})
    return [line.partition(",")[2] for line in ran.out.splitlines()]


def test_completion_reads_names_and_loads_nothing(course: Path, mallory: Path, mark: Path) -> None:
    assert completed(mallory, "grade check opt") == [WORK]
    assert completed(mallory, "grade check loss", AUTOGRADER_COURSE=str(course)) == ["losses"]
    assert completed(mallory, f"grade check --course {course} loss") == ["losses"]
    assert not mark.exists()


def test_no_process_takes_a_file_where_one_stands_for_a_module(course: Path, mallory: Path, mark: Path) -> None:
    ran = installed_grade("verify", "losses/cross_entropy", "--jobs", "1", "--course", course, cwd=mallory)
    assert ran.code == 0 and "all sound" in ran.out, ran
    assert not mark.exists()


# What is trusted.


def untouched(course: Path, **env: str) -> Ran:
    """A check of a stub, which fails; it is refused where the course is not trusted."""
    return installed_grade("check", "losses", cwd=course, env=env)


def record_of(course: Path, settings: Path) -> Path:
    return next(path for path in settings.rglob("*.json") if json.loads(path.read_text())["path"] == str(course))


def test_trust_is_given_listed_and_revoked(course: Path) -> None:
    assert "no longer" in run_grade("trust", "--revoke", cwd=course).out
    assert refused(untouched(course), course)
    given = run_grade("trust", cwd=course / "assignments")
    assert given.code == 0 and str(course) in given.out
    assert str(course) in run_grade("trust", "--list", cwd=course).out.splitlines()
    assert untouched(course).code == 1
    assert run_grade("trust", course, "--revoke", cwd=course.parent).code == 0
    assert refused(untouched(course), course)
    assert run_grade("trust", "--revoke", cwd=course).code == 2


def test_only_a_course_can_be_trusted(tmp_path: Path) -> None:
    ran = run_grade("trust", tmp_path, cwd=tmp_path)
    assert ran.code == 2 and "no grader.yaml" in ran.err
    assert run_grade("trust", cwd=tmp_path).code == 2


def test_what_lies_in_a_trusted_course_is_not_trusted(course: Path, mallory: Path, mark: Path) -> None:
    inside = Path(shutil.copytree(mallory, course / "submissions/mallory"))
    assert refused(installed_grade("check", WORK, cwd=inside), inside) and not mark.exists()


def test_a_course_that_this_user_made_is_trusted_and_stays_so_when_it_moves(tmp_path: Path) -> None:
    assert run_grade("init", "mine", cwd=tmp_path, env={"AUTOGRADER_SECRET": ""}).code == 0
    made = tmp_path / "mine"
    assert run_grade("build", cwd=made).code == 0
    copy = Path(shutil.copytree(made, tmp_path / "copy"))
    assert refused(run_grade("build", cwd=copy), copy)
    shutil.rmtree(copy)
    moved = made.rename(tmp_path / "moved")
    assert run_grade("build", cwd=moved).code == 0


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_link_to_the_secret_proves_nothing(link: str, tmp_path: Path, mallory: Path, mark: Path) -> None:
    assert run_grade("init", "mine", cwd=tmp_path, env={"AUTOGRADER_SECRET": ""}).code == 0
    (mallory / ".grade-secret").unlink()
    make = Path.symlink_to if link == "symbolic" else Path.hardlink_to
    make(mallory / ".grade-secret", tmp_path / "mine/.grade-secret")
    (tmp_path / "mine/grader.yaml").unlink()
    assert refused(installed_grade("build", cwd=mallory), mallory) and not mark.exists()


def test_the_checkout_that_autograder_comes_from_needs_no_question(settings: Path) -> None:
    ran = installed_grade("check", "losses", "-e", "accuracy", cwd=REPOSITORY)
    assert ran.code == 1 and "not written yet" in ran.out and not settings.exists(), ran


def test_a_kit_needs_no_trust_and_offers_a_students_commands_only(course: Path, tmp_path: Path) -> None:
    assert run_grade("release", tmp_path / "kit", "--assignment", "losses", cwd=course).code == 0
    run_grade("trust", "--revoke", course, cwd=tmp_path)
    assert untouched(tmp_path / "kit").code == 1
    assert "needs no trust" in run_grade("trust", tmp_path / "kit", cwd=tmp_path).err
    for name in ("show", "all", "verify"):
        ran = run_grade(*COMMANDS[name], cwd=tmp_path / "kit")
        assert ran.code == 2 and "student's copy" in ran.err
        named = run_grade(*COMMANDS[name], "--course", tmp_path / "kit", cwd=tmp_path)
        assert named.code == 2 and "is a kit" in named.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_others_is_not_trusted(course: Path, settings: Path) -> None:
    os.chown(course, 4242, -1)
    assert refused(untouched(course), course)
    assert run_grade("trust", cwd=course).code == 0 and untouched(course).code == 1  # a colleague's
    record = record_of(course, settings)
    os.chown(record, 4242, -1)
    assert refused(untouched(course), course)


def test_a_damaged_record_is_none(course: Path, settings: Path) -> None:
    record = record_of(course, settings)
    for text in ("", "[]", "{}", '{"path": 1, "owner": "x", "secret": null}', json.dumps("x" * 10)):
        record.write_text(text)
        assert refused(untouched(course), course)


def test_settings_that_cannot_be_written_are_said(course: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run_grade("trust", cwd=course, env={"XDG_CONFIG_HOME": str(tmp_path / "file")})
    assert ran.code == 2 and "cannot be written to" in ran.err


def test_the_records_are_their_owners(course: Path, settings: Path) -> None:
    record = record_of(course, settings)
    assert stat.S_IMODE(record.parent.stat().st_mode) == 0o700


# In a terminal.

Ask = Callable[[str], tuple[int, str]]


@pytest.fixture
def ask(mallory: Path) -> Ask:
    """Answer the question of `grade check` in a real terminal; the exit code and all that was shown."""

    def answered(key: str) -> tuple[int, str]:
        command = [sys.executable, "-P", "-m", "autograder", "check", WORK]
        terminal = Terminal(mallory, command=command, columns=250)
        shown = terminal.shows("[y/N]:")
        terminal.press(key)
        return terminal.ends(), shown

    return answered


def test_a_terminal_is_asked_and_no_is_no(ask: Ask, mallory: Path, mark: Path) -> None:
    code, shown = ask("\r")
    assert code == 2 and f"not trusted this course before: {mallory}" in shown and not mark.exists()
    assert ask("n\r")[0] == 2 and not mark.exists()


def test_a_yes_is_remembered(ask: Ask, mallory: Path, mark: Path) -> None:
    """The trap is loaded then, so that all these tests have something to miss."""
    ask("y\r")
    assert mark.exists()
    mark.unlink()
    installed_grade("check", WORK, cwd=mallory)
    assert mark.exists()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A course that somebody copied out of the checkout, and that its user never trusted."""
    root = tmp_path / "copied"
    shutil.copytree(REPOSITORY / f"solutions/{WORK}", root / f"solutions/{WORK}")
    (root / "grader.yaml").write_text(f"course: A copy\nassignments:\n  - name: {WORK}\n")
    return root


def test_a_copy_of_the_checkouts_own_exercises_needs_no_trust(copied: Path) -> None:
    assert run_grade("build", cwd=copied).code == 0


@pytest.mark.parametrize("change", ["a line", "a file", "a gradebook"])
def test_a_copy_with_anything_of_its_own_is_not_trusted(copied: Path, mark: Path, change: str) -> None:
    path = copied / f"solutions/{WORK}/adam_step.py"
    if change == "a line":
        path.write_text(path.read_text() + TRAP.format(mark=str(mark)))
    elif change == "a file":
        path.with_name("another.py").write_text(TRAP.format(mark=str(mark)))
    else:
        (copied / "grader.yaml").write_text(
            (copied / "grader.yaml").read_text() + "gradebook: sqlite:////tmp/theirs.db\n"
        )
    ran = run_grade("build", cwd=copied)
    assert ran.code == 2 and "is not trusted" in ran.err and not mark.exists()


def test_compiled_code_beside_a_copy_is_never_run(copied: Path, mark: Path) -> None:
    import importlib.util
    import py_compile

    source = copied / f"solutions/{WORK}/adam_step.py"
    right, cached = source.read_bytes(), Path(importlib.util.cache_from_source(str(source)))
    source.write_text(TRAP.format(mark=str(mark)))
    py_compile.compile(str(source), str(cached), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    source.write_bytes(right)
    assert run_grade("build", cwd=copied).code == 0 and not mark.exists()
