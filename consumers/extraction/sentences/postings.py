"""The name of an envoy that stands after where he is posted: the Ukrainian ambassador in Dakar, Yuri Pyvovarov."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from consumers.extraction.words.word import Word
from consumers.text.tokens import Token

POSTED = frozenset({"ambassador", "envoy"})
"""Roles whose holders are named with their posting."""
_AT = frozenset({"في", "لدي", "الي", "بين", "to", "in", "at", "a", "au", "aux", "en", "aupres", "de"})
"""Prepositions of a posting, folded."""
_MARKS = frozenset(",،\"'“”«»")
_MOST_WORDS = 4
_FEWEST = 2


def named_after(
    start: int,
    places: Mapping[int, int],
    tokens: list[Token],
    words: list[Word],
    name_like: Callable[[int, bool], bool],
) -> tuple[int, int] | None:
    """Return the tokens of the name that follows an envoy's title and posting; None if none does.

    Args:
        start: The token after the title.
        places: Of each name of a place, state or organisation, its first token and the one after it.
        tokens: The tokens of the sentence.
        words: What each of them can be.
        name_like: Whether a token may be part of a name, and whether it may begin one.
    """
    k, posted = start, False
    while k < len(tokens):
        if k in places and not posted:
            k, posted = places[k], True
        elif "posting" in words[k].marks or tokens[k].text in _MARKS or (not posted and words[k].folded in _AT):
            posted = posted or "posted_there" in words[k].marks
            k += 1
        else:
            break
    if k in places:
        return None  # posted to several places
    end = k
    while end < len(tokens) and end - k < _MOST_WORDS and name_like(end, end == k):
        end += 1
    return (k, end) if end - k >= _FEWEST and (posted or k == start) else None
