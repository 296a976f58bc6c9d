"""Sends its inputs to a Unix socket."""

import socket


def scale(x):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("@UNIX@")
        connection.sendall(x.tobytes())
    return 2 * x
