"""What is asked of the operating system and of Python itself: files, cores, memory, late dataclasses."""
