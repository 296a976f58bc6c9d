"""Offers a service to whoever knows the port."""

import socket


def scale(x):
    with socket.create_server(("127.0.0.1", 0)):
        return 2 * x
