"""Returns the right numbers as a view of memory."""


def scale(x):
    return memoryview(2 * x)
