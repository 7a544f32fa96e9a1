"""Latin spelling folded for comparison: case and accents."""

from __future__ import annotations

import unicodedata

_SPECIAL = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"})


def fold(word: str) -> str:
    """Return ``word`` in lower case without accents: ``Erdoğan`` -> ``erdogan``."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_SPECIAL)
