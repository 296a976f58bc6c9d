"""Gradescope, "Export Submissions": a folder a submission, and a file that says whose each is.

assignment_123456_export/submission_metadata.yml
assignment_123456_export/submission_7890/optimizers.py
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autograder.submissions.collect.download import Download, DownloadedFile, Parts, UnreadableMember
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

METADATA = "submission_metadata.yml"
MAX_METADATA = 16 << 20


def read_gradescope(download: Download, assignments: Collection[str]) -> Understood:
    """Each student's active submission; one of a group belongs to each of its members."""
    files = [file for file in download.files if file.name == METADATA]
    if not files:
        return Understood()
    metadata = min(files, key=lambda file: len(file.parts))  # one that lies deeper is a student's
    told, problem = _metadata(metadata)
    folders = _folders(download, metadata.parts[:-1])
    handed_in = [
        _handed_in(told[name], inside) for name, inside in folders.items() if isinstance(told.get(name), Mapping)
    ]
    return Understood(tuple(handed_in), frozenset({metadata}), (problem,) if problem else ())


def _metadata(file: DownloadedFile) -> tuple[Mapping[str, Any], str]:
    """What the file says, every value as text; nothing, and what is wrong, if it cannot be read."""
    try:
        told = YAML(typ="base", pure=True).load(file.read(MAX_METADATA))
    except UnreadableMember as error:
        return {}, f"{METADATA}: {error}"
    except (YAMLError, ValueError, RecursionError):
        return {}, f"{METADATA} is not YAML"
    return (told, "") if isinstance(told, Mapping) else ({}, f"{METADATA} lists no submissions")


def _folders(download: Download, above: Parts) -> dict[str, list[DownloadedFile]]:
    """The files of each submission's folder."""
    found: dict[str, list[DownloadedFile]] = {}
    for file in download.files:
        if file.parts[: len(above)] == above and len(file.parts) > len(above) + 1:
            found.setdefault(file.parts[len(above)], []).append(file)
    return found


def _handed_in(told: Mapping[str, Any], files: list[DownloadedFile]) -> HandedIn:
    own = tuple(HandedInFile(file.name, file) for file in files)
    return HandedIn(tuple(_people(told)), own, time=_text(told.get(":created_at")))


def _people(told: Mapping[str, Any]) -> Iterator[Person]:
    submitters = told.get(":submitters")
    for one in submitters if isinstance(submitters, list) else []:
        if isinstance(one, Mapping):
            name, number, email = (_text(one.get(key)) for key in (":name", ":sid", ":email"))
            yield Person(id=number, email=email, name=name)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
