"""Returns the right numbers in another order: a transposed view that is not contiguous."""


def scale(x):
    return (2 * x)[..., ::-1].T
