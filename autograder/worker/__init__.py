"""Runs in the student's process: needs only NumPy, the standard library and the wire codec."""
