"""Raises an exception whose message has 10^6 characters, on 50,000 lines."""


def scale(x):
    raise ValueError("@MARK@    \n" * 50_000)
