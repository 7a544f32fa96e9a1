"""Exact overlap of two sketches."""

from __future__ import annotations

from dataclasses import dataclass

from agent.records import Sketch
from consumers.relation.sketch import unpack

MIN_SHARED_SHINGLES = 8
"""Texts that share fewer runs of three words share phrases, not text."""


@dataclass(frozen=True, slots=True)
class TextPrint:
    """The hashes of one text as sets, ready to be compared."""

    scheme: str
    words: int
    shingles: frozenset[int]
    clauses: frozenset[int]

    @classmethod
    def of(cls, sketch: Sketch) -> TextPrint:
        """Return the print of ``sketch``."""
        return cls(sketch.scheme, sketch.words, frozenset(sketch.shingles), frozenset(sketch.clauses))

    @classmethod
    def unpacked(cls, scheme: str, words: int, shingles: bytes, clauses: bytes) -> TextPrint:
        """Return the print of what :func:`consumers.relation.sketch.pack` packed."""
        return cls(scheme, words, unpack(shingles), unpack(clauses))


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share."""

    jaccard: float = 0.0
    """Shared runs of three words over all of both."""
    containment: float = 0.0
    """Shared runs over those of the shorter text: 1 if it stands wholly in the longer."""
    shared: int = 0
    """Shared runs of three words."""
    clauses: int = 0
    """Shared clauses of six words and more."""
    first_in_second: float = 0.0
    """Share of the first text's runs that stand in the second."""
    second_in_first: float = 0.0
    """Share of the second text's runs that stand in the first."""


NONE = Overlap()


def overlap(first: TextPrint, second: TextPrint) -> Overlap:
    """Return how much two texts share.

    Args:
        first: One text.
        second: The other; of another scheme it shares nothing.
    """
    if first.scheme != second.scheme or not first.shingles or not second.shingles:
        return NONE
    shared = len(first.shingles & second.shingles)
    clauses = len(first.clauses & second.clauses)
    if shared == 0:
        return NONE
    return overlap_of(shared, len(first.shingles), len(second.shingles), clauses)


def overlap_of(shared: int, first: int, second: int, clauses: int = 0) -> Overlap:
    """Return the overlap of two texts whose runs have been counted.

    Args:
        shared: Runs of three words that both have.
        first: All of one text; at least one.
        second: All of the other; at least one.
        clauses: Clauses that both have.
    """
    return Overlap(
        jaccard=shared / (first + second - shared),
        containment=shared / min(first, second),
        shared=shared,
        clauses=clauses,
        first_in_second=shared / first,
        second_in_first=shared / second,
    )
