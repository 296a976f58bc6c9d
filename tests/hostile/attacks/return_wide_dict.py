"""Returns a dict of a million keys."""


def scale(x):
    return dict.fromkeys(map(str, range(1_000_000)), 0)
