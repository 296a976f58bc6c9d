"""Work with nbgrader: points while it grades, and its database."""
