"""Raises an exception whose name is an attack on whoever prints it."""


def scale(x):
    raise type("\x1b[2J<script>@MARK@</script>\n=cmd()", (Exception,), {})("\x1b[2J@MARK@")
