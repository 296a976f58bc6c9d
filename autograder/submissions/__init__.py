"""How submissions come in: folders, archives, notebooks, the roster."""
