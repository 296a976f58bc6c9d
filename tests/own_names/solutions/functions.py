"""Functions that calls hand over; they work on NumPy arrays and on tensors alike."""


def valley_slope(floor):
    """The gradient of (x - floor)**2."""
    return lambda x: 2 * (x - floor)
