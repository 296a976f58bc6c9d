"""Prints what attacks a terminal, a page and a table, and answers wrong."""


def scale(x):
    print("\x1b[2J\x1b]52;c;@MARK@\x07\x9b2J\r\u202e<script>@MARK@</script>\n=cmd|'@MARK@'!A0\n[red]@MARK@\ud800\0")
    return x
