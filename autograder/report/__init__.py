"""Results -> output for people and programs: a terminal, a notebook, JSON."""
