"""The course: grader.yaml, its library of exercises, a kit's data, the secret."""
