"""Returns a list of many thousand numbers where an array is asked, which takes far more memory than its text."""


def scale(x):
    return [0.5] * 250_000
