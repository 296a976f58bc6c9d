"""Runs what the pages of the documentation show, and compares that with what they show.

docs/contributing/pages.md says how a page is written; `python -m tests.pages --write` writes the outputs anew.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
_WRITTEN = [page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != "generated"]
PAGES = [ROOT / "README.md", *_WRITTEN]
"""Every page that is written by hand; those that are made from the code show what these run."""
