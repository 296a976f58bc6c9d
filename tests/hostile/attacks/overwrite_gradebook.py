"""Opens the gradebook for writing."""


def scale(x):
    with open("@GRADEBOOK@", "r+b"):
        return 2 * x
