"""Looks for the grader's own rooms, where the worker is imported from and where they are."""

import sys
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder


def scale(x):
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
    sys.path.append("@REPOSITORY@")
    import autograder.judge

    assert autograder.judge
    return 2 * x
