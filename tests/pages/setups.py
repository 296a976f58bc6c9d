"""What is there before a block runs and is not shown: a remark says `setup: NAME`, one of the functions below.

Each gets the folder where the page's user stands, and what runs a command there.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from tests.conftest import CACHE, REPOSITORY, submit
from tests.helpers.downloads import ROSTER, downloads, unpacked, zipped
from tests.pages.places import right

Run = Callable[[str], tuple[int, str]]
WRONG = ("m / (1 - beta1**t)", "m")


def _work() -> tuple[str, str]:
    """Ada's work on optimizers, which is right, and Grace's, which has one mistake."""
    return right("optimizers"), right("optimizers").replace(*WRONG)


def warm(folder: Path, run: Run) -> None:
    """A cache of expected values that the whole repository shares: without it every run would start PyTorch."""
    (folder / ".grade-cache").symlink_to(CACHE)


def canvas_download(folder: Path, run: Run) -> None:
    """The zip file and the exported gradebook of a Canvas course with two students."""
    zipped(folder / "submissions.zip", downloads(*_work(), "optimizers")["canvas"])
    (folder / "submissions").mkdir()
    (folder / "submissions/roster.csv").write_text(ROSTER)
    (folder / "exported.csv").write_text(CANVAS)


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,optimizers (4711),Final Score
    Points Possible,,,,,100.0,(read only)
"Hopper, Grace",101,101,ghopper,B,,
"Lovelace, Ada",100,100,alovelace,A,,
"""


def graded_class(folder: Path, run: Run) -> None:
    """Two students on a roster, graded; Grace was two days late."""
    for student, work in zip(("ada", "grace"), _work(), strict=True):
        submit(folder / "submissions", student, "optimizers", work)
    (folder / "submissions/roster.csv").write_text("student,name\nada,Ada Lovelace\ngrace,Grace Hopper\n")
    times = "ada,optimizers,2026-11-01T18:00:00Z\ngrace,optimizers,2026-11-04T18:00:00Z\n"
    (folder / "submissions/times.csv").write_text(f"student,assignment,time\n{times}")
    code, said = run("grade all --jobs 1 --quiet")
    assert code == 0, said


def one_right_one_wrong(folder: Path, run: Run) -> None:
    """A student's work on optimizers: one of its functions is right, one has a mistake."""
    (folder / "assignments/optimizers/optimizers.py").write_text(_work()[1])


def clones(folder: Path, run: Run) -> None:
    """Clones of two students' repositories."""
    files = {
        f"clones/optimizers-{name}/optimizers.py": work for name, work in zip(("ada", "grace"), _work(), strict=True)
    }
    unpacked(folder, files)
    (folder / "submissions").mkdir()
    (folder / "submissions/roster.csv").write_text("student,login\nada,ada\ngrace,grace\n")
    for clone in (folder / "clones").iterdir():
        git = "git -c user.name=student -c user.email=student@x.edu"
        when = "GIT_AUTHOR_DATE=2026-11-01T18:00:00Z GIT_COMMITTER_DATE=2026-11-01T18:00:00Z"
        code, said = run(f"(cd {clone} && git init -q && git add . && {when} {git} commit -q -m work)")
        assert code == 0, said


def a_strangers_course(folder: Path, run: Run) -> None:
    """A course that the user has not made and not trusted."""
    template = REPOSITORY / "autograder/authoring/templates/course/mean_squared_error.py.txt"
    (folder / "a-course/solutions/losses").mkdir(parents=True)
    (folder / "a-course/grader.yaml").write_text("course: A course\nassignments:\n  - name: losses\n")
    shutil.copy(template, folder / "a-course/solutions/losses/mean_squared_error.py")


def gradebook_of_0_1(folder: Path, run: Run) -> None:
    """What version 0.1 has recorded of two students."""
    script = (REPOSITORY / "tests/golden/gradebook_0_1.sql").read_text().replace("{key}", "INTEGER NOT NULL")
    script = script.replace("'a', ", "'optimizers', ").replace("'e', ", "'adam_step', ")
    with closing(connect(folder / "gradebook.db")) as database, database:
        database.executescript(script)


def nbgrader_submitted(folder: Path, run: Run) -> None:
    """A notebook that ada has filled in, where nbgrader collects it."""
    source = next((folder.parent / "nb/source/optimizers").glob("*.ipynb"))
    target = folder.parent / "nb/submitted/ada/optimizers" / source.name
    target.parent.mkdir(parents=True)
    target.write_text(filled_in(source.read_text(), right("optimizers")))


def filled_in(notebook: str, module: str) -> str:
    """nbgrader's source notebook as a student hands it in: the stubs' cells hold the answers."""
    import json

    read = json.loads(notebook)
    first = next(
        cell
        for cell in read["cells"]
        if cell["cell_type"] == "code" and "NotImplementedError" in "".join(cell["source"])
    )
    for cell in read["cells"]:
        if cell["cell_type"] == "code" and "NotImplementedError" in "".join(cell["source"]):
            cell["source"] = module if cell is first else ""
    return json.dumps(read)


SETUPS: dict[str, Callable[[Path, Run], None]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        warm,
        canvas_download,
        graded_class,
        one_right_one_wrong,
        clones,
        a_strangers_course,
        gradebook_of_0_1,
        nbgrader_submitted,
    )
}
