"""Sends its inputs over TCP."""

import socket


def scale(x):
    with socket.create_connection(("127.0.0.1", int("@TCP@")), 1) as connection:
        connection.sendall(x.tobytes())
    return 2 * x
