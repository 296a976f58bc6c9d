"""Returns dicts in tuples in dicts, 10^5 deep."""


def scale(x):
    value = {}
    for _ in range(50_000):
        value = ({"passed": value},)
    return value
