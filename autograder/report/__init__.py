"""Results -> what people and programs read: a terminal, JSON."""
