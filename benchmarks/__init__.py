"""What the project says about its speed, each by one command: `make bench`."""
