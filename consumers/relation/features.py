"""What two whole texts have in common: text that was taken over, what their openings are about, and the time between.

News says first what it is about: reports of one act in different words share the content words of title and opening,
while background shared by reports of different acts stands further down. What stands between quotation marks is shared
by all who heard the same speech, so that it counts half as text taken over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from consumers.relation.overlap import Overlap, TextPrint, overlap
from consumers.relation.sketch import Sketcher, words_of

T = TypeVar("T")

OPENING_WORDS = 40
"""Words of the body whose content is compared as its opening."""

LEAD_WORDS = 60
"""Words of the body that are sought verbatim in the other text: the first two paragraphs."""

_QUOTED = re.compile(r'"[^"\n]{3,600}"|«[^»\n]{3,600}»|“[^”\n]{3,600}”')
_MIN_OWN_RUNS = 20
"""A text with less outside its quotation marks is a quotation, and is compared whole."""

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
    own: frozenset[int]
    """Runs of three words outside quotation marks."""
    lead: frozenset[int]
    """Runs of three words of the lead."""
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
    taken: float
    """Containment, quotations counted half: mean of that of the whole texts and of what is outside the quotes."""
    leads: float
    """Share of a lead's runs of three words that stand in the other text, of the lead of which fewer do."""
    opening: float
    """Dice overlap of the openings' content words."""
    title_within: float
    """Share of each title's content words that stand anywhere in the other text, mean of both."""
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
    formulas: AbstractSet[int] = frozenset(),
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
        formulas: Hashes of clauses that are its outlet's formulas and do not count as shared.
    """
    full = f"{title}\n{text}"
    words = text.split()
    headline = content_words(normalise(title))
    opening = content_words(normalise(" ".join(words[:OPENING_WORDS])))
    whole = sketcher.sketch_of(sketcher.clauses(full), formulas)
    own = sketcher.sketch_of(sketcher.clauses(_QUOTED.sub("\n", full)), formulas)
    return TextFeatures(
        outlet=outlet,
        page=page,
        published=published,
        text=TextPrint.of(whole),
        own=frozenset(own.shingles if len(own.shingles) >= _MIN_OWN_RUNS else whole.shingles),
        lead=frozenset(sketcher.sketch(" ".join(words[:LEAD_WORDS])).shingles),
        title=headline,
        opening=headline | opening,
        content=headline | content_words(normalise(text)),
    )


def pair_features(first: TextFeatures, second: TextFeatures) -> PairFeatures:
    """Return what two texts have in common.

    Args:
        first: One text.
        second: The other.
    """
    same_outlet = bool(first.outlet) and first.outlet == second.outlet
    hours = 0.0
    if first.published is not None and second.published is not None:
        hours = abs((first.published - second.published).total_seconds()) / 3600
    shared = overlap(first.text, second.text)
    comparable = first.text.scheme == second.text.scheme
    return PairFeatures(
        overlap=shared,
        same_outlet=same_outlet,
        same_page=same_outlet and bool(first.page) and first.page == second.page,
        apart=math.log1p(hours),
        taken=(shared.containment + _containment(first.own, second.own)) / 2 if comparable else 0.0,
        leads=min(_within(first.lead, second.text.shingles), _within(second.lead, first.text.shingles)),
        opening=_dice(first.opening, second.opening),
        title_within=(_within(first.title, second.content) + _within(second.title, first.content)) / 2,
        content=_dice(first.content, second.content),
    )


def content_words(normalised: str) -> frozenset[str]:
    """Return the words that carry content, without the article and particles that Arabic writes onto them."""
    return frozenset(_stem(word) for word in words_of(normalised) if len(word) > _MIN_LETTERS or word.isdigit())


def _stem(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_LETTERS:
            return word[len(prefix) :]
    return word[1:] if word[0] in _ARABIC_PARTICLES and len(word) >= _PARTICLE_LETTERS else word


def _dice(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def _within(part: AbstractSet[T], whole: AbstractSet[T]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _containment(first: AbstractSet[int], second: AbstractSet[int]) -> float:
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0
