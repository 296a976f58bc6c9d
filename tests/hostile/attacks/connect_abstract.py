"""Sends its inputs to a Unix socket that has no file."""

import socket


def scale(x):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0@ABSTRACT@")
        connection.sendall(x.tobytes())
    return 2 * x
