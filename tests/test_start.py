"""First runs: `grade` alone, a course of one's own, an exercise of one's own, what an error ends with."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran, read_results, read_yaml, run_grade, submit, trusted, write_yaml

Grade = Callable[..., Ran]
OWN_SECRET = {"AUTOGRADER_SECRET": ""}  # so that a course makes its own


def here(folder: Path, *args: str | Path) -> Ran:
    return run_grade(*args, cwd=folder, env=OWN_SECRET)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that `grade init` has made, with two bundled assignments."""
    root = tmp_path_factory.mktemp("init") / "Deep: learning 'at' [home]"
    ran = here(root.parent, "init", root, "--with", "perceptron", "--with", "autograd")
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def own(started: Path, tmp_path: Path) -> Path:
    return trusted(Path(shutil.copytree(started, tmp_path / "own")))


# `grade` alone.


def test_nowhere_it_says_how_to_begin(tmp_path: Path) -> None:
    ran = run_grade(cwd=tmp_path)
    assert ran.code == 0 and "There is no course here" in ran.out and "grade init DIR" in ran.out and ran.err == ""


def test_in_a_course_it_says_what_is_due_and_what_to_run(course: Path, grade: Grade) -> None:
    data = read_yaml(course / "grader.yaml")
    for plan, due in zip(data["assignments"], ("2001-01-01 12:00", "2999-12-31 23:59:00"), strict=False):
        plan["due"] = due
    for plan in data["assignments"][2:]:
        plan["due"] = None
    write_yaml(course / "grader.yaml", data)
    ran = run_grade(cwd=course / "assignments")
    assert ran.code == 0 and "Deep learning from scratch" in ran.out
    assert re.search(r"perceptron +Mon 01 Jan 2001, 12:00 +past", ran.out)
    assert re.search(r"activations +Tue 31 Dec 2999, 23:59 +in \d+ days", ran.out)
    assert "grade check activations" in ran.out and "grade all FOLDER" in ran.out


def test_when_all_is_past_a_newcomer_starts_with_the_first_assignment(course: Path, grade: Grade) -> None:
    data = read_yaml(course / "grader.yaml")
    for plan, due in zip(
        data["assignments"], ("2001-01-01 12:00", "2003-01-01 12:00", "2002-01-01 12:00"), strict=False
    ):
        plan["due"] = due
    data["assignments"] = data["assignments"][:3]
    write_yaml(course / "grader.yaml", data)
    assert "perceptron.py, line " in grade().out and "grade check perceptron_update" in grade().out


def test_what_is_missing_comes_first(course: Path, grade: Grade) -> None:
    shutil.rmtree(course / "assignments/losses")
    (course / "solutions/optimizers/calibration.json").unlink()
    for path in (course / "solutions/convnets").glob("*.py"):
        path.unlink()
    ran = grade()
    commands = re.findall(r"^ (grade .*?)  ", ran.out.split("Next:")[1], re.MULTILINE)
    assert commands[:3] == ["grade new convnets/EXERCISE", "grade verify --calibrate", "grade build"]


def test_a_class_that_is_there_is_named(course: Path, grade: Grade) -> None:
    submit(course / "submissions", "ada", "optimizers", "")
    assert "grade all submissions/" in grade().out and "grade show" not in grade().out
    grade("all", "--assignment", "optimizers")
    assert "grade show STUDENT" in grade().out


def test_in_a_kit_a_student_is_told_of_check_and_submit(course: Path, grade: Grade) -> None:
    shutil.rmtree(course / "solutions")
    (course / "kit").mkdir()
    ran = grade()
    commands = re.findall(r"^ (grade .*?)  ", ran.out.split("Next:")[1], re.MULTILINE)
    assert ran.code == 0 and [command.rsplit(" ", 1)[0] for command in commands] == ["grade check", "grade submit"]
    assert run_grade("--help", cwd=course).out.count("instructor") == 0


def test_a_broken_course_is_told_here_too(course: Path, grade: Grade) -> None:
    (course / "grader.yaml").write_text("course: [")
    ran = grade()
    assert ran.code == 2 and "not YAML" in ran.err and ran.err.rstrip().endswith("run `grade` again.")


# `grade init`.


def test_a_new_course_can_be_verified_built_checked_and_graded(own: Path) -> None:
    proved = here(own, "verify", "losses")
    assert proved.code == 0, proved.out + proved.err
    assert here(own, "build").code == 0 and here(own, "build", "--check").code == 0
    right = "import numpy as np\n\n\ndef mean_squared_error(a, t):\n    return np.mean((t - a) ** 2)\n"
    assert here(own, "check", "losses").code == 1
    (own / "assignments/losses/losses.py").write_text(right)
    assert here(own, "check", "losses").code == 0
    assert here(own, "submit", "losses", "--to", "submissions", "--student", "ada").code == 0
    graded = here(own, "all", "--assignment", "losses", "--json", "r.json")
    assert graded.code == 0, graded.err
    [result] = read_results(own / "r.json")
    assert (result["student"], result["score"]) == ("ada", 100.0)


def test_bundled_assignments_are_copied_in_the_bundled_order_and_are_sound(own: Path) -> None:
    data = read_yaml(own / "grader.yaml")
    assert [plan["name"] for plan in data["assignments"]] == ["losses", "perceptron", "autograd"]
    assert data["course"] == "Deep: learning 'at' [home]"
    ran = here(own, "verify", "perceptron/hardlim")
    assert ran.code == 0, ran.out


def test_the_secret_is_new_closed_and_ignored_by_git(started: Path) -> None:
    secret = started / ".grade-secret"
    assert len(secret.read_bytes()) == 32
    assert os.name != "posix" or stat.S_IMODE(secret.stat().st_mode) == 0o600
    subprocess.run(["git", "init", "-q"], cwd=started, check=True)
    done = subprocess.run(
        ["git", "status", "--short", "-uall"], cwd=started, capture_output=True, text=True, check=True
    )
    shutil.rmtree(started / ".git")
    assert "solutions/losses/mean_squared_error.py" in done.stdout and "secret" not in done.stdout


def test_the_bundled_losses_take_the_place_of_the_example(tmp_path: Path) -> None:
    assert here(tmp_path, "init", "x", "--with", "losses").code == 0
    assert (tmp_path / "x/solutions/losses/cross_entropy.py").is_file()
    data = read_yaml(tmp_path / "x/grader.yaml")
    assert [plan["name"] for plan in data["assignments"]] == ["losses"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        ran = here(tmp_path, "init", name)
        assert ran.code == 2 and "grade init DIR" in ran.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "mine.txt"]
    (tmp_path / "empty").mkdir()
    assert here(tmp_path, "init", "empty").code == 0


def test_an_unknown_bundled_assignment_leaves_nothing_behind(tmp_path: Path) -> None:
    ran = here(tmp_path, "init", "x", "--with", "percptron")
    assert ran.code == 2 and "Did you mean 'perceptron'?" in ran.err and not (tmp_path / "x").exists()


def test_an_installed_autograder_starts_a_course_and_has_nothing_to_copy(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "autograder", tmp_path / "autograder")  # -m finds it before ours
    assert here(tmp_path, "init", "x").code == 0
    ran = here(tmp_path, "init", "y", "--with", "losses")
    assert ran.code == 2 and "installed without its repository" in ran.err


# `grade new`.


def test_a_scaffold_loads_says_what_is_missing_and_is_sound_once_that_is_there(own: Path) -> None:
    assert "wrote solutions" in here(own, "new", "losses/double").out
    path = own / "solutions/losses/double.py"
    unfinished = here(own, "verify", "losses")
    lines = [number for number, line in enumerate(path.read_text().splitlines(), start=1) if "TODO" in line]
    assert unfinished.code == 1 and len(lines) > 5
    assert [int(n) for n in re.findall(r"losses/double: line (\d+) is not filled in", unfinished.out)] == lines
    path.write_text(re.sub(r"\bTODO[,:] ", "", path.read_text()))
    proved = here(own, "verify", "losses/double", "--calibrate", "--mutants")
    assert proved.code == 0, proved.out + proved.err
    assert here(own, "build").code == 0
    assert "def double(x):" in (own / "assignments/losses/losses.py").read_text()


def test_a_new_assignment_gets_a_handout_and_a_line_to_add(own: Path) -> None:
    ran = here(own, "new", "first_steps/double")
    assert ran.code == 0 and "  - name: first_steps\n" in ran.out
    with (own / "grader.yaml").open("a") as file:
        file.write("  - name: first_steps\n")
    assert here(own, "build").code == 0
    assert (own / "assignments/first_steps/README.md").read_text().startswith("# First steps\n")


@pytest.mark.parametrize(
    "target",
    ["losses", "losses/", "/x", "../x/y", "losses/../x", "Losses/x", "losses/a b", "losses/class", "losses/given"],
)
def test_a_name_that_does_not_do_is_refused(own: Path, target: str) -> None:
    before = sorted(own.rglob("*"))
    ran = here(own, "new", target)
    assert ran.code == 2 and "grade new losses/mean_squared_error" in ran.err and sorted(own.rglob("*")) == before


def test_an_exercise_that_is_there_is_left_alone(own: Path) -> None:
    before = (own / "solutions/losses/mean_squared_error.py").read_bytes()
    ran = here(own, "new", "losses/mean_squared_error")
    assert ran.code == 2 and "already exists" in ran.err
    assert (own / "solutions/losses/mean_squared_error.py").read_bytes() == before


# The shell, and errors.


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["check", "opt"], {"optimizers"}),
        (["submit", ""], {"perceptron", "activations", "losses", "backprop", "optimizers", "convnets"}),
        (["all", "--assignment", "l"], {"losses"}),
        (["verify", "con"], {"convnets"}),
        (["show", "ada", "b"], {"backprop"}),
        (["su"], {"submit"}),
    ],
)
def test_the_shell_completes_names(course: Path, words: list[str], found: set[str]) -> None:
    env = {
        "_GRADE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["grade", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ran = run_grade(cwd=course, env=env)
    assert {line.partition(",")[2] for line in ran.out.splitlines()} == found and ran.err == ""


def test_a_broken_course_is_no_matter_at_the_prompt(course: Path) -> None:
    (course / "grader.yaml").write_text("course: [")
    env = {"_GRADE_COMPLETE": "bash_complete", "COMP_WORDS": "grade check opt", "COMP_CWORD": "2"}
    ran = run_grade(cwd=course, env=env)
    assert ran.code == 0 and ran.err == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_clicks_own(tmp_path: Path, shell: str) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("click asks bash for its version")
    ran = run_grade(cwd=tmp_path, env={"_GRADE_COMPLETE": f"{shell}_source"})
    assert "_GRADE_COMPLETE" in ran.out


@pytest.mark.parametrize(
    "args",
    [
        ["check", "optimisers"],
        ["check", "nowhere/optimizers.py"],
        ["check", "solutions"],
        ["check", "losses", "-e", "nothing"],
        ["all", "nowhere"],
        ["all", "solutions", "--student", "bob"],
        ["all", "assignments/losses/README.md"],
        ["all", "--gradebook", "nonsense://"],
        ["show", "ada"],
        ["show", "ada", "--gradebook", "nowhere/x.db"],
        ["verify", "nothing"],
        ["verify", "losses/nothing"],
        ["submit", "nothing"],
        ["submit", "optimizers"],
        ["submit", "nowhere/optimizers.py"],
        ["init", "solutions"],
        ["new", "nothing"],
    ],
    ids=" ".join,
)
def test_every_error_ends_with_a_command(grade: Grade, args: list[str]) -> None:
    ran = grade(*args)
    last = ran.err.rstrip().rpartition(". ")[2].splitlines()[-1]
    assert ran.code == 2 and re.search(r"`grade [^`]+`", last), ran.err


def test_declarations_that_do_not_load_name_the_command_too(course: Path, grade: Grade) -> None:
    (course / "solutions/losses/broken.py").write_text("1 +\n")
    assert grade("build").err.rstrip().endswith("Fix it, then run `grade build` again.")


def test_what_is_run_again_is_told_without_its_arguments(grade: Grade) -> None:
    ran = grade("show", "ada", "--gradebook", "nonsense://me:password@host/db")
    assert ran.code == 2 and "password" not in ran.err


def test_start_needs_nothing_heavy(course: Path, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom autograder.cli import main\nsys.argv = ['grade']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([n for n in ('torch', 'nbgrader', 'sqlalchemy', 'matplotlib', 'libcst') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=course, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_happened_and_what_to_do_stand_on_lines_of_their_own(course: Path, grade: Grade) -> None:
    (course / "grader.yaml").write_text("course: [")
    happened, again = grade("check", "optimizers").err.splitlines()
    assert happened.startswith("Error: grader.yaml, line 1: not YAML")
    assert again == "Fix it, then run `grade check` again."


def test_the_command_to_run_again_comes_after_the_advice(course: Path, grade: Grade) -> None:
    ran = grade("show", "ada")
    assert ran.err.splitlines()[1:] == ["Run `grade all` first.", "Then run `grade show` again."]


def test_advice_that_names_another_command_stands_alone(course: Path, grade: Grade, tmp_path: Path) -> None:
    """Whatever words are in it: nothing is looked for there."""
    assert len(grade("hint", "nonsense").err.splitlines()) == 2
    nowhere = grade("verify", cwd=tmp_path)
    assert nowhere.err.splitlines()[1] == (
        "Change to the folder of your course, where its grader.yaml is, or name it with --course DIR. "
        "`grade` alone explains how to start."
    )
