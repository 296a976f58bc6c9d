"""Grades one submission on another system's machine, with what `grade release --gradescope` has written."""
