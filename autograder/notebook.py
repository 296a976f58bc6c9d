"""What the cells of a generated notebook import: `check`, `points` and `figure`."""

from autograder.student.notebook import check, figure, points

__all__ = ["check", "figure", "points"]
