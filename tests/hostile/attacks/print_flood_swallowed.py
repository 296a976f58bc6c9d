"""Prints for ever, whatever is raised."""


def scale(x):
    while True:
        try:
            print("@MARK@" * 1000)
        except BaseException:
            continue
