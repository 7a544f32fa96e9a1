"""Who is meant by an indefinite title (Arabic): nobody, or one of the body named after "in": مسؤول في البيت الأبيض."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from consumers.extraction.sentences.phrase import Phrase
from consumers.gazetteer.model import METONYM, ORGANISATION

if TYPE_CHECKING:
    from consumers.extraction.words.word import Word

_OFFICIALS = frozenset({"official", "minister", "envoy", "head_of_government"})
"""Roles of titles that may be followed by "in"; the last of an adviser, who is called what a chancellor is."""
_BODIES = frozenset({"government", "ministry", "parliament", "mission", "army"})
_IN = "في"
_QUALIFIED = 3
"""Words such as "senior" that may stand before "in"."""


def settle(phrases: list[Phrase], words: list[Word]) -> None:
    """Give each indefinite official of ``phrases`` the party of the body that he is said to be in."""
    for official, body in pairwise(phrases):
        if official.parties or official.persons or official.definite or official.number != "s":
            continue
        if official.role not in _OFFICIALS or official.former or not _is_body(body):
            continue
        between = words[official.j : body.i]
        if not between or len(between) > _QUALIFIED or between[-1].folded != _IN or body.prefix:
            continue
        if any(word.cues for word in between[:-1]):
            continue
        official.parties, official.doubt = body.parties, body.doubt
        official.roles = ["official" if official.role != "minister" else "minister"]


def stands(phrase: Phrase) -> bool:
    """Return whether an Arabic ``phrase`` names anybody: a bare indefinite title (رئيس, سفير) does not."""
    return bool(
        phrase.parties
        or phrase.persons
        or phrase.name
        or phrase.definite
        or "counterpart" in phrase.roles
        or phrase.number != "s"
        or " " in "".join(phrase.roles)
    )


def _is_body(phrase: Phrase) -> bool:
    return bool(phrase.parties) and (phrase.role in _BODIES or bool({ORGANISATION, METONYM} & phrase.kinds))
