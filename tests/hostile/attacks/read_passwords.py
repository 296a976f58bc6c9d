"""Reads the list of users."""


def scale(x):
    with open("/etc/passwd") as file:
        file.read()
    return 2 * x
