"""Tools for authors: verify, calibrate, mutants, and the scaffold of a course or an exercise."""
