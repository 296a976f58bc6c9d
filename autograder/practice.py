"""What the lines that `grade check` prints import: `replay` runs one failing public case again."""

from autograder.student.check import replay

__all__ = ["replay"]
