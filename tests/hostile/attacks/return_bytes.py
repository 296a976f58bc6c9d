"""Returns the right numbers as bytes."""


def scale(x):
    return (2 * x).tobytes()
