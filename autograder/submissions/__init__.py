"""How work comes in: folders, archives, notebooks, the roster."""
