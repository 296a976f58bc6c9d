"""Replies with texts and a line that attack whoever prints them."""

from autograder.worker import run, wire

EVIL = "\x1b[2J\x1b]0;@MARK@\x07<script>@MARK@</script>\n=cmd|'@MARK@'!A0\r\u202e\0"
run.answer = lambda *args, **options: wire.encode(
    {"reason": "raised", "what": EVIL, "function": EVIL, "detail": EVIL, "printed": EVIL, "line": -(1 << 63), "cell": EVIL}
)


def scale(x):
    return x
