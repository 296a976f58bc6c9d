"""Returns an integer of 10^5 digits."""


def scale(x):
    return 10**100_000
