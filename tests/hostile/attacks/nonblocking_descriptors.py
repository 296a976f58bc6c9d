"""Makes every channel non-blocking, and as small as it can."""

import fcntl
import os


def scale(x):
    for number in range(256):
        try:
            os.set_blocking(number, False)
            fcntl.fcntl(number, 1031, 4096)  # F_SETPIPE_SZ
        except OSError:
            pass
    raise RuntimeError("x" * 100_000)
