"""Clones of students' repositories, as GitHub Classroom and Classroom 50 name them.

optimizers-submissions/optimizers-adalovelace/            assignment and login (gh classroom clone student-repos)
submissions/dl26-optimizers-adalovelace/                  classroom, assignment and login (Classroom 50)
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from autograder.submissions.collect.download import Download, DownloadedFile, Parts
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

NO_WORK = frozenset({".github", ".gitignore", ".gitattributes", ".classroom50.yml", ".gitkeep"})
NOTE = "its time is that of the last commit, by the clock of the student's machine"


def read_repositories(download: Download, assignments: Collection[str]) -> Understood:
    """The files of each clone, with the time of its last commit."""
    handed_in, own = [], set()
    for repository in download.repositories:
        if not repository:
            continue  # the download is one student's clone, and nothing says whose
        inside = [file for file in download.files if file.parts[: len(repository)] == repository]
        hosts = {file for file in inside if NO_WORK & {*file.parts[len(repository) :]}}
        own |= hosts
        work = [file for file in inside if file not in hosts]
        handed_in.append(_handed_in(download.path, repository, work, assignments))
    return Understood(tuple(handed_in), frozenset(own))


def _handed_in(root: Path, repository: Parts, files: list[DownloadedFile], assignments: Collection[str]) -> HandedIn:
    assignment, login = _meaning(repository[-1], assignments)
    time = _last_commit(root.joinpath(*repository))
    own = tuple(HandedInFile(file.name, file) for file in files)
    words = (login,) if login else _endings(repository[-1])
    return HandedIn(
        (Person(login=login, words=words),), own, time=time, assignment=assignment, notes=(NOTE,) if time else ()
    )


def _meaning(name: str, assignments: Collection[str]) -> tuple[str, str]:
    """The assignment and the login in a repository's name; empty if no assignment's name stands in it."""
    for assignment in sorted(assignments, key=len, reverse=True):
        slug = assignment.replace("_", "-")
        _, found, login = f"-{name}".partition(f"-{slug}-")
        if found and login:
            return assignment, login
    return "", ""


def _endings(name: str) -> tuple[str, ...]:
    """What of a name may be a login: it stands at the end, and may hold hyphens; the longest first."""
    words = name.split("-")
    return tuple("-".join(words[place:]) for place in range(len(words)))


def _last_commit(folder: Path) -> str:
    """The time of the commit that is checked out, as ISO 8601; empty if there is none.

    Read by dulwich, which starts no program: a repository's own settings could make git start any.
    """
    from dulwich.objects import Commit
    from dulwich.repo import Repo

    try:
        with Repo(str(folder)) as repository:
            commit = repository[repository.head()]
            if not isinstance(commit, Commit):
                return ""
            zone = timezone(timedelta(seconds=commit.commit_timezone))
            return datetime.fromtimestamp(commit.commit_time, UTC).astimezone(zone).isoformat()
    except Exception:  # whatever a hostile or broken repository makes it raise: the time is unknown
        return ""
