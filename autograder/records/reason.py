"""Why a check has not passed."""

from typing import Literal

Reason = Literal[
    "missing",
    "not_implemented",
    "import_failed",
    "raised",
    "timeout",
    "memory",
    "crashed",
    "output_limit",
    "unreadable",
    "structure",
    "shape",
    "dtype",
    "not_finite",
    "value",
    "property",
    "convergence",
]
