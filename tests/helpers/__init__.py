"""What several test files use; no test file is imported by another."""
