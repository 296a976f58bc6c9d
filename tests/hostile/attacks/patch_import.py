"""Takes the import statement away."""

import builtins

builtins.__import__ = lambda *args, **options: 1 / 0


def scale(x):
    import os

    return os
