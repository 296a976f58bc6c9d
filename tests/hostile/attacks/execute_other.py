"""Becomes another program, which sleeps."""

import os
import sys


def scale(x):
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"])
