"""A student's evening on any system, where a kit's wheel is installed: `python .ci/student_half.py KIT ANSWERS`.

ANSWERS is a folder with right modules, called after their assignments. Every command runs as a student would run it;
the first that does not do what it should ends the script with exit code 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

STUB, RIGHT = 1, 0
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": os.environ.get("PYTHONIOENCODING", "cp1252:replace")}


def main(kit: Path, answers: Path) -> None:
    """Work in a copy of the kit, in a folder with blanks, an umlaut and a long path."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "Ada's course, Größe", *(["a rather long folder name"] * 4))
        shutil.copytree(kit, place)
        evening(place, {path.stem: path for path in answers.glob("*.py")})


def evening(kit: Path, answers: dict[str, Path]) -> None:
    """Each command of a student's, on stubs, right answers, odd files and code that hangs or dies."""
    first = min(answers)
    work = kit / "assignments" / first / f"{first}.py"
    stub = work.read_bytes()
    grade(kit, says="grade list")
    grade(kit, "list", says=first)
    grade(kit, "next", says=".py, line ")
    grade(kit, "check", first, code=STUB, says="not written yet")
    work.write_bytes(stub.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    grade(kit, "check", first, code=STUB, says="not written yet")
    for name, answer in answers.items():
        shutil.copyfile(answer, kit / "assignments" / name / f"{name}.py")
        grade(kit, "check", name, code=RIGHT, says="public checks")
    text = answers[first].read_text(encoding="utf-8")
    for code, line in {"input('name? ')": "input() is not available", "import os; os._exit(3)": "ends the"}.items():
        work.write_text(f"{text}\n\n{code}\n", encoding="utf-8")
        grade(kit, "check", first, code=None, says=line)
    work.write_text(text, encoding="utf-8")
    work.rename(work.with_name(work.name.upper()))
    grade(kit, "check", str(work.parent), code=RIGHT, says="public checks")
    grade(kit, "submit", first, "--student", "Zoë", "--to", str(kit / "handed in"), says="receipt")


def grade(kit: Path, *args: str, code: int | None = 0, says: str) -> None:
    """Run `grade`, and require its exit code (None: any) and a part of what it prints."""
    command = [sys.executable, "-m", "autograder", *args]
    done = subprocess.run(command, cwd=kit, env=ENVIRONMENT, capture_output=True)  # noqa: S603  (what this tries)
    said = done.stdout.decode("cp1252", "replace") + done.stderr.decode("cp1252", "replace")
    if code not in (None, done.returncode) or says not in said or "Traceback" in said or "Internal error" in said:
        sys.exit(f"grade {' '.join(args)} ended with {done.returncode}, and should say {says!r}:\n{said}")
    print("ok: grade", *args)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
