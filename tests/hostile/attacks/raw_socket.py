"""Listens to everybody's packets."""

import socket


def scale(x):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW):
        return 2 * x
