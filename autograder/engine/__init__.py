"""Runs submissions in parallel: a local pool of threads, each of which watches a worker."""
