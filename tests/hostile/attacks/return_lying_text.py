"""Returns text that is encoded by its own method, as somebody else's."""


class Lying(str):
    def encode(self, *args):
        return b"\xff" * 100

    def __str__(self):
        raise SystemExit

    def __len__(self):
        return -1


def scale(x):
    return Lying("\ud800\x1b[2J@MARK@\0")
