"""Asks its user."""


def scale(x):
    return input("how much? ")
