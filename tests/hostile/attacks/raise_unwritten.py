"""Says that it is not written yet, in a class of its own."""


class Unwritten(NotImplementedError):
    def __str__(self):
        return "\x1b[2J@MARK@"


def scale(x):
    raise Unwritten
