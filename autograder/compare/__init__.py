"""What equals what: structure, shape, dtype, finiteness, values."""
