"""Explains wrong answers: named mistakes, relations between results, patterns of wrong calls."""
