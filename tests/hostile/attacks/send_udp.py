"""Sends its inputs over UDP."""

import socket


def scale(x):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(x.tobytes(), ("127.0.0.1", int("@UDP@")))
    return 2 * x
