"""Reads a file that everybody on the machine may read."""


def scale(x):
    with open("@CANARY@/read_world_readable") as file:
        file.read()
    return 2 * x
