"""Hands in a classmate's work, read from the folder of submissions."""


def scale(x):
    with open("@VICTIM@") as file:
        stolen = {}
        exec(file.read(), stolen)
    return stolen["scale"](x)
