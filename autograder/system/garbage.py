"""How often Python looks for garbage in this process."""

import gc

COLLECTED = 100_000  # objects between two looks: imports and data make many, and most of them stay


def collect_rarely() -> None:
    """Let Python look for garbage less often: where much is loaded, each look at all of it takes long."""
    gc.set_threshold(COLLECTED)
