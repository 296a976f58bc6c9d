"""What lies in the folder of a course, or of a kit; imports little, since every command looks for one."""

from pathlib import Path

FILE = "grader.yaml"
KIT = "kit"  # the folder of a kit's data
CHECKS, FUNCTIONS = "checks.py", "functions.py"  # the course's own names, in solutions/ or in a kit's data
VARIABLE = "AUTOGRADER_COURSE"  # of the environment: names a course's folder


def is_kit(folder: Path) -> bool:
    """Whether a folder holds a kit; a course's folder may contain its own kit."""
    return (folder / KIT).is_dir() and not (folder / "solutions").exists()
