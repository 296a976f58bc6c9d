"""What a running process says, read no further than asked."""

import os
import subprocess


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    """Its errors up to the end of the line that has ``word``; what comes after it stays for `communicate`."""
    assert process.stderr is not None
    said = b""
    while word.encode() not in said.rpartition(b"\n")[0]:
        byte = os.read(process.stderr.fileno(), 1)
        assert byte, said.decode()
        said += byte
    return said.decode()
