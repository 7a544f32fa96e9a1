"""What two whole texts have in common beyond runs of words: what their openings are about, and how far apart they are.

News says first what it is about: reports of one act in different words share the content words of title and opening,
while background shared by reports of different acts stands further down.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from consumers.relation.overlap import Overlap, TextPrint, overlap
from consumers.relation.sketch import Sketcher, words_of

OPENING_WORDS = 40
"""Words of the body that count as its opening."""

_MIN_LETTERS = 3
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال")
_ARABIC_PARTICLES = "وفبل"
_PARTICLE_LETTERS = 5


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """One text, ready to be compared."""

    outlet: str
    page: str
    published: datetime | None
    text: TextPrint
    title: frozenset[str]
    """Content words of the title."""
    opening: frozenset[str]
    """Content words of title and opening."""
    content: frozenset[str]
    """Content words of the whole."""


@dataclass(frozen=True, slots=True)
class PairFeatures:
    """What the models of relation see of a pair."""

    overlap: Overlap
    same_outlet: bool
    same_page: bool
    apart: float
    """ln(1 + hours between the publications); 0 when one is unknown."""
    opening: float
    """Dice overlap of the openings' content words."""
    title_within: float
    """Share of each title's content words that stand anywhere in the other text, mean of both."""
    opening_within: float
    """The same of the openings."""
    content: float
    """Dice overlap of all content words."""


def text_features(
    sketcher: Sketcher,
    normalise: Callable[[str], str],
    *,
    title: str,
    text: str,
    outlet: str = "",
    page: str = "",
    published: datetime | None = None,
) -> TextFeatures:
    """Return the features of one text.

    Args:
        sketcher: Makes its sketch.
        normalise: The normaliser of that sketcher.
        title: As published.
        text: The body, as published.
        outlet: Who published it.
        page: Its address, if known.
        published: When, if known.
    """
    headline = _content(normalise(title))
    opening = _content(normalise(" ".join(text.split()[:OPENING_WORDS])))
    return TextFeatures(
        outlet=outlet,
        page=page,
        published=published,
        text=TextPrint.of(sketcher.sketch(f"{title}\n{text}")),
        title=headline,
        opening=headline | opening,
        content=headline | _content(normalise(text)),
    )


def pair_features(
    first: TextFeatures, second: TextFeatures, boilerplate: AbstractSet[int] = frozenset()
) -> PairFeatures:
    """Return what two texts have in common.

    Args:
        first: One text.
        second: The other.
        boilerplate: Clauses that do not count as shared.
    """
    same_outlet = bool(first.outlet) and first.outlet == second.outlet
    hours = 0.0
    if first.published is not None and second.published is not None:
        hours = abs((first.published - second.published).total_seconds()) / 3600
    return PairFeatures(
        overlap=overlap(first.text, second.text, boilerplate),
        same_outlet=same_outlet,
        same_page=same_outlet and bool(first.page) and first.page == second.page,
        apart=math.log1p(hours),
        opening=_dice(first.opening, second.opening),
        title_within=(_within(first.title, second.content) + _within(second.title, first.content)) / 2,
        opening_within=(_within(first.opening, second.content) + _within(second.opening, first.content)) / 2,
        content=_dice(first.content, second.content),
    )


def _content(normalised: str) -> frozenset[str]:
    """Return the words that carry content, without the article and particles that Arabic writes onto them."""
    return frozenset(_stem(word) for word in words_of(normalised) if len(word) > _MIN_LETTERS or word.isdigit())


def _stem(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_LETTERS:
            return word[len(prefix) :]
    return word[1:] if word[0] in _ARABIC_PARTICLES and len(word) >= _PARTICLE_LETTERS else word


def _dice(first: frozenset[str], second: frozenset[str]) -> float:
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def _within(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0
