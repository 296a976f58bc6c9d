"""What `grade collect` has done: a table for a terminal, and JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from autograder.report.safe import safe
from autograder.submissions.collect.plan import LeftOut
from autograder.submissions.collect.write import Collected
from autograder.words import many

SCHEMA = "autograder/collected/1"
MOST_ROWS = 40
MOST_LISTED = 20


def collected_table(collected: Sequence[Collected], *, every: bool) -> RenderableType:
    """A row for each attempt: new ones first, and no more than fit on a screen unless ``every``."""
    rows = sorted(collected, key=lambda one: not one.new)
    shown = rows if every else rows[:MOST_ROWS]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("student", "assignment", "attempt", "time", "files", ""):
        table.add_column(name, overflow="fold", justify="right" if name == "attempt" else "left")
    for one in shown:
        attempt = one.attempt
        remarks = ", ".join([*([] if one.new else ["there already"]), *attempt.notes])
        names = ", ".join(file.name for file in attempt.files)
        table.add_row(
            *map(
                safe, (attempt.student, attempt.assignment, str(one.number), attempt.time or "unknown", names, remarks)
            )
        )
    if len(rows) > len(shown):
        table.add_row(f"... and {len(rows) - len(shown):,} more (--verbose lists them)")
    return table


def left_out_text(left_out: Sequence[LeftOut], *, every: bool) -> str:
    """The files that were not collected, each with the reason; empty if there are none."""
    if not left_out:
        return ""
    shown = left_out if every else left_out[:MOST_LISTED]
    files = many(len(left_out), "file was", "files were")
    lines = [f"{files} not collected:", *(f"  {safe(one.path)}: {safe(one.reason)}" for one in shown)]
    if len(left_out) > len(shown):
        lines.append(f"  ... and {len(left_out) - len(shown):,} more (--verbose lists them)")
    return "\n".join(lines)


def collected_json(collected: Sequence[Collected], left_out: Sequence[LeftOut], root: Path) -> str:
    """The same as JSON; places are below the folder of submissions."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "collected": [
            {
                "student": one.attempt.student,
                "assignment": one.attempt.assignment,
                "attempt": one.number,
                "time": one.attempt.time or None,
                "files": [file.file.shown for file in one.attempt.files],
                "place": one.place.relative_to(root).as_posix(),
                "new": one.new,
                "notes": list(one.attempt.notes),
            }
            for one in collected
        ],
        "not_collected": [{"path": one.path, "reason": one.reason} for one in left_out],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"
