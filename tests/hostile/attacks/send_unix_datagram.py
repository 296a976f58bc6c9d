"""Sends its inputs to a Unix datagram socket."""

import socket


def scale(x):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(x.tobytes(), "@UNIX_DATAGRAM@")
    return 2 * x
