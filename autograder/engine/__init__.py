"""Runs work in parallel: in processes on this machine, or on a Dask cluster.  Knows nothing of what the work is."""
