"""What a student is called, however the name is written."""

import unicodedata

MAX_NAME = 255  # characters
_ACCOUNTS = """admin administrator codespace colab debian default docker ec2-user guest jovyan nobody pi root runner
student test ubuntu user vagrant vscode"""
SHARED_ACCOUNTS = frozenset(_ACCOUNTS.split())
"""Accounts of machines that many people use."""


def student_name(text: str) -> str:
    """The one form of a student's name: composed Unicode (NFC), without blanks around it if there is more to it."""
    name = unicodedata.normalize("NFC", text)
    return name.strip() or name


def can_be_stored(name: str) -> bool:
    """Whether a name has 1 to 255 characters that every database can hold."""
    return 0 < len(name) <= MAX_NAME and not any(char == "\0" or unicodedata.category(char) == "Cs" for char in name)


def is_shared_account(name: str) -> bool:
    """Whether this is the name of an account that says nothing of the person."""
    return name.casefold() in SHARED_ACCOUNTS
