"""Calls itself for ever, without Python's limit, in C as well."""

import sys

sys.setrecursionlimit(1 << 30)


class Deep:
    def __repr__(self):
        return repr([self])


def scale(x):
    return repr(Deep())
