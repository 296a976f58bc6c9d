"""Sphinx's settings: `make docs` builds the site into build/docs/index.html.

Sphinx with MyST and furo, because pages stay plain Markdown that GitHub shows as well, a link to a page or heading
that is not there is an error, and nothing needs a server, a Node toolchain or a theme of our own. MkDocs was the other
choice: its Material theme is in maintenance only, and MkDocs itself has had no release since August 2024.
"""

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import autograder  # noqa: E402  (found by the path above)
from docs import reference  # noqa: E402

project = "autograder"
author = "The autograder contributors"
version = release = autograder.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
myst_fence_as_directive: list[str] = []
exclude_patterns = ["generated/README.md"]
html_theme = "furo"
html_title = f"autograder {autograder.__version__}"
html_theme_options = {"navigation_with_keys": True}
html_copy_source = False
pygments_style, pygments_dark_style = "friendly", "monokai"
highlight_language = "text"


def setup(app: Any) -> None:
    """Write the generated part of the reference before Sphinx looks for pages."""
    reference.write(HERE / "generated")
