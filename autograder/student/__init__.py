"""What a student runs: checks of one's own work, the watch, the notebook's tools, the pytest plugin, submitting."""
