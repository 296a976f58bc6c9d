"""Stores verdicts as rows of a database; points, lateness and totals are policy, applied on reading."""
