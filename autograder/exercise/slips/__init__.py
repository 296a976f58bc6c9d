"""Slips: an answer with one small change, made automatically, and a sentence that says what the change is.

Named mistakes are thought of by an author for one exercise; slips are the same for all: an axis, a sign, a factor, an
argument that is ignored.  They explain wrong answers that nobody has thought of, and prove nothing.
"""

from autograder.exercise.slips.made import Slip, slips

__all__ = ["Slip", "slips"]
