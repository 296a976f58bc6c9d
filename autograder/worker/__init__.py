"""What runs beside the student's code: NumPy, the standard library and the wire codec, nothing else."""
