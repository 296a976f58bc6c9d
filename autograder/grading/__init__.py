"""The path of a submission: draw the questions, know what is expected, ask, judge, record."""
