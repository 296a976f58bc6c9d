"""The figures of results.json that the README shows; `make bench` writes them there.

python -m benchmarks.summary
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import REPOSITORY

RESULTS = Path(__file__).with_name("results.json")
README = REPOSITORY / "README.md"
SECTION = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end of measured -->)", re.DOTALL)
SHOWN = {
    "grade all, modules, 1 job": "`grade all`, 1 job",
    "grade all, modules, 2 jobs": "`grade all`, 2 jobs",
    "pytest, a process each": "pytest, a process for each submission, no sandbox",
    "nbgrader autograde": "`nbgrader autograde`, no sandbox",
}


def summary(document: Mapping[str, Any]) -> str:
    """The figures as Markdown: one line for each way of grading, and one on growth."""
    about, contenders, largest = document["machine"], document["contenders"], document["growth"][-1]
    of_one_job = contenders["grade all, modules, 1 job"]["ms"]
    return "\n".join(
        [
            "| a class of {students}, `{assignment}`, start-up included | ms a submission | times | calls |".format(
                **document
            ),
            "| --- | --- | --- | --- |",
            *(_row(says, contenders[name], of_one_job) for name, says in SHOWN.items()),
            "",
            f"In a class of {largest['submissions']:,} a submission takes {largest['ms']:.0f} ms with two jobs.",
            f"Medians of {document['rounds']} rounds in turn on {document['measured']}, {about['cores']} cores "
            f"({about['cpu']}).",
            "",
        ]
    )


def _row(says: str, figures: Mapping[str, float], of_one_job: float) -> str:
    return f"| {says} | {figures['ms']:.0f} | {figures['ms'] / of_one_job:.1f} | {figures['calls']:.0f} |"


def write() -> None:
    """Put the figures into the README."""
    text = summary(json.loads(RESULTS.read_text(encoding="utf-8")))
    README.write_text(SECTION.sub(lambda _: text, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
