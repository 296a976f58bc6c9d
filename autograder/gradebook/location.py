"""A gradebook's location: a path, or the URL of a database."""

import re


def is_url(location: str) -> bool:
    """Whether ``location`` is a database's URL, such as ``postgresql://host/name``; it is a path otherwise."""
    return re.match(r"[^/\\]*://", location) is not None
