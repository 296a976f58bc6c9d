"""Returns text that clears the terminal, and a lone surrogate."""


def scale(x):
    return "\x1b[2J\x1b]0;@MARK@\x07\u202e\ud800\0"
