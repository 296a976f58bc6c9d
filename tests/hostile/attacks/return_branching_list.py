"""Returns a list that is small in memory and 2^30 items when it is written out."""


def scale(x):
    value = [0]
    for _ in range(30):
        value = [value, value]
    return value
