"""Beside nbgrader: points while it grades, and its own database."""
