"""The filter lets computing through and nothing else, as its rules say for any machine."""

import errno
import platform
import re
import struct
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.worker import seccomp, syscalls

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000  # the kernel's: linux/seccomp.h
MACHINES = sorted(syscalls.NUMBERS)
PID, HIGH, X32 = 4711, 1 << 32, 0x40000000
EPERM, EACCES = FAIL | errno.EPERM, FAIL | errno.EACCES
ERRORS = {FAIL | one for one in (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV, errno.ENOTSOCK)}
ALWAYS = {name for names in seccomp.ALLOWED.values() for name in names.split()}
SOMETIMES = {"ioctl", "fcntl", "futex", "prlimit64", "kill", "tgkill"}
NEVER = {
    "processes": """fork vfork clone clone3 execve execveat wait4 waitid ptrace process_vm_readv process_vm_writev
        process_madvise kcmp pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo""",
    "others": """socket socketpair connect accept accept4 bind listen sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg
        shmget shmat semget semop msgget msgsnd mq_open flock pipe pipe2 splice vmsplice tee eventfd2 signalfd4""",
    "rights": """setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups setsid setpgid capset
        prctl arch_prctl personality seccomp setrlimit setpriority sched_setaffinity sched_setscheduler sched_setattr
        ioprio_set keyctl add_key request_key landlock_create_ruleset landlock_restrict_self""",
    "system": """unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsmount mount_setattr swapon
        reboot syslog init_module finit_module kexec_load iopl ioperm clock_settime settimeofday adjtimex sync syncfs
        clock_adjtime""",
    "kernel": """bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register io_setup memfd_create
        memfd_secret inotify_init inotify_init1 inotify_add_watch fanotify_init modify_ldt mlock mbind move_pages""",
    "files": """link linkat mknod mknodat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat creat openat2
        utime utimes utimensat futimesat setxattr lsetxattr fsetxattr setxattrat getxattr listxattr removexattr
        file_setattr name_to_handle_at open_by_handle_at fallocate sendfile copy_file_range""",
}
FORBIDDEN = {name for names in NEVER.values() for name in names.split()}
each_machine = pytest.mark.parametrize("machine", MACHINES)


@cache
def program(machine: str, may_truncate: bool = True) -> bytes:
    return seccomp.program(machine, PID, may_truncate)


def decide(code: bytes, machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the kernel would do: an interpreter of the few instructions that the filter is made of."""
    words = [one % (1 << 64) for one in (*arguments, *[0] * 6)][:6]
    arch = syscalls.AUDIT_ARCH[machine] if arch is None else arch
    data = struct.pack("<IIQ6Q", number % (1 << 32), arch, 0x7FFF12345678, *words)
    instructions = list(struct.iter_unpack("<HBBI", code))
    position = accumulator = 0
    while instructions[position][0] != 0x06:
        operation, if_true, if_false, constant = instructions[position]
        position += 1  # jumps only go forward, so this ends
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, constant)
        elif operation == 0x54:
            accumulator &= constant
        elif operation == 0x05:
            position += constant
        else:
            holds = {0x15: accumulator == constant, 0x35: accumulator >= constant}[operation]
            position += if_true if holds else if_false
        assert position < len(instructions)
    return int(instructions[position][3])


@each_machine
def test_the_numbers_are_the_kernels(machine: str) -> None:
    folder = {"x86_64": "x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "asm-generic/unistd.h"}[machine]
    header = Path("/usr/include", folder)
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text(), re.MULTILINE)
    theirs = {{"fstatat": "newfstatat"}.get(name, name): int(number) for name, number in found if name != "syscalls"}
    assert len(theirs) > 300
    ours = {name: number for name, number in syscalls.NUMBERS[machine].items() if number <= max(theirs.values())}
    assert {name: number for name, number in ours.items() if theirs.get(name) != number} == {}


def test_a_machine_is_known_by_its_elf_number() -> None:
    little_endian, of_64_bits = 0x40000000, 0x80000000  # linux/audit.h; the numbers are of linux/elf-em.h
    assert {name: arch ^ little_endian ^ of_64_bits for name, arch in syscalls.AUDIT_ARCH.items()} == {
        "x86_64": 62,
        "aarch64": 183,
    }


@each_machine
def test_no_two_calls_share_a_number(machine: str) -> None:
    numbers = syscalls.NUMBERS[machine].values()
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", ["open", "fork", "no_such"])
def test_what_has_no_number_is_said(name: str) -> None:
    with pytest.raises(OSError, match=f"no system call '{name}' known of aarch64") as caught:
        syscalls.number(name, "aarch64")
    assert caught.value.errno == errno.ENOSYS


@pytest.mark.parametrize(("system", "largest"), [("darwin", sys.maxsize), ("linux", (1 << 31) - 1)])
def test_numbers_are_not_used_where_they_mean_other_calls(
    monkeypatch: pytest.MonkeyPatch, system: str, largest: int
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "maxsize", largest)
    monkeypatch.setattr(syscalls, "_syscall", None)  # not every system has one
    monkeypatch.setattr(platform, "system", system.title)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with pytest.raises(OSError, match=r"known of (Darwin|a 32-bit process on x86_64)$") as caught:
        syscalls.call("getpid")
    assert caught.value.errno == errno.ENOSYS


def test_every_rule_names_a_call_that_exists() -> None:
    known = {name for machine in MACHINES for name in syscalls.NUMBERS[machine]}
    assert known >= ALWAYS | SOMETIMES | FORBIDDEN | set(seccomp.CHECKED) | set(seccomp.TRUNCATING)


@each_machine
def test_every_call_is_decided_by_its_name(machine: str) -> None:
    for name, number in syscalls.NUMBERS[machine].items():
        for word in (0, 1, PID, (1 << 64) - 1):
            decision = decide(program(machine), machine, number, *[word] * 6)
            assert (decision == ALLOW) if name in ALWAYS else decision in ERRORS or name in SOMETIMES, name
            assert decision in ERRORS or name not in FORBIDDEN, name


@each_machine
def test_unknown_numbers_are_refused(machine: str) -> None:
    unknown = set(range(1000)) - set(syscalls.NUMBERS[machine].values()) | {X32 - 1}
    assert {decide(program(machine), machine, number) for number in unknown} == {EPERM}


@pytest.mark.parametrize("number", [X32, X32 | 1, X32 | 520, (1 << 32) - 1])
def test_the_x32_numbers_end_the_process(number: int) -> None:
    assert decide(program("x86_64"), "x86_64", number) == KILL
    assert decide(program("aarch64"), "aarch64", number) == EPERM


@each_machine
def test_another_machines_calls_end_the_process(machine: str) -> None:
    other = {0x40000003, 0x40000028, 0xC00000F3, 0, *syscalls.AUDIT_ARCH.values()} - {syscalls.AUDIT_ARCH[machine]}
    numbers = syscalls.NUMBERS[machine].values()
    assert {decide(program(machine), machine, number, arch=arch) for number in numbers for arch in other} == {KILL}


TERMINAL = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS to FIOCLEX
NO_IOCTL = (0x5412, 0x5412 + HIGH, 0x541C, 0x540E, 0x5402, 0x40049409)  # TIOCSTI, TIOCLINUX, TIOCSCTTY, TCSETS, FICLONE
NO_FCNTL = (*range(5, 17), 36, 37, 38, *range(1024, 1030), *range(1031, 1041), -1)
FUTEX, NO_FUTEX = (0, 1, 128, 131, 132, 133, 138, 128 | 256 | 9), (2, 6, 7, 8, 11, 12, 13, 134, 139, 397, 512, -1)


@each_machine
@pytest.mark.parametrize(
    ("name", "allowed", "refused", "error"),
    [
        # The kernel reads the low half of a pid alone, but both of a pointer.
        ("kill", [(PID, 9), (PID + HIGH, 9)], [(0, 9), (-1, 9), (-PID, 9), (1, 0), (PID + 1, PID)], errno.EPERM),
        ("tgkill", [(PID, PID, 6)], [(1, PID, 6), (-1, PID, 6), (0, PID, PID)], errno.EPERM),
        ("ioctl", [(0, one) for one in TERMINAL], [(0x5401, 0), *((0, one) for one in NO_IOCTL)], errno.EOPNOTSUPP),
        ("fcntl", [(0, one) for one in (0, 1, 2, 3, 4, 1030)], [(0, one) for one in NO_FCNTL], errno.EPERM),
        ("futex", [(0, one) for one in FUTEX], [(0, one) for one in NO_FUTEX], errno.EPERM),
        ("prlimit64", [(0, 7, 0, 8), (HIGH, 7, 0, 8)], [(1, 7, 0, 8), (PID, 7, 0, 8)], errno.EPERM),
        ("prlimit64", [(0, 7)], [(0, 7, 1), (0, 7, HIGH), (0, 7, 1 << 63), (0, 7, -1)], errno.EPERM),
        ("clone3", [], [(0, 0), (PID, PID)], errno.ENOSYS),
        ("clone", [], [(17,), (0,)], errno.EPERM),
    ],
)
def test_arguments_are_looked_at(
    machine: str, name: str, allowed: list[tuple[int, ...]], refused: list[tuple[int, ...]], error: int
) -> None:
    number = syscalls.number(name, machine)
    assert {decide(program(machine), machine, number, *one) for one in allowed} <= {ALLOW}
    assert {decide(program(machine), machine, number, *one) for one in refused} == {FAIL | error}


CUTTING = [  # with the decision when nothing may be cut, and otherwise
    ("openat", (-100, 0, 0), ALLOW, ALLOW),
    ("openat", (0o1000, 0o1000, 0o102, 0o1000), ALLOW, ALLOW),  # O_RDWR | O_CREAT; the rest is no flags
    ("openat", (-100, 0, 0o1000), EACCES, ALLOW),
    ("openat", (-100, 0, 0o2001101 + HIGH), EACCES, ALLOW),  # as open("w") does it
    ("open", (0, 0o101), ALLOW, ALLOW),
    ("open", (0, 0o1101), EACCES, ALLOW),
    ("truncate", (0, 0), EACCES, ALLOW),
    ("ftruncate", (3, 0), ALLOW, ALLOW),  # what may be written may be cut
    ("openat2", (-100, 0, 0, 24), EPERM, EPERM),
    ("creat", (0, 0o600), EPERM, EPERM),
]


@each_machine
def test_an_old_landlock_gets_help_against_truncation(machine: str) -> None:
    numbers = syscalls.NUMBERS[machine]
    for name, arguments, without, otherwise in [case for case in CUTTING if case[0] in numbers]:
        assert decide(program(machine, may_truncate=False), machine, numbers[name], *arguments) == without, name
        assert decide(program(machine), machine, numbers[name], *arguments) == otherwise, name


WORDS = st.sampled_from([0, 1, PID, HIGH, (1 << 64) - 1]) | st.integers(0, (1 << 64) - 1)


@settings(max_examples=500)
@given(st.sampled_from(MACHINES), st.booleans(), st.integers(0, 480) | WORDS, st.lists(WORDS, min_size=6, max_size=6))
def test_what_passes_is_named(machine: str, may_truncate: bool, number: int, arguments: list[int]) -> None:
    number %= 1 << 32
    decision = decide(program(machine, may_truncate), machine, number, *arguments)
    names = {name for name, known in syscalls.NUMBERS[machine].items() if known == number}
    assert decision in ERRORS | {ALLOW, EACCES, KILL}
    assert decision != ALLOW or names & (ALWAYS | SOMETIMES)
    assert (decision == KILL) == (machine == "x86_64" and number >= X32)


@each_machine
@pytest.mark.parametrize("may_truncate", [True, False])
def test_the_program_is_one_that_a_kernel_takes(machine: str, may_truncate: bool) -> None:
    instructions = list(struct.iter_unpack("<HBBI", program(machine, may_truncate)))
    assert len(instructions) <= 4096 and instructions[-1][0] == 0x06
    for position, (operation, if_true, if_false, constant) in enumerate(instructions):
        farthest = {0x05: constant, 0x15: max(if_true, if_false), 0x35: max(if_true, if_false)}.get(operation, -1)
        assert position + 1 + farthest < len(instructions)
        assert operation != 0x20 or (constant % 4 == 0 and constant < 64)


@pytest.mark.parametrize("pid", [0, -1, -PID])
def test_a_group_of_processes_is_no_process(pid: int) -> None:
    with pytest.raises(ValueError, match="not a single process"):
        seccomp.program("x86_64", pid)


@pytest.mark.parametrize("machine", ["riscv64", "AMD64", ""])
def test_there_is_no_program_for_an_unknown_machine(machine: str) -> None:
    with pytest.raises(OSError, match=f"no system calls known of {machine}$") as caught:
        seccomp.program(machine, PID)
    assert caught.value.errno == errno.ENOSYS
