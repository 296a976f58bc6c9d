"""Writes one file that is larger than allowed."""


def scale(x):
    with open("large", "wb", buffering=0) as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
    return 2 * x
