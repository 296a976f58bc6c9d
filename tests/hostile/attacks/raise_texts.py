"""Raises an exception whose message is an attack on whoever prints it, in a terminal, a page or a table."""


def scale(x):
    raise ValueError(
        "\x1b[2J\x1b]52;c;@MARK@\x07\x9b2J\r\u202e<script>@MARK@</script>\n=cmd|'@MARK@'!A0\n[red]\ud800\0"
    )
