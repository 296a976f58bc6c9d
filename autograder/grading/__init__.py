"""The path of a submission: draw the questions, compute expected values, ask, judge, record."""
