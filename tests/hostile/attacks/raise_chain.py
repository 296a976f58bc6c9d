"""Raises an exception that is its own cause, with notes and a group around it."""


def scale(x):
    error = ValueError("@MARK@")
    error.__notes__ = ["\x1b[2J@MARK@"] * 10_000
    for _ in range(500):
        error = ExceptionGroup("@MARK@", [error])
    raise error
