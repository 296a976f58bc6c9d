"""Returns a dict whose keys are no text."""


def scale(x):
    return {1: x, None: x, (): x}
