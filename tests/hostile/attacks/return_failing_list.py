"""Returns a list that fails as soon as it is looked at."""


class Failing(list):
    def __iter__(self):
        raise KeyboardInterrupt("@MARK@")

    __len__ = __getitem__ = __bool__ = __repr__ = __iter__


def scale(x):
    return Failing([1.0, 2.0])
