"""Returns an object of a class that refuses to say its name or its bases."""


class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit("@MARK@")


class Nameless(metaclass=Meta):
    pass


def scale(x):
    return Nameless()
