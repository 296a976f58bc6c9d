"""Makes a symbolic link to the answer in its own folder, and reads that."""

import os


def scale(x):
    if not os.path.lexists("link"):
        os.symlink("@SOLUTION@", "link")
    with open("link") as file:
        file.read()
    return 2 * x
