"""The filter of system calls: what computing needs is allowed, by name and partly by argument; the rest fails.

The filter is classic BPF, which the kernel runs at every call.  It sees numbers only, never what a pointer
points to; so which files may be opened is the business of mounts and Landlock.
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.worker import syscalls

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000  # to FAIL the errno is added
X32_BIT = 0x40000000  # x86_64 has a second table for 32-bit pointers, with numbers from here on
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16  # where struct seccomp_data has them
LOAD, AND, JUMP, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x06
SET_MODE_FILTER, ALL_THREADS = 1, 1

Instruction = tuple[int, int, int, int]
"""Code, instructions to skip if true, if false, and the constant."""

ALLOWED: Mapping[str, str] = {
    # mprotect and mmap may make it executable: importing an extension module does.
    "memory": "brk mmap munmap mremap mprotect madvise msync",
    # Locks are left out, since processes could signal each other by them; so are pipes, which nobody needs, and
    # fallocate, which goes past the limit on a file's size.
    "open files": """read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 lseek close dup dup2 dup3
        fstat fstatfs ftruncate fsync fdatasync fadvise64 getdents64""",
    # Links, devices, modes, owners, times and extended attributes are left out.
    "paths": """open openat stat lstat newfstatat statx statfs access faccessat faccessat2 readlink readlinkat getcwd
        chdir fchdir umask mkdir mkdirat rmdir rename renameat renameat2 unlink unlinkat symlink symlinkat truncate""",
    "time": """time gettimeofday clock_gettime clock_getres nanosleep clock_nanosleep times getitimer setitimer alarm
        pause poll ppoll select pselect6 sched_yield""",
    "signals": """rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
        restart_syscall""",
    "what may be known": """getpid gettid getppid getpgrp getpgid getuid geteuid getgid getegid getresuid getresgid
        getgroups getrlimit getrusage sched_getaffinity getcpu uname sysinfo getrandom""",
    "libc for its one thread": "set_tid_address set_robust_list rseq membarrier exit exit_group",
}
"""The calls that are allowed whatever their arguments, by what they are for."""

IOCTLS = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS and TCGETS2 (is it a terminal?), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
FCNTLS = (0, 1, 2, 3, 4, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC."""
FUTEXES = (0, 1, 3, 4, 5, 9, 10)
"""Waiting, waking and requeueing, as locks do; those that lend priority have been ways into the kernel."""
FUTEX_OPERATION = ~(128 | 256)  # without the flags for private memory and the real-time clock
O_TRUNC = 0o1000


@dataclass(frozen=True)
class Check:
    """Holds if 32 bits of an argument, masked by ``mask``, are one of ``values``.

    Most arguments are an int, and the kernel itself reads only its low half.
    """

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    high: bool = False


@dataclass(frozen=True)
class Rule:
    """When a call is allowed, and how it fails otherwise."""

    checks: tuple[Check, ...] = ()
    error: int = errno.EPERM


NEVER = Check(0, ())
CHECKED: Mapping[str, Rule] = {
    # At these errors, unlike EPERM, pathlib and shutil go on to copy a file by reading and writing.
    "ioctl": Rule((Check(1, IOCTLS),), errno.EOPNOTSUPP),
    "copy_file_range": Rule((NEVER,), errno.EXDEV),
    "sendfile": Rule((NEVER,), errno.ENOTSOCK),
    "fcntl": Rule((Check(1, FCNTLS),)),
    "futex": Rule((Check(1, FUTEXES, FUTEX_OPERATION),)),
    # One's own limits may be read; the third argument points to new ones.
    "prlimit64": Rule((Check(0, (0,)), Check(2, (0,)), Check(2, (0,), high=True))),
    "clone3": Rule((NEVER,), errno.ENOSYS),  # libc takes clone then, and reports that one's EPERM
}
TRUNCATING: Mapping[str, Rule] = {
    "truncate": Rule((NEVER,), errno.EACCES),
    "open": Rule((Check(1, (0,), O_TRUNC),), errno.EACCES),
    "openat": Rule((Check(2, (0,), O_TRUNC),), errno.EACCES),
}
"""For a Landlock that knows nothing of truncation.  creat and openat2 are never allowed, and nobody needs them."""


def program(machine: str, pid: int, may_truncate: bool = True) -> bytes:
    """The filter for a process that may send signals to ``pid`` alone; raises `OSError` for an unknown machine.

    Without ``may_truncate`` no file is cut by its path or when it is opened.
    """
    if pid < 1:
        raise ValueError(f"{pid} is not a single process")
    syscalls.number("read", machine)  # raises where the machine is unknown
    numbers, rules = syscalls.NUMBERS[machine], _rules(pid, may_truncate)
    body = _search(_runs({numbers[name]: _body(rule) for name, rule in rules.items() if name in numbers}))
    return b"".join(struct.pack("<HBBI", *one) for one in (*_preamble(machine), *body))


def install(program: bytes) -> None:
    """Put the filter on this process for good; it must have given up new privileges.  Raises `OSError`."""
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    if syscalls.call("seccomp", SET_MODE_FILTER, ALL_THREADS, header):
        raise OSError(errno.ESRCH, os.strerror(errno.ESRCH), "seccomp")  # the result is a thread left outside


def _rules(pid: int, may_truncate: bool) -> dict[str, Rule]:
    """Everything that is allowed at least sometimes, or fails in a way of its own."""
    always = dict.fromkeys(" ".join(ALLOWED.values()).split(), Rule())
    signals = dict.fromkeys(("kill", "tgkill"), Rule((Check(0, (pid,)),)))
    return {**always, **CHECKED, **signals, **({} if may_truncate else TRUNCATING)}


def _return(value: int) -> Instruction:
    return RETURN, 0, 0, value


def _preamble(machine: str) -> list[Instruction]:
    """Numbers mean other calls to another machine or ABI: a process that makes such a call is ended."""
    expected = (LOAD, 0, 0, MACHINE), (IF_EQUAL, 1, 0, syscalls.AUDIT_ARCH[machine]), _return(KILL)
    x32 = (IF_AT_LEAST, 0, 1, X32_BIT), _return(KILL)
    return [*expected, (LOAD, 0, 0, NUMBER), *(x32 if machine == "x86_64" else ())]


def _body(rule: Rule) -> list[Instruction]:
    """What decides about one call."""
    guards = [_guard(check, FAIL | rule.error) for check in rule.checks]
    return [*(one for guard in guards for one in guard), _return(ALLOW)]


def _guard(check: Check, otherwise: int) -> list[Instruction]:
    """Go on behind this if the check holds."""
    word = (LOAD, 0, 0, ARGUMENTS + 8 * check.argument + 4 * check.high)
    mask = (AND, 0, 0, check.mask & 0xFFFFFFFF)
    left = range(len(check.values), 0, -1)
    tests = [(IF_EQUAL, skipped, 0, value & check.mask) for skipped, value in zip(left, check.values, strict=True)]
    return [word, mask, *tests, _return(otherwise)]


def _runs(bodies: Mapping[int, list[Instruction]]) -> list[tuple[int, list[Instruction]]]:
    """Numbers in order, each with what decides from it up to the next one."""
    refused = [_return(FAIL | errno.EPERM)]
    runs = [(0, bodies.get(0, refused))]
    for number in range(1, max(bodies) + 2):
        body = bodies.get(number, refused)
        if body != runs[-1][1]:
            runs.append((number, body))
    return runs


def _search(runs: Sequence[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """A binary search for the call's number, which is loaded.

    A conditional jump skips at most 255 instructions, so it only chooses whether to take the long one.
    """
    if len(runs) == 1:
        return runs[0][1]
    middle = len(runs) // 2
    low, high = _search(runs[:middle]), _search(runs[middle:])
    return [(IF_AT_LEAST, 0, 1, runs[middle][0]), (JUMP, 0, 0, len(low)), *low, *high]
