"""Markdown -> the blocks of a page that can be run, with the remarks that say how."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

REMARK = re.compile(r"<!-- (place|setup|file|answer|exit|not run): (.*?) -->", re.DOTALL)
PROMPT, MORE = "$ ", "> "


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the lines of the page that the text has, and the remarks above it."""

    page: Path
    language: str
    text: str
    first: int
    last: int
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"{self.page.name}, line {self.first}"


@dataclass(frozen=True)
class Command:
    """A command, as the shell gets it, with the lines that show it and the output below it."""

    line: str
    shown: str
    output: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page in their order. A remark holds for the next block; `place` and `setup` too."""
    remarks: dict[str, str] = {}
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "html_block":
            remarks |= {kind: " ".join(text.split()) for kind, text in REMARK.findall(token.content)}
        if token.type == "fence" and token.map:
            language = token.info.split(" ")[0]
            yield Block(page, language, token.content, token.map[0] + 1, token.map[1] - 1, remarks)
            remarks = {}


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block. A line that begins with ``> `` goes on with the command above it."""
    shown: list[str] = []
    output: list[str] = []
    for line in [*text.splitlines(), PROMPT]:
        if line.startswith(PROMPT) and shown:
            yield Command("\n".join(each[2:] for each in shown), "\n".join(shown), "\n".join(output).rstrip())
            shown, output = [], []
        if line.startswith(PROMPT) or (line.startswith(MORE) and shown and not output):
            shown.append(line)
        else:
            output.append(line)


def is_prompt(text: str) -> bool:
    """Whether Python is shown with its prompts, and so with what it prints."""
    return text.startswith(">>> ")
