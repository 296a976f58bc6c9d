"""What stands beside an honest module, or around it: traps for the one who collects, and names for who reports."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Facts = Mapping[str, str]
Trap = Callable[[Path, Facts], None]


def shadows(folder: Path, facts: Facts) -> None:
    """Modules with the names of the worker's own, which leave a file when they are imported."""
    names = ("numpy", "autograder", "sitecustomize", "usercustomize", "__init__", "conftest", "json", "struct", "torch")
    for name in names:
        (folder / f"{name}.py").write_text(f"open('{facts['CANARY']}/{facts['MARK']}-{name}', 'w')\nraise SystemExit\n")
    (folder / "numpy").mkdir()
    (folder / "numpy" / "__init__.py").write_text("raise SystemExit\n")
    (folder / "evil.pth").write_text(f"import os; open('{facts['CANARY']}/{facts['MARK']}-pth', 'w')\n")


def compiled(folder: Path, facts: Facts) -> None:
    """Poisoned byte code for the module."""
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "target.cpython-311.pyc").write_bytes(b"\xa7\r\r\n" + bytes(100))


def results(folder: Path, facts: Facts) -> None:
    """Results, a gradebook, a calibration and a course of its own."""
    forged = {"schema": "autograder/results/1", "results": [{"student": "x", "points": 1e9}]}
    for name in ("results.json", "calibration.json"):
        (folder / name).write_text(json.dumps(forged))
        (folder.parent / name).write_text(json.dumps(forged))
    (folder / "gradebook.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    (folder / "grader.yaml").write_text("course: Evil\nassignments: [{name: target, points: 1000000}]\n")


def timestamp(folder: Path, facts: Facts) -> None:
    """A time of submission that is none."""
    (folder / "timestamp.txt").write_bytes(b"\xff\x1b[2J=cmd()\n" * 1000)


def long_timestamp(folder: Path, facts: Facts) -> None:
    """A time of submission of a terabyte, of which the disk holds nothing."""
    with (folder / "timestamp.txt").open("wb") as file:
        file.truncate(1 << 40)


def linked_timestamp(folder: Path, facts: Facts) -> None:
    """A time of submission that is read from somebody else's file."""
    (folder / "timestamp.txt").symlink_to("/proc/self/environ")


def fifo_timestamp(folder: Path, facts: Facts) -> None:
    """A time of submission that nobody ever writes."""
    os.mkfifo(folder / "timestamp.txt")


def zip_bomb(folder: Path, facts: Facts) -> None:
    """Archives whose content is a thousand times as large."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("target.py", bytes(32 << 20))
        archive.writestr("../../../target.py", "raise SystemExit")
        archive.writestr("/tmp/target.py", "raise SystemExit")  # noqa: S108
    for name in ("target.zip", "target.npz"):
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_STORED) as archive:
            for number in range(20):
                archive.writestr(f"{number}.zip", inner.getvalue())


def notebook_bomb(folder: Path, facts: Facts) -> None:
    """A notebook that is nested a million deep."""
    (folder / "target.ipynb").write_bytes(b'{"cells": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")


def wide_notebook(folder: Path, facts: Facts) -> None:
    """A notebook of a terabyte, of which the disk holds nothing."""
    with (folder / "target.ipynb").open("wb") as file:
        file.truncate(1 << 40)


def work_is_a_notebook(folder: Path, facts: Facts) -> None:
    """The answer itself, in a notebook whose every other part attacks whoever shows it."""
    evil = f"<script>{facts['MARK']}</script>\x1b[2J=cmd|'{facts['MARK']}'!A0\0\ud800"
    output = {"output_type": "display_data", "data": {"text/html": evil}, "metadata": {evil: evil}}
    source = (folder / "target.py").read_text()
    texts = [{"cell_type": kind, "source": evil, "metadata": {"nbgrader": evil}} for kind in ("markdown", "raw", evil)]
    answer = {"cell_type": "code", "source": source, "metadata": {"tags": [evil]}, "outputs": [output]}
    broken = {"cell_type": "code", "source": f"{evil}\ndef other(:", "metadata": {}}
    document = {"cells": [*texts, answer, broken], "metadata": {evil: {"kernelspec": evil}}, "nbformat": 4}
    (folder / "target.ipynb").write_text(json.dumps(document))
    (folder / "target.py").unlink()


def notebook_is_a_bomb(folder: Path, facts: Facts) -> None:
    """Nothing but the notebook that is nested a million deep."""
    notebook_bomb(folder, facts)
    (folder / "target.py").unlink()


def notebook_is_a_link(folder: Path, facts: Facts) -> None:
    """Nothing but a notebook that is a symbolic link to the answer."""
    (folder / "target.py").unlink()
    (folder / "target.ipynb").symlink_to(facts["SOLUTION"])


def many_entries(folder: Path, facts: Facts) -> None:
    """Thousands of files, and folders in folders."""
    for number in range(2000):
        (folder / f"{number}.txt").touch()
    deep = folder / "/".join(["d"] * 200)
    deep.mkdir(parents=True)


def special_files(folder: Path, facts: Facts) -> None:
    """A pipe, and links to folders that lead in circles or outside."""
    os.mkfifo(folder / "pipe")
    (folder / "circle").symlink_to(folder)
    (folder / "root").symlink_to("/")
    (folder.parent / "other").symlink_to("/")


def module_is_a_link(folder: Path, facts: Facts) -> None:
    """The answer itself, by a symbolic link."""
    (folder / "target.py").unlink()
    (folder / "target.py").symlink_to(facts["SOLUTION"])


def module_is_a_device(folder: Path, facts: Facts) -> None:
    """A module that never ends, by a symbolic link."""
    (folder / "target.py").unlink()
    (folder / "target.py").symlink_to("/dev/zero")


def module_is_a_pipe(folder: Path, facts: Facts) -> None:
    """A module that nobody ever writes."""
    (folder / "target.py").unlink()
    os.mkfifo(folder / "target.py")


def module_is_a_folder(folder: Path, facts: Facts) -> None:
    """A folder with the module's name."""
    (folder / "target.py").unlink()
    (folder / "target.py").mkdir()


def module_is_huge(folder: Path, facts: Facts) -> None:
    """A module of a terabyte, of which the disk holds nothing."""
    with (folder / "target.py").open("wb") as file:
        file.truncate(1 << 40)


def module_is_deep(folder: Path, facts: Facts) -> None:
    """A module that is one expression, nested deeper than a parser goes."""
    (folder / "target.py").write_bytes(b"x = " + b"(" * 100_000)


def module_is_deeper(folder: Path, facts: Facts) -> None:
    """A module that is one expression, nested deeper than a compiler goes."""
    (folder / "target.py").write_bytes(b"x = " + b"-" * 200_000 + b"1")


def module_has_no_text(folder: Path, facts: Facts) -> None:
    """A module of all bytes there are."""
    (folder / "target.py").write_bytes(bytes(range(256)))


def folder_is_a_link(folder: Path, facts: Facts) -> None:
    """A classmate's folder, by a symbolic link."""
    (folder / "target.py").unlink()
    folder.rmdir()
    folder.symlink_to(Path(facts["VICTIM"]).parent)


def module_of_another_name(folder: Path, facts: Facts) -> None:
    """A module whose name attacks whoever prints it."""
    (folder / "target.py").rename(folder / f"\x1b[2J<script>{facts['MARK']}=cmd()\n.py")


TRAPS: dict[str, Trap] = {
    trap.__name__: trap
    for trap in (
        shadows, compiled, results, timestamp, long_timestamp, linked_timestamp, fifo_timestamp, zip_bomb,
        notebook_bomb, wide_notebook, work_is_a_notebook, notebook_is_a_bomb, notebook_is_a_link, many_entries,
        special_files, module_is_a_link, module_is_a_device, module_is_a_pipe, module_is_a_folder, module_is_huge,
        module_is_deep, module_is_deeper, module_has_no_text, folder_is_a_link, module_of_another_name,
    )
}  # fmt: skip

# The name of a folder, and how it is told.
NAMES: dict[str | bytes, str] = {}
for _name in (
    "\x1b[2Jescape", "\x1b]0;title\x07", "=cmd|'calc'!A0", "+1", "-rf", "--help", "@SUM(A1)", "<script>alert(1)<!--",
    "new\nline", "re\rturn", " space ", "..hidden", "...", "$(reboot)", "'; drop", '"quoted"', "[red]markup[bold]",
    "\u202eright to left", "e\u0301", "\u00e9", "\U0001f98a", "ADA", "ada", "\\", "\u2028", "a" * 255,
):  # fmt: skip
    NAMES[_name] = _name
NAMES[" space "] = "space"
NAMES[b"not\xffutf8"] = "not\\xffutf8"
