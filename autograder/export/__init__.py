"""Results -> where others keep theirs: nbgrader's gradebook."""
