"""Verdict -> a file of evidence for an appeal, which is judged again anywhere without the student's code."""
