"""What we ask of the operating system that we run on: its files."""
