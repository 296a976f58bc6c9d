"""Returns lists in lists, 10^5 deep."""


def scale(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
