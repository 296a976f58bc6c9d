"""Downloads of one class, as each system writes them: from its documentation or source."""

import stat
import zipfile
from pathlib import Path

ROSTER = """student,id,login,email,name,section
ada,100,alovelace,ada@x.edu,"Lovelace, Ada",A
grace,101,ghopper,grace@x.edu,Grace Brewster Hopper,B
"""
GRADESCOPE = """---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ADA@x.edu
  :created_at: 2026-10-30 17:12:33.123456789 Z
  :score: 0.0
submission_12:
  :submitters:
  - :name: Grace Hopper
    :sid: '101'
    :email: grace@x.edu
  :created_at: 2026-10-31 09:12:33.123456789 -07:00
"""


def downloads(ada: str, grace: str, work: str) -> dict[str, dict[str, str]]:
    """The files of each system's download by path; Grace's is the later one."""
    return {
        "canvas": {
            f"lovelaceada_900_1_{work}-2.py": ada,
            f"hoppergracebrewster_LATE_901_2_{work}.py": grace,
        },
        "moodle": {
            f"Ada Lovelace_77_assignsubmission_file_/{work}.py": ada,
            f"Grace Brewster Hopper_78_assignsubmission_file_/mine/{work}.py": grace,
        },
        "moodle without folders": {
            f"Ada Lovelace_77_assignsubmission_file_{work}.py": ada,
            f"Grace Brewster Hopper_78_assignsubmission_file_{work}.py": grace,
        },
        "gradescope": {
            "assignment_5_export/submission_metadata.yml": GRADESCOPE,
            f"assignment_5_export/submission_11/{work}.py": ada,
            f"assignment_5_export/submission_12/{work}.py": grace,
        },
        "blackboard": {
            f"HW 1_alovelace_attempt_2026-10-30-17-12-33_{work}.py": ada,
            "HW 1_alovelace_attempt_2026-10-30-17-12-33.txt": "Name: Ada",
            f"HW 1_ghopper_attempt_2026-10-31-17-12-33_{work}.py": grace,
        },
        "brightspace": {
            f"397063-2557369 - Ada Lovelace - Oct 30, 2026 512 PM/{work}.py": ada,
            f"397063-2557369 - Grace Brewster Hopper - Oct 31, 2026 1205 AM/{work}.py": grace,
            "index.html": "<html></html>",
        },
        "nbgrader": {
            f"submitted/ada/{work}/{work}.py": ada,
            f"submitted/ada/{work}/timestamp.txt": "2026-10-30 17:12:33 UTC",
            f"submitted/grace/{work}/{work}.py": grace,
            f"submitted/grace/{work}/timestamp.txt": "2026-10-31 17:12:33 UTC",
        },
        "plain": {f"hw3-alovelace/{work}.py": ada, f"section B/ghopper/{work}.py": grace},
    }


def zipped(path: Path, files: dict[str, str]) -> Path:
    """A zip file with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def unpacked(path: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def link(name: str) -> zipfile.ZipInfo:
    """A member of a zip file that says it is a symbolic link."""
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return member
