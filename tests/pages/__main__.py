"""Runs pages, and with --write puts what their commands print into them.

python -m tests.pages [--write] [PAGE...]
"""

import sys
from pathlib import Path

from tests.conftest import pytest_configure
from tests.pages import PAGES
from tests.pages.normal import new_home
from tests.pages.run import Differs, difference, differences, rewritten


def main(*words: str) -> int:
    """The number of pages that show something else than their run."""
    pytest_configure()
    write = "--write" in words
    pages = [Path(word).resolve() for word in words if word != "--write"] or PAGES
    return sum(_page(page, write) for page in pages)


def _page(page: Path, write: bool) -> bool:
    with new_home() as home:
        try:
            found = list(differences(page, home))
        except Differs as problem:
            print(problem)
            return True
    if found and write:
        page.write_text(rewritten(page, found), encoding="utf-8")
    elif found:
        print(difference(page, found))
    print(f"{page.name}: {len(found)} blocks {'written' if write else 'differ'}" if found else f"{page.name}: ok")
    return bool(found) and not write


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
