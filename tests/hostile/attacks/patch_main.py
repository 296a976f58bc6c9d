"""Replaces whatever functions the worker's main module has."""

import sys
import types

main = sys.modules["__main__"]
for name, value in list(vars(main).items()):
    if isinstance(value, types.FunctionType):
        setattr(main, name, lambda *args, **options: None)


def scale(x):
    return x
