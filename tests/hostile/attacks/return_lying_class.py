"""Returns an object that says it is an array, and one whose class cannot be asked."""


class Lying:
    @property
    def __class__(self):
        import numpy

        return numpy.ndarray

    def __getattribute__(self, name):
        if name == "__class__":
            return object.__getattribute__(self, name)
        raise SystemExit("@MARK@")


def scale(x):
    return Lying()
