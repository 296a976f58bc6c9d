"""Raises an exception that is every kind of exception at once."""


class Every(SystemExit, KeyboardInterrupt, GeneratorExit, Warning):
    pass


def scale(x):
    raise Every
