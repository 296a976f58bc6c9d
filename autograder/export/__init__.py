"""Results -> other systems: nbgrader's gradebook."""
