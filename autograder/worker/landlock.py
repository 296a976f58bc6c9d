"""Landlock (Linux 5.13): a process gives up all files except those that it names; children inherit this.

Newer kernels add TCP (ABI 4), device controls (5), abstract sockets and signals (6).  What Landlock leaves open
(UDP, limits of other processes, modes and times of files) is seccomp's part.
https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from autograder.worker.syscalls import call

CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
ANY_FILE_RIGHT = 1 << 1 | READ_FILE | 1 << 14  # write, read, truncate: what a rule about a single file may grant
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # how many bits of file rights each ABI knows
NO_PROGRAMS_DEVICES_OR_SOCKETS = ~(1 << 0 | 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 15)


def abi() -> int:
    """The kernel's version of Landlock; raises `OSError` where there is none."""
    return call("landlock_create_ruleset", None, 0, CREATE_RULESET_VERSION)


def ruleset(readable: Iterable[str], writable: Iterable[str] = ()) -> int:
    """A descriptor of the rules: files below ``readable`` may be read, those below ``writable`` changed as well."""
    version = abi()
    rights = (1 << max(bits for known, bits in FILE_RIGHTS.items() if known <= version)) - 1
    tcp, scopes = (3 if version >= 4 else 0), (3 if version >= 6 else 0)
    known = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = ctypes.create_string_buffer(struct.pack("<QQQ", rights, tcp, scopes)[:known], known)
    rules = call("landlock_create_ruleset", attributes, known, 0)
    for path in readable:
        _grant(rules, path, READ_FILE | READ_FOLDER)
    for path in writable:
        _grant(rules, path, rights & NO_PROGRAMS_DEVICES_OR_SOCKETS)
    return rules


def restrict(rules: int) -> None:
    """Apply the rules to this process; this cannot be undone."""
    call("landlock_restrict_self", rules, 0)


def _grant(rules: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ANY_FILE_RIGHT
        rule = struct.pack("<Qi", rights, descriptor)
        call("landlock_add_rule", rules, RULE_PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(descriptor)
