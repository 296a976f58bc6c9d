"""What the cells of a generated notebook import, such as `check`, `hint` and `progress`."""

from autograder.student.notebook import check, figure, hint, points, progress, solution

__all__ = ["check", "figure", "hint", "points", "progress", "solution"]
