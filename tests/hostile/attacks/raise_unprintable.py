"""Raises an exception that cannot be printed."""


class Unprintable(Exception):
    def __str__(self):
        raise SystemExit("@MARK@")

    __repr__ = __str__


def scale(x):
    raise Unprintable
