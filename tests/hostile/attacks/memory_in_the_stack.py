"""Fills memory with code: an expression of a million terms is compiled."""


def scale(x):
    return eval("+".join(["1"] * 1_000_000)) * eval("(" * 150 + "1" + ")" * 150)
