"""A new environment without a network, and commands that an unprivileged user runs."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from autograder.installation import DISTRIBUTION

OFFLINE = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
NOBODY = 65534
OPENED = """
set -e
mount --bind "$1" "$2"
mount -t tmpfs -o mode=755 none "$3"
mkdir -p "$1"
mount --move "$2" "$1"
shift 3
exec "$@"
"""
"""Shows the folder $1 to everybody, whatever the folder $3 around it allows; $2 is an empty folder."""


def show_needed_packages(venv: Path) -> None:
    """Let an environment see the packages which ours name as needed, and nothing else of this one."""
    folder = venv.with_name(f"{venv.name}-needed")
    folder.mkdir()
    for one in _needed(DISTRIBUTION):
        for top in {file.parts[0] for file in one.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            if not (folder / top).exists():
                (folder / top).symlink_to(Path(str(one.locate_file(top))))
    [packages] = venv.glob("lib/*/site-packages")
    (packages / "needed.pth").write_text(f"{folder}\n")


def _needed(name: str, extras: frozenset[str] = frozenset()) -> Iterator[Distribution]:
    """What a distribution's own metadata ask for, and what that asks for."""
    for requirement in map(Requirement, distribution(name).requires or []):
        wanted = [{"extra": extra} for extra in extras] or [{"extra": ""}]
        if requirement.marker is None or any(map(requirement.marker.evaluate, wanted)):
            yield distribution(requirement.name)
            yield from _needed(requirement.name, frozenset(requirement.extras))


def run_unprivileged(
    *command: str | Path, empty: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as nobody if this is root, who may lend Python's own folder; ``empty`` is a folder for that."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *words]
        python = Path(sys.base_prefix)
        if shut := [folder for folder in python.parents if not folder.stat().st_mode & 0o001]:
            words = ["unshare", "--mount", "sh", "-c", OPENED, "sh", str(python), str(empty), str(shut[-1]), *words]
    given = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **(env or {})}
    return subprocess.run(words, cwd="/", env=given, capture_output=True, text=True, timeout=300)
