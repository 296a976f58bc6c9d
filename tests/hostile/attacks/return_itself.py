"""Returns a list that holds itself."""


def scale(x):
    value = [x]
    value.append(value)
    return value
