"""What a student runs: checks of their own work, the watch, the notebook's tools, the pytest plugin, submitting."""
