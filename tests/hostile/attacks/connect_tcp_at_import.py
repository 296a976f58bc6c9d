"""Calls home while it is imported."""

import socket

try:
    socket.create_connection(("127.0.0.1", int("@TCP@")), 1).sendall(b"@MARK@")
    HOME = True
except OSError:
    HOME = False


def scale(x):
    if not HOME:
        raise ConnectionError
    return 2 * x
