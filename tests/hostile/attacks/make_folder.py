"""Makes a folder where everybody may."""

import os


def scale(x):
    os.makedirs("@CANARY@/@MARK@-folder", exist_ok=True)
    return 2 * x
