"""Finds work that is alike: the same code, and the same rare wrong numbers.  It shows, and says nothing of why."""
