"""Fills the disk, one allowed file after the other."""

DONE = []


def scale(x):
    while len(DONE) < 16:
        with open(f"full{len(DONE)}", "wb") as file:
            DONE.append(file.write(bytes(4 << 20)))
    return 2 * x
