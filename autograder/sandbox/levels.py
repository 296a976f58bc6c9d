"""Finds which isolation levels work on this machine by trying the whole set-up, never by reading a setting."""

import errno
import sys
from collections.abc import Iterator, Sequence

from autograder.errors import SandboxFailed
from autograder.records import Limits
from autograder.sandbox import LEVELS, WALLED, Sandbox
from autograder.sandbox.launch_zygote import SharedZygotes, forks_workers
from autograder.system.lazy_dataclass import dataclass

UNWALLED = "For trusted code only, use --isolation process."
USER_NAMESPACES = (
    "Let ordinary users make user namespaces: sysctl -w user.max_user_namespaces=15000, on Debian also "
    "kernel.unprivileged_userns_clone=1, on Ubuntu 24.04 kernel.apparmor_restrict_unprivileged_userns=0. "
    "In a container, start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined, "
    "or grade on the host."
)
LANDLOCK = "Use a kernel of 5.13 or newer, with landlock among its security modules (boot with lsm=landlock,...)."
SECCOMP = "Use a kernel with CONFIG_SECCOMP_FILTER."
READABLE = "Install Python and the packages where every user may read them."


@dataclass(frozen=True)
class Attempt:
    """A level and its result: a sandbox, or why there is none."""

    level: str
    sandbox: Sandbox | None
    failure: SandboxFailed | None = None


def open_sandbox(
    level: str, limits: Limits, packages: tuple[str, ...] = ("numpy",), shared: SharedZygotes | None = None
) -> Sandbox:
    """The sandbox of one level, tested; raises `SandboxFailed` instead of using a lower level.

    If it has zygotes that another process on this machine has tested and `shared`, it starts with them.
    """
    if level == "process":
        return _unwalled_sandbox(limits)
    if sys.platform != "linux":
        raise SandboxFailed(f"Isolation level {level!r} needs Linux.", UNWALLED)
    from autograder.sandbox.zygotes import LevelUnavailable, ZygoteSandbox

    sandbox = ZygoteSandbox(level, limits, shared)
    try:
        if packages not in (shared or {}):
            sandbox.prove(packages)
    except LevelUnavailable as unavailable:
        unavailable.hint = advice(level, unavailable.wall, unavailable.number)
        raise
    return sandbox


def _unwalled_sandbox(limits: Limits) -> Sandbox:
    if forks_workers():
        from autograder.sandbox.unwalled import UnwalledSandbox

        return UnwalledSandbox(limits)
    from autograder.sandbox.process import ProcessSandbox

    return ProcessSandbox(limits)


def zygotes_of(sandbox: Sandbox) -> SharedZygotes:
    """The zygotes of a sandbox that others can start with; of level ``process`` there are none."""
    if sandbox.level not in WALLED:
        return {}
    from autograder.sandbox.zygotes import ZygoteSandbox

    return sandbox.shared if isinstance(sandbox, ZygoteSandbox) else {}


def walled_sandbox(limits: Limits, packages: tuple[str, ...] = ("numpy",)) -> Sandbox:
    """The highest level at which hostile code can be run; raises `SandboxFailed` if none works."""
    failures = []
    for attempt in attempts(limits, packages, WALLED):
        if attempt.sandbox:
            return attempt.sandbox
        failures.append(str(attempt.failure))
    raise SandboxFailed(
        "No isolation level that holds hostile code works on this machine.\n" + "\n".join(failures),
        f"`grade doctor` says what to enable. {UNWALLED}",
    )


def best_sandbox(limits: Limits, packages: tuple[str, ...] = ("numpy",)) -> Sandbox:
    """The highest level that works, which may be `process`: for our own code, never for a submission."""
    return next(attempt.sandbox for attempt in attempts(limits, packages) if attempt.sandbox)


def attempts(limits: Limits, packages: tuple[str, ...], levels: Sequence[str] = LEVELS) -> Iterator[Attempt]:
    """Try the levels from the highest down."""
    for level in levels:
        try:
            yield Attempt(level, open_sandbox(level, limits, packages))
        except SandboxFailed as failure:
            yield Attempt(level, None, failure)


def advice(level: str, wall: str, number: int | None) -> str:
    """What an administrator can enable, for the step of the set-up that failed."""
    if wall == "few_system_calls":
        return SECCOMP
    if wall in ("readable_files", "files_of_the_root", "files_of_python"):
        return READABLE if number == errno.EACCES else LANDLOCK
    if wall == "allowed_packages":
        return "If an allowed package needs another one, add that to `allow` in grader.yaml as well."
    if level == "namespaces":
        return USER_NAMESPACES
    return "Report this with the output of `grade doctor`."
