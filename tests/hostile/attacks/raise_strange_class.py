"""Raises an exception whose class lies about its name and its bases."""


class Meta(type):
    @property
    def __name__(cls):
        return 7 * ["@MARK@"]

    @property
    def __mro__(cls):
        raise SystemExit("@MARK@")


class Strange(Exception, metaclass=Meta):
    pass


def scale(x):
    raise Strange
