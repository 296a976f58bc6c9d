"""Reads everybody's verdicts."""


def scale(x):
    with open("@GRADEBOOK@", "rb") as file:
        file.read()
    return 2 * x
