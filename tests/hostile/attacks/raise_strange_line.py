"""Raises a SyntaxError that says it stands at an impossible line."""


def scale(x):
    error = SyntaxError("@MARK@")
    error.lineno, error.filename, error.text, error.offset = 10**30, "@SOLUTION@", "\x1b[2J@MARK@", -5
    raise error
