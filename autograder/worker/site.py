"""The settings for the walls of a zygote and its workers."""

from dataclasses import dataclass

UNPRIVILEGED = 60001  # a user and group that nothing else runs as; nobody (65534) may have files and processes
INSIDE = 65534  # what the worker sees itself as in its user namespace
ROOT = "/tmp"  # noqa: S108  (where the new root is mounted, in a mount namespace that nobody else sees)
SCRATCH = "/scratch"
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
INBOX, OUTBOX, FIRST_FREE = 3, 4, 5
FIRST = 1  # what every worker's own pid is in its pid namespace
ABOVE_ALL = 64  # no descriptor of ours is as high


@dataclass
class Site:
    """What the walls of one zygote stand on, and what they leave for each other.

    ``python`` are the folders of the standard library, ``hidden`` folders in these that hold other packages,
    ``packages`` the files and folders of the allowed ones; ``memory`` and ``scratch`` are bytes.
    """

    level: str
    python: list[str]
    hidden: list[str]
    packages: list[str]
    modules: list[str]
    memory: int
    scratch: int
    proc: int = -1
    rules: int = -1
    pid_namespace: int = -1
    capabilities: tuple[int, ...] = ()
    filter: bytes = b""


@dataclass(frozen=True)
class WorkerSite:
    """One worker to be: its three descriptors (frames in, frames out, printed text) and its CPU time.

    ``folder`` is where it starts, at the level that gives it no folder of its own making.
    """

    site: Site
    inbox: int
    outbox: int
    printed: int
    seconds: int
    folder: str = ""
