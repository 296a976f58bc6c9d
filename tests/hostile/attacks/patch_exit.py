"""Makes the worker unable to leave."""

import os
import sys

os._exit = sys.exit = os.abort = lambda *args: None


def scale(x):
    raise SystemExit
