"""The normaliser of sketches: the project's folding of Arabic spelling, and case."""

from __future__ import annotations

from consumers.relation.sketch import Sketcher
from consumers.text import arabic

NORMALISER = "fold/1"
"""Raise when :func:`normalise` gives other text than before: sketches of both must not be compared."""


def normalise(text: str) -> str:
    """Return ``text`` with the spellings folded that outlets use for one another, in lower case."""
    return arabic.fold(text.lower())


def standard_sketcher() -> Sketcher:
    """Return the sketcher that all stages and commands share."""
    return Sketcher(normalise, NORMALISER)
