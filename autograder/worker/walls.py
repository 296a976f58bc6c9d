"""The walls around a worker: one function each, put up in order; the first that fails refuses the worker.

A zygote puts up what lasts, each worker what is its own.  Why the steps come in this order:
mounts need privileges, so they come first, while only our own code has run; privileges go before any namespace
is made; the filter of system calls comes last, since it forbids what the other walls are made with.
"""

import fcntl
import os
import platform
import resource
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.worker import landlock, linux, seccomp
from autograder.worker.limits import against_accidents, limit
from autograder.worker.site import (
    ABOVE_ALL,
    DEVICES,
    FIRST,
    FIRST_FREE,
    INBOX,
    INSIDE,
    OUTBOX,
    ROOT,
    SCRATCH,
    UNPRIVILEGED,
    Site,
    WorkerSite,
)


class WallFailed(Exception):
    """A wall cannot be put up; ``report`` says which and why, as data."""

    def __init__(self, wall: str, error: Exception) -> None:
        super().__init__(wall)
        number = error.errno if isinstance(error, OSError) else None
        said = error.strerror if isinstance(error, OSError) else str(error)
        self.report = {"wall": wall, "errno": number, "error": said}


# ---------------------------------------------------------------- of a zygote


def own_mounts(site: Site) -> None:
    """A mount namespace that nobody else sees; an ordinary user needs a user namespace to make one."""
    site.proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    if os.geteuid() == 0:
        linux.unshare(linux.CLONE_NEWNS)
    else:
        linux.unshare_users(linux.CLONE_NEWNS, site.proc)
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)


def bare_root(site: Site) -> None:
    """A root that holds Python's own files, the allowed packages, three devices and nothing else; no /proc."""
    sources = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in (*site.python, *site.packages, *DEVICES)}
    harmless = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", ROOT, "tmpfs", harmless, "size=1m,nr_inodes=4k,mode=755")
    for path in site.python:
        _show(path, sources[path], harmless)
    for path in site.hidden:
        linux.mount("tmpfs", ROOT + path, "tmpfs", harmless, "size=1m,nr_inodes=4k,mode=755")
    for path in site.packages:
        _show(path, sources[path], harmless)
    for path in DEVICES:
        _show(path, sources[path], None)
    Path(ROOT + SCRATCH).mkdir()
    for path in ("", *site.hidden):
        linux.mount(None, ROOT + path, None, linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | harmless)
    linux.change_root(ROOT)


def _show(path: str, source: int, flags: int | None) -> None:
    """Bind what the descriptor stands for to ``path`` below the new root; read-only if there are ``flags``."""
    target, origin = Path(ROOT + path), f"/proc/self/fd/{source}"
    (target if Path(origin).is_dir() else target.parent).mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.touch()
    linux.mount(origin, str(target), None, linux.MS_BIND)
    os.close(source)
    if flags is not None:
        locked = linux.MS_NOEXEC if os.statvfs(target).f_flag & os.ST_NOEXEC else 0  # it may not be taken away
        linux.mount(None, str(target), None, linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | flags | locked)


def no_privileges(site: Site) -> None:
    """Root becomes an ordinary user for good."""
    if os.geteuid() != 0:
        return
    linux.prctl(linux.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    os.setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    if site.level == "landlock" and not _readable(site):
        site.capabilities = (linux.CAP_DAC_READ_SEARCH,)
    linux.keep_capabilities(*site.capabilities)
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # the id map belongs to root otherwise


def _readable(site: Site) -> bool:
    """Whether Python's files can be read by anybody; a root's own installation lies behind a closed home.

    If not, the one capability to read them stays; Landlock keeps it to these files.
    """
    return all(os.access(path, os.R_OK, effective_ids=True) for path in (*site.python, *site.packages))


def own_namespaces(site: Site) -> None:
    """Users, mounts, processes, network, messages and host name of one's own; the mounts so far are locked."""
    others = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
    linux.unshare_users(others, site.proc, INSIDE)


def first_process(site: Site) -> None:
    """Process 1 of the new pid namespace, whose death ends all in it; the one outside waits and dies with it."""
    child = os.fork()
    if child:
        linux.close_from(FIRST_FREE - 2)
        os.waitpid(child, 0)
        os._exit(0)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    site.filter = seccomp.program(platform.machine(), FIRST)
    site.pid_namespace = os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=site.proc)


def readable_files(site: Site) -> None:
    """The rules for every worker: Python's own files and the allowed packages may be read, nothing written."""
    inside = [str(path) for folder in site.python for path in Path(folder).iterdir() if str(path) not in site.hidden]
    rules = landlock.ruleset((*inside, *site.packages, *DEVICES), ("/dev/null",))
    site.rules = fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, ABOVE_ALL)  # out of the way of a worker's own descriptors


# ---------------------------------------------------------------- of a worker


def death_with_the_zygote(worker: WorkerSite) -> None:
    """Nobody outlives the zygote, which does not outlive the grader."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def own_session(worker: WorkerSite) -> None:
    """Signals to one's own process group reach nobody else, not even across a pid namespace."""
    os.setsid()


def given_folder(worker: WorkerSite) -> None:
    """The folder that the grader has made, and removes."""
    os.chdir(worker.folder)


def own_mount_table(worker: WorkerSite) -> None:
    """The next wall's mount is this worker's alone, and goes with it."""
    linux.unshare(linux.CLONE_NEWNS)


def scratch(worker: WorkerSite) -> None:
    """An empty folder in memory, of limited size and number of files."""
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("tmpfs", SCRATCH, "tmpfs", flags, f"size={worker.site.scratch},nr_inodes=256,mode=700")
    os.chdir(SCRATCH)


def own_descriptors(worker: WorkerSite) -> None:
    """0 is the null device, 1 and 2 printed text, 3 and 4 the frames; the rest is closed by a later wall."""
    inbox, outbox, printed = (
        fcntl.fcntl(one, fcntl.F_DUPFD, ABOVE_ALL) for one in (worker.inbox, worker.outbox, worker.printed)
    )
    null = os.open("/dev/null", os.O_RDONLY)
    for descriptor, place in ((null, 0), (printed, 1), (printed, 2), (inbox, INBOX), (outbox, OUTBOX)):
        os.dup2(descriptor, place)


def limited_resources(worker: WorkerSite) -> None:
    """Memory, file size, CPU time, and no processes, core files, locked memory or queues."""
    few = dict.fromkeys(("RLIMIT_NOFILE", "RLIMIT_SIGPENDING"), ABOVE_ALL)
    none = dict.fromkeys(("RLIMIT_NPROC", "RLIMIT_MEMLOCK", "RLIMIT_MSGQUEUE"), 0)
    limit(_against_accidents(worker) | few | none)


def limited_accidents(worker: WorkerSite) -> None:
    """Memory, file size, CPU time, and no core files; all else as the user who started it."""
    limit(_against_accidents(worker))


def _against_accidents(worker: WorkerSite) -> dict[str, int]:
    return against_accidents(worker.site.memory, worker.site.scratch, worker.seconds)


def no_bounding_set(worker: WorkerSite) -> None:
    """No capability of the user namespace can come back."""
    linux.empty_bounding_set()


def no_capabilities(worker: WorkerSite) -> None:
    """None is left, unless Python itself could not be read without."""
    linux.keep_capabilities(*worker.site.capabilities)


def no_new_privileges(worker: WorkerSite) -> None:
    """No program can give more rights; the kernel wants this before a filter or Landlock."""
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)


def no_traces(worker: WorkerSite) -> None:
    """Other processes of the same user cannot read this one's memory."""
    linux.prctl(linux.PR_SET_DUMPABLE, 0)


def files_of_the_root(worker: WorkerSite) -> None:
    """Landlock once more where mounts decide already: read anything that is there, write to the scratch."""
    rules = landlock.ruleset(("/",), (SCRATCH, "/dev/null"))
    landlock.restrict(rules)


def files_of_python(worker: WorkerSite) -> None:
    """Landlock, with the zygote's rules."""
    os.chdir("/")
    landlock.restrict(worker.site.rules)


def no_other_descriptors(worker: WorkerSite) -> None:
    """Nothing that the zygote or the rules had open."""
    linux.close_from(FIRST_FREE)


def no_inherited_descriptors(worker: WorkerSite) -> None:
    """Nothing that the zygote had open, also where the kernel has no call for that."""
    os.closerange(FIRST_FREE, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def few_system_calls(worker: WorkerSite) -> None:
    """Computing, memory, files and the clock; no processes, programs, network, tracing or settings."""
    seccomp.install(worker.site.filter or seccomp.program(platform.machine(), os.getpid(), landlock.abi() >= 3))


ZYGOTE_WALLS: dict[str, Sequence[Callable[[Site], None]]] = {
    "namespaces": (own_mounts, bare_root, no_privileges, own_namespaces, first_process),
    "landlock": (no_privileges, readable_files),
}
WORKER_WALLS: dict[str, Sequence[Callable[[WorkerSite], None]]] = {
    "namespaces": (
        own_descriptors,
        death_with_the_zygote,
        own_mount_table,
        own_session,
        scratch,
        limited_resources,
        no_bounding_set,
        no_capabilities,
        no_new_privileges,
        no_traces,
        files_of_the_root,
        no_other_descriptors,
        few_system_calls,
    ),
    "landlock": (
        own_descriptors,
        death_with_the_zygote,
        own_session,
        limited_resources,
        no_capabilities,
        no_new_privileges,
        no_traces,
        files_of_python,
        no_other_descriptors,
        few_system_calls,
    ),
    "process": (
        own_descriptors,
        death_with_the_zygote,
        own_session,
        given_folder,
        limited_accidents,
        no_inherited_descriptors,
    ),
}


def put_up(walls: Sequence[Callable[[Any], None]], place: Site | WorkerSite) -> None:
    """Put up the walls in order; raises `WallFailed` at the first that does not stand."""
    for wall in walls:
        try:
            wall(place)
        except Exception as error:
            raise WallFailed(wall.__name__, error) from error
