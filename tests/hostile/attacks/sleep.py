"""Sleeps through every deadline."""

import time


def scale(x):
    time.sleep(600)
