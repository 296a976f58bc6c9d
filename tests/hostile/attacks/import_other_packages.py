"""Looks for what is installed for the grader and for nobody else."""

import sys
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder


def scale(x):
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
    sys.path.append("@PACKAGES@")
    import sqlalchemy

    assert sqlalchemy
    return 2 * x
