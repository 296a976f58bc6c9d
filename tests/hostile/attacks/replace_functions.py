"""Replaces its neighbours while it is called, and itself."""


def scale(x):
    globals()["shift"] = globals()["half"] = globals()["scale"] = 5
    return x
