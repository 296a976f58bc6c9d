"""Raises what would end a loop or a generator of its caller's."""


def scale(x):
    raise StopIteration(2 * x)
