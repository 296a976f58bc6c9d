"""Makes a hard link to the answer in its own folder, and reads that."""

import os


def scale(x):
    if not os.path.lexists("link"):
        os.link("@SOLUTION@", "link")
    with open("link") as file:
        file.read()
    return 2 * x
