"""Autograding for deep-learning-from-scratch courses.

The path of a submission is `autograder.grading.pipeline`; what an author writes is `autograder.exercise`.
"""

__version__ = "0.1.0"
