"""Where submissions are graded side by side: here, a local pool of threads, each of which watches a worker."""
