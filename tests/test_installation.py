"""The wheel in a kit: what setuptools would make, installed without a network into an environment of its own.

By a student, by the autograder for Classroom 50; and what an installation says of its extras.
"""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from autograder import __version__
from autograder.installation import DISTRIBUTION, install, installed
from autograder.system.files import ZIP_EPOCH
from tests.conftest import ADAM, REPOSITORY, Ran, answer, copy_course, run_grade, small_course
from tests.helpers.fresh import OFFLINE, show_needed_packages

NAME = f"nn_autograder-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course's kit."""
    course = copy_course(tmp_path_factory.mktemp("released") / "course")
    assert run_grade("release", "for students", cwd=course).code == 0
    return course / "for students"


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_what_setuptools_would_ship(kit: Path, tmp_path: Path) -> None:
    """The same files, but for three that say who made them: no answer, no secret, and no data left out."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, tmp_path)
    shutil.copytree(REPOSITORY / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-c", "import setuptools.build_meta as b; b.build_wheel('built')"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    theirs, ours = members(tmp_path / "built" / NAME), members(kit / "kit" / NAME)
    info = NAME.removesuffix("-py3-none-any.whl") + ".dist-info"
    assert set(theirs) - set(ours) == {f"{info}/top_level.txt"} and set(ours) <= set(theirs)
    made = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD")}
    assert {name: ours[name] for name in set(ours) - made} == {name: theirs[name] for name in set(ours) - made}


def test_its_bytes_do_not_depend_on_when_it_is_made(kit: Path) -> None:
    with zipfile.ZipFile(kit / "kit" / NAME) as archive:
        assert {member.date_time for member in archive.infolist()} == {ZIP_EPOCH}


def test_a_new_kit_leaves_no_wheel_of_an_earlier_one(course: Path) -> None:
    (course / "kit/kit").mkdir(parents=True)
    (course / "kit/kit/nn_autograder-0.0.1-py3-none-any.whl").write_bytes(b"old")
    assert run_grade("release", "kit", "--assignment", "losses", cwd=course).code == 0
    assert [path.name for path in (course / "kit/kit").glob("*.whl")] == [NAME]


def test_a_version_that_is_not_installed_is_not_released(course: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(REPOSITORY / "autograder", tmp_path / "changed/autograder")
    text = (changed / "__init__.py").read_text()
    (changed / "__init__.py").write_text(text.replace(f'__version__ = "{__version__}"', '__version__ = "9.9"'))
    ran = run_grade("release", "kit", cwd=course, env={"PYTHONPATH": str(changed.parent)})
    assert ran.code == 2 and "nn-autograder 9.9" in ran.err and "pip install --editable ." in ran.err


PLACES = ("autograder", "solutions", "assignments", ".github", "examples")


def test_nobody_is_told_to_install_another_projects_package() -> None:
    """`autograder` in the public index is not ours."""
    paths = [*REPOSITORY.glob("*.*"), *(path for place in PLACES for path in (REPOSITORY / place).rglob("*.*"))]
    texts = {path: path.read_bytes() for path in paths if path.is_file()}
    assert len(texts) > 300
    assert not [path for path, text in texts.items() if re.search(rb"pip install[^\n]*[^-/_\w]autograder\b", text)]
    assert not [path for path, text in texts.items() if b"project/autograder" in text]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that sees the packages which this one's metadata name, and nothing else of this one."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    show_needed_packages(folder)
    return folder / "bin"


def run(command: str, fresh: Path, cwd: Path, **more: str) -> Ran:
    """Run what somebody types, with the new environment active."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AUTOGRADER"))}
    env = {**plain, **OFFLINE, **more, "PATH": f"{fresh}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr)


def told(kit: Path) -> list[str]:
    """The commands of the kit's README."""
    return [line[2:] for line in (kit / "README.md").read_text().splitlines() if line.startswith("$ ")]


def test_a_student_installs_it_and_checks_their_work(kit: Path, fresh: Path) -> None:
    """By the lines of the kit's README, as they stand there, without a network; what is installed makes the same wheel."""
    setup, check = told(kit)
    assert setup == "pip install ./kit/*.whl" and NAME in (kit / "README.md").read_text()
    ran = run(setup, fresh, kit)
    assert ran.code == 0, ran.err
    again = "import sys; from autograder.publishing.wheel import wheel; sys.stdout.write(wheel()[1].hex())"
    assert run(f"python -c '{again}'", fresh, kit).out == (kit / "kit" / NAME).read_bytes().hex()
    where = run("python -c 'import autograder; print(autograder.__file__)'", fresh, kit.parent).out
    assert where.startswith(str(fresh.parent))
    first = run(check, fresh, kit)
    assert first.code == 1 and "not written yet" in first.out, first.err
    (kit / "assignments/optimizers/optimizers.py").write_text(answer(kit.parent, "optimizers"))
    right = run("grade check optimizers", fresh, kit)
    assert right.code == 0 and "6/6" in right.out, right.err
    picture = "from autograder.notebook import figure; figure(print)"
    assert f'pip install "{kit / "kit" / NAME}[notebook]"' in run(f"python -c '{picture}'", fresh, kit).out


CLASSROOM50 = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "hw-3",
    "SUBMISSION_TAG": "submit/2026-10-01T10-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://host/ada/commit/a1b2c3d",
    "RELEASE_URL": "https://host/ada/releases/tag/a1b2c3d",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A student's repository with one commit, whose time git knows: right, but for the bias of the first steps."""
    work = tmp_path / "checkout/assignments/optimizers/optimizers.py"
    work.parent.mkdir(parents=True)
    work.write_text(answer(small_course(), "optimizers").replace("m / (1 - beta1**t)", "m"))
    git = ["git", "-c", "user.name=ada", "-c", "user.email=ada@host"]
    when = {**os.environ, "GIT_COMMITTER_DATE": "2026-10-01T12:00:00+02:00"}
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "hand in"]):
        subprocess.run([*git, *command], cwd=tmp_path / "checkout", env=when, check=True)
    return tmp_path / "checkout"


@pytest.fixture(scope="module")
def released(kit: Path) -> Path:
    """What `grade release --classroom50` writes."""
    assert run_grade("release", "for classroom 50", "--classroom50", "optimizers", cwd=kit.parent).code == 0
    return kit.parent / "for classroom 50"


@pytest.fixture
def bundle(released: Path, tmp_path: Path) -> Path:
    """The autograder and its course, which the runner unpacks beside the checkout."""
    return Path(shutil.copytree(released, tmp_path / "bundle")) / "autograder.py"


def test_classroom_50_gets_the_result_that_it_asks_for(bundle: Path, checkout: Path, fresh: Path) -> None:
    ran = run(f"python '{bundle}'", fresh, checkout, **CLASSROOM50)
    assert ran.code == 0 and "leaves m uncorrected" in ran.out, ran.err
    result = json.loads((checkout / "result.json").read_text())
    jsonschema.validate(result, json.loads((REPOSITORY / "tests/classroom50_result.schema.json").read_text()))
    assert result["datetime"] == "2026-10-01T10:00:00Z" and result["max-score"] == ADAM
    early = next(test for test in result["tests"] if "bias of the first steps" in test["test-name"])
    assert (early["passed"], early["score"]) == (False, 0)
    assert 0 < result["score"] == sum(test["score"] for test in result["tests"]) < ADAM


def test_classroom_50_hears_of_a_fault_of_ours_as_an_error_and_not_as_a_score(
    bundle: Path, checkout: Path, fresh: Path
) -> None:
    (bundle.parent / "course/kit/optimizers.zip").write_bytes(b"damaged")
    ran = run(f"python '{bundle}'", fresh, checkout, **CLASSROOM50)
    assert ran.code == 1 and "exit code 2" in ran.err and not (checkout / "result.json").exists()


@pytest.mark.parametrize(
    ("earned", "worth", "expected"),
    [([2.0, 0.0], [2.0, 3.0], [(2, 2), (0, 3)]), ([1.5, 1.125], [1.5, 2.0], [(150, 150), (112, 200)])],
)
def test_classroom_50_gets_integers_that_are_never_more_than_what_was_earned(
    released: Path, earned: list[float], worth: list[float], expected: list[tuple[int, int]]
) -> None:
    script = runpy.run_path(str(released / "autograder.py"))
    tests = script["whole"]([{"score": each, "max-score": most} for each, most in zip(earned, worth, strict=True)])
    assert [(test["score"], test["max-score"]) for test in tests] == expected


def record(folder: Path, origin: str | None) -> None:
    """An installation of ours as pip records it: with its origin, unless that is an index."""
    info = folder / f"nn_autograder-{__version__}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {__version__}\n")
    if origin:
        (info / "direct_url.json").write_text(origin)


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (None, 'pip install "nn-autograder[notebook]"'),
        ('{"url": "file:///gone/a.whl", "archive_info": {}}', 'pip install "nn-autograder[notebook]"'),
        ('{"url": "file:///usr", "dir_info": {}}', 'pip install "/usr[notebook]"'),
        ('{"url": "file:///usr", "dir_info": {"editable": true}}', 'pip install --editable "/usr[notebook]"'),
        (
            '{"url": "https://host/a.whl", "archive_info": {}}',
            'pip install "nn-autograder[notebook] @ https://host/a.whl"',
        ),
        (
            '{"url": "https://host/a.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}',
            'pip install "nn-autograder[notebook] @ git+https://host/a.git@c0ffee"',
        ),
    ],
)
def test_an_extra_comes_from_where_the_package_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str | None, command: str
) -> None:
    record(tmp_path / "site", origin)
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert install("notebook") == command


def test_a_package_that_is_not_installed_names_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert installed() is None and install("instructor") == 'pip install "nn-autograder[instructor]"'
