"""Compares values: structure, shape, dtype, finiteness, numbers."""
