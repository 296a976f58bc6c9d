"""A recorded sentence -> the mistakes that it is made of, where its form is known; never a guess."""

import re
from collections.abc import Collection

OF_ITEM = re.compile(r"(?P<says>.+?), in (?:d\w+|item \d+ of the result)")
"""How the judge says which item of a returned tuple a sentence is about."""


def parts_of(sentence: str, declared: Collection[str]) -> tuple[str, ...]:
    """The mistakes in a sentence: itself, two ``declared`` mistakes at once, or one for each item of a tuple.

    ``declared`` are the sentences of the exercise's named mistakes. A sentence of another form is one part.
    """
    if sentence in declared:
        return (sentence,)
    for first in declared:
        if sentence.startswith(f"{first}, and ") and sentence[len(first) + 6 :] in declared:
            return first, sentence[len(first) + 6 :]
    return _by_item(sentence) or (sentence,)


def _by_item(sentence: str) -> tuple[str, ...]:
    found, rest = [], sentence
    while match := OF_ITEM.match(rest):
        found.append(match["says"])
        rest = rest[match.end() :]
        if not rest:
            return tuple(dict.fromkeys(found))
        if not rest.startswith(", and "):
            break
        rest = rest.removeprefix(", and ")
    return ()
