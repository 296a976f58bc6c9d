"""Autograding for deep-learning-from-scratch courses.

Public, and kept by semantic versioning:

    autograder.exercise         what a declaration of an exercise is written in
    autograder.exercise.cases   random material for its cases
    autograder.notebook         what the cells of a generated notebook import
    autograder.practice         what the lines that `grade check` prints import
    autograder.errors           the exceptions

In each of them what ``__all__`` names; docs/reference/public.md lists what else is public, such as commands and file
formats. Every other module is internal, and may change in any release. The path of a submission is
`autograder.grading.pipeline`.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
