"""The name under which this package is installed, and the command that installs one of its extras."""

import json
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DISTRIBUTION = "nn-autograder"
"""The distribution's name in a package index; the package is `autograder`, the command `grade`."""


def installed() -> Distribution | None:
    """The installed distribution's metadata, or None if the package is only on Python's path."""
    recorded = distributions(name=DISTRIBUTION)
    return next((one for one in recorded if one.read_text("METADATA")), None)  # a build's egg-info has no METADATA


def install(extra: str) -> str:
    """The command that installs ``extra`` from the package's own source: a wheel, a checkout or an index."""
    distribution = installed()
    origin = json.loads((distribution and distribution.read_text("direct_url.json")) or "{}")
    return f"pip install {_requirement(origin, extra)}"


def _requirement(origin: dict[str, Any], extra: str) -> str:
    """``origin`` is PEP 610's record of where pip got the package; packages from an index have none."""
    from urllib.request import url2pathname  # a slow import, which few runs need

    url = origin.get("url", "")
    if url.startswith("file:"):
        path = Path(url2pathname(urlsplit(url).path))
        option = "--editable " if origin.get("dir_info", {}).get("editable") else ""
        return f'{option}"{path}[{extra}]"' if path.exists() else f'"{DISTRIBUTION}[{extra}]"'
    if "vcs_info" in origin:
        url = f"{origin['vcs_info']['vcs']}+{url}@{origin['vcs_info']['commit_id']}"
    return f'"{DISTRIBUTION}[{extra}] @ {url}"' if url else f'"{DISTRIBUTION}[{extra}]"'
