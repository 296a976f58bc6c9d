"""Linux's own calls for walls that Python 3.11 has no function for; each raises `OSError` when refused."""

import ctypes
import os
import struct

from autograder.worker.syscalls import call

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_CAPBSET_DROP = 1, 4, 8, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
CAP_DAC_READ_SEARCH, LAST_CAPABILITY = 2, 63
CAPABILITY_VERSION_3 = 0x20080522


def unshare(namespaces: int) -> None:
    """Leave the shared ``namespaces`` for new ones; a new pid namespace is for children only."""
    call("unshare", namespaces)


def enter_for_children(namespace: int) -> None:
    """Let children be born in the pid namespace of this descriptor."""
    call("setns", namespace, CLONE_NEWPID)


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount a file system, bind a path to another, or change a mount's flags."""
    call("mount", _path(source), _path(target), _path(kind), flags, _path(options))


def change_root(folder: str) -> None:
    """Make ``folder``, a mount, the root of this mount namespace, and let go of the old one."""
    os.chdir(folder)
    call("pivot_root", _path("."), _path("."))  # the old root now lies on top of the new one
    call("umount2", _path("."), MNT_DETACH)
    os.chdir("/")


def prctl(option: int, argument: int = 0) -> None:
    """Change one of the properties that a process has in the kernel."""
    call("prctl", option, argument, 0, 0, 0)


def close_from(lowest: int) -> None:
    """Close every descriptor from ``lowest`` on, also those above the present limit."""
    call("close_range", lowest, 0xFFFFFFFF, 0)


def keep_capabilities(*kept: int) -> None:
    """Give up every capability but ``kept``, which stay permitted and effective."""
    mask = sum(1 << capability for capability in kept)
    header = ctypes.create_string_buffer(struct.pack("<Ii", CAPABILITY_VERSION_3, 0))
    call("capset", header, ctypes.create_string_buffer(struct.pack("<6I", mask, mask, 0, 0, 0, 0)))


def empty_bounding_set() -> None:
    """Make sure that no capability can be gained again."""
    for capability in range(LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            if capability <= CAP_DAC_READ_SEARCH:  # above the last one that this kernel knows it always fails
                raise
            return


def unshare_users(others: int, proc: int, inside: int | None = None) -> None:
    """Enter a user namespace and ``others``, and be user and group ``inside`` there (who we are, if None).

    ``proc`` is a descriptor of /proc, which the root may lack by now.
    """
    user, group = os.geteuid(), os.getegid()  # afterwards nobody's, until they are mapped
    unshare(CLONE_NEWUSER | others)
    for file, text in (
        ("setgroups", "deny"),  # without it an ordinary user may not map a group
        ("uid_map", f"{user if inside is None else inside} {user} 1"),
        ("gid_map", f"{group if inside is None else inside} {group} 1"),
    ):
        descriptor = os.open(f"self/{file}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _path(text: str | None) -> ctypes.c_char_p | None:
    return None if text is None else ctypes.c_char_p(os.fsencode(text))
