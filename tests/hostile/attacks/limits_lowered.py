"""Takes the worker's own resources away."""

import resource


def scale(x):
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA, resource.RLIMIT_STACK):
        resource.setrlimit(limit, (0, 0))
    return bytearray(64 << 20)
