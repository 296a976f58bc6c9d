"""Asks for memory for ever, and takes no for an answer."""


def scale(x):
    kept = []
    while True:
        try:
            kept.append(kept[:] + [bytes(1 << 16)])
        except MemoryError:
            continue
