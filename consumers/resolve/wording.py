"""What an act that consists of words was said to be about: the content words of the sentence that tells of it.

A government calls for, condemns and promises many things in a day, so that the same parties on the same day say little
about whether two reports tell of one such act. Their sentences do: told in one language, one act's sentences share
more than a tenth of their content words beside the names of the parties (all but one of 55 pairs of own-word reports in
the annotated newsrooms), while of pairs with the same parties, day and type in a week of news that shared less, hardly
any was one act.
"""

from __future__ import annotations

from array import array
from functools import lru_cache

import xxhash

from agent.records import Mention
from consumers.relation.features import content_words
from consumers.relation.normal import normalise

_SPOKEN = {
    "REQUEST": None,
    "REJECT": None,
    "THREATEN": None,
    "CONCEDE": None,
    "AGREE": None,
    "ACCUSE": frozenset({"", "disapprove", "allege"}),
    "SUPPORT": frozenset({"", "praise"}),
}
"""Types of acts that are words, with their modes; None is any. A summons, an expulsion or a visit is known by who
and when."""

_MAX_WORDS = 40
_LANGUAGE = 2

Wording = bytes
"""Language code and sorted 16-bit hashes of content words; empty for an act that is not made of words."""


def wording(mention: Mention) -> Wording:
    """Return what ``mention`` is about, in its own words without those that name the parties."""
    modes = _SPOKEN.get(mention.type, frozenset())
    if modes is not None and mention.mode not in modes:
        return b""
    names = " ".join(f"{actor.text} {actor.name}" for side in (mention.actors, mention.recipients) for actor in side)
    words = content_words(normalise(mention.evidence.sentence)) - content_words(normalise(names))
    if not words:
        return b""
    hashes = sorted({xxhash.xxh32_intdigest(word.encode()) & 0xFFFF for word in words})[:_MAX_WORDS]
    return mention.language[:_LANGUAGE].ljust(_LANGUAGE).encode() + array("H", hashes).tobytes()


def likeness(one: Wording, other: Wording) -> float | None:
    """Return the Dice overlap of two wordings; None where they cannot be compared (another language, or no words)."""
    if not one or not other or one[:_LANGUAGE] != other[:_LANGUAGE]:
        return None
    first, second = _words(one), _words(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=1024)
def _words(packed: Wording) -> frozenset[int]:
    hashes = array("H")
    hashes.frombytes(packed[_LANGUAGE:])
    return frozenset(hashes)
