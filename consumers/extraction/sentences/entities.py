"""Names that only the recogniser knows, put among those of the gazetteer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from consumers.extraction.sentences.ner import Span
from consumers.extraction.words.lexicon import Title
from consumers.extraction.words.word import Hit
from consumers.gazetteer.model import ORGANISATION, PERSON, STRANGER, SURNAME, VENUE, Name
from consumers.text.tokens import Token

_KNOWN = frozenset({ORGANISATION, PERSON, SURNAME})
"""Kinds of names of the gazetteer that are surer than what a recogniser finds in their place."""


def add_entities(hits: list[Hit], spans: Sequence[Span], tokens: list[Token]) -> list[Hit]:
    """Return the names and titles of a sentence with those of ``spans`` that the gazetteer lacks, in order.

    A person is a name that a title may stand beside, a place a venue under the name that the text gives it. A country
    or people that is part of a longer name (the Egyptian National Bank) is no actor.

    Args:
        hits: What the gazetteer and the titles give, in order.
        spans: What the recogniser gives, with the offsets of ``tokens``.
        tokens: The tokens of the sentence.
    """
    starts = [token.start for token in tokens]
    for span in spans:
        i, j = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if i >= j or starts[i] >= span.end or (i and tokens[i - 1].end > span.start):
            continue
        inside = [hit for hit in hits if hit.i < j and i < hit.j]
        if any(_is_surer(hit, i, j) for hit in inside) or (inside and span.label not in {"PERS", "ORG"}):
            continue
        if inside and j - i == 1:
            continue
        hits = [hit for hit in hits if hit not in inside]
        name = _name(span.label, " ".join(token.text for token in tokens[i:j]))
        if name is not None:
            hits.append(Hit(i, j, "", [name]))
    return sorted(hits, key=lambda hit: hit.i)


def _name(label: str, text: str) -> Name | None:
    if label == "PERS":
        return Name(STRANGER, "", text)
    return Name(VENUE, "", text) if label == "LOC" else None


def _is_surer(hit: Hit, i: int, j: int) -> bool:
    """Whether a name or title of the gazetteer in the span ``[i, j)`` stands: one well known, or that reaches out."""
    if hit.i < i or hit.j > j:
        return True
    return any(isinstance(value, Title) or value.kind in _KNOWN for value in hit.values)
