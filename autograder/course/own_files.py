"""Whether a file or folder is this user's own, so that what it says is this user's word."""

import os
import stat
from pathlib import Path


def is_own_folder(folder: Path) -> bool:
    """Whether the folder is this user's, and nobody else can write to it."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def is_own(status: os.stat_result) -> bool:
    """Whether it is a regular file of this user, not a link, which may lead to a secret that its author cannot read."""
    regular = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return regular and (os.name != "posix" or status.st_uid == os.getuid())
