"""Returns wrong numbers with an imaginary part."""


def scale(x):
    return x + 1e300j
