"""Writes for ever while it is imported."""

import os

while True:
    os.write(1, b"x" * 65536)
