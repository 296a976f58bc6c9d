"""Slips: an answer with one small change, made automatically, and a sentence that says what the change is.

Named mistakes are thought of by an author for one exercise; slips are the same for all: an axis, a sign, a factor, an
argument that is ignored.  They explain wrong answers that nobody has thought of, and prove nothing.  Named mistakes,
and two of them at once, come last.
"""

from autograder.exercise.slips.made import Slip, slips
from autograder.exercise.slips.named import named

__all__ = ["Slip", "named", "slips"]
