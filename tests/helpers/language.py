"""Old-fashioned or translated turns that stay out of everything that is read."""

import re

QUAINT = [
    "a say",
    "afresh",
    "anew",
    "as it is(?=[.,;:])",
    "became of",
    "becomes of",
    "fault of ours",
    "hands? on",
    "hands? over",
    "is none of",
    "(?<!there )is no (fault|file|folder|link|module|name|notebook|number|Python|regular|roster|text|wall|zip)",
    "it is none (of|that)",
    "it has stood",
    "mend",
    "no fault of",
    "none (of|that) (ours|grade)",
    "nothing need",
    "(?<!each )of (which|whom)",
    "oftener",
    "put up walls",
    "side by side",
    "thereof",
    "to be filled in",
    "told apart",
    "upon",
    "wall in",
    "what (became|has become)",
    "whence",
    "whereof",
    "whose it is",
    "withal",
]
"""Regular expressions of whole words; each was read in a message once, and had to be read twice."""

FORBIDDEN = re.compile(rf"\b({'|'.join(QUAINT)})\b", re.IGNORECASE)


def quaint(text: str) -> list[str]:
    """The forbidden words in a text, whose lines may break anywhere."""
    return [found[0] for found in FORBIDDEN.finditer(" ".join(text.split()))]
