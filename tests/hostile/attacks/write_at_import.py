"""Leaves a file while it is imported."""

with open("@CANARY@/@MARK@-import", "w") as file:
    file.write("here")
