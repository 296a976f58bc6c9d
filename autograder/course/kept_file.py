"""What a grader.yaml says, kept from one command to the next in the user's own cache folder.

<cache>/autograder/courses/<digest of its path>.json   what was validated, and a digest of that text and of our readers

Only what this user has written is read. It is a convenience: without it the YAML is read again.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from autograder.course.config import CourseFile
from autograder.course.file_data import file_of, plain
from autograder.course.own_files import is_own, is_own_folder
from autograder.system.lazy_dataclass import dataclass

READERS = ("config", "course_file", "fields", "file_data", "rules", "times")  # modules of this room
BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class KeptFile:
    """A grader.yaml as it is now; the ``digest`` of its text and our readers is empty if it cannot be read."""

    yaml: Path
    digest: str

    @classmethod
    def of(cls, yaml: Path) -> "KeptFile":
        """The file, and the code that reads it, as they are now."""
        digest, readers = hashlib.sha256(), (Path(__file__).with_name(f"{name}.py") for name in READERS)
        with suppress(OSError):
            for path in (*readers, yaml):
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            return cls(yaml, digest.hexdigest())
        return cls(yaml, "")

    def read(self) -> CourseFile | None:
        """What the text says, if it is known."""
        try:
            if not is_own_folder(self._place.parent) or not is_own(self._place.lstat()):
                return None
            found = json.loads(self._place.read_bytes())
            return file_of(found["file"]) if self.digest and found["of"] == self.digest else None
        except BROKEN:
            return None

    def keep(self, file: CourseFile) -> None:
        """Keep what the text says, unless it was changed while it was read."""
        if self.digest and KeptFile.of(self.yaml) == self:
            with suppress(OSError):
                self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                draft = self._place.with_suffix(f".{os.getpid()}")
                draft.write_text(json.dumps({"of": self.digest, "file": plain(file)}), encoding="utf-8")
                draft.replace(self._place)

    @property
    def _place(self) -> Path:
        from platformdirs import user_cache_path

        name = hashlib.sha256(os.fsencode(self.yaml.resolve())).hexdigest()
        return user_cache_path("autograder", appauthor=False) / "courses" / f"{name}.json"
