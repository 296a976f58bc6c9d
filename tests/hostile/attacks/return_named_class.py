"""Returns an object of a class whose name is an attack on whoever prints it."""


def scale(x):
    return type("\x1b[2J<script>@MARK@</script>\n=cmd()", (), {})()
