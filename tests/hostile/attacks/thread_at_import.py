"""Starts a thread while it is imported, which no join waits for."""

import threading
import time

threading.Thread(target=time.sleep, args=(600,)).start()


def scale(x):
    return x
