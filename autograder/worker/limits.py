"""Limits of this process' resources, where the system has them."""

from collections.abc import Mapping
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows has none; the grader's own limits hold there too
    resource = None  # type: ignore[assignment]  # there is no other sign of it


def against_accidents(memory: int, file_size: int, seconds: int) -> dict[str, int]:
    """What stops accidents: bytes of memory and of a file, seconds of CPU time, and no core files."""
    return {"RLIMIT_AS": memory, "RLIMIT_FSIZE": file_size, "RLIMIT_CPU": seconds, "RLIMIT_CORE": 0}


def limit(limits: Mapping[str, int]) -> None:
    """Set limits; raises `OSError` where one cannot be set."""
    for name, most in limits.items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # a lower one may hold already
        resource.setrlimit(number, (most, most))


def limit_where_possible(limits: Mapping[str, int]) -> None:
    """Set the limits that the system lets us set: macOS refuses some."""
    for name, most in limits.items() if resource else ():
        with suppress(ValueError, OSError):
            limit({name: most})
