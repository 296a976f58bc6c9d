"""What an author runs: verify, calibrate, mutants, and the scaffold of a course or an exercise."""
