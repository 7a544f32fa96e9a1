"""Whose an Arabic delegation is, where words stand between it and its state: وفد أمني مصري, مبعوثون من مجلس الأمن."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consumers.extraction.words.word import Word

if TYPE_CHECKING:
    from consumers.extraction.sentences.phrase import Phrase

_FROM = "من"
_QUALIFIED = 3
"""Words between a delegation and whose it is."""
_ADJECTIVES = ("ي", "يا", "يه")
"""Endings of adjectives made from nouns (nisba), folded."""


def whose(left: Phrase, right: Phrase, words: list[Word]) -> bool:
    """Return whether ``left`` is some delegation, or some officials, and ``right`` says whose."""
    return _sent(left) and (_sent_by(left, right, words) or _described(left, right, words))


def _sent(phrase: Phrase) -> bool:
    """Whether ``phrase`` is some delegation, or officials, of whom it is not said yet whose they are."""
    if phrase.parties or phrase.has_person or phrase.definite:
        return False
    return phrase.roles in (["delegation"], ["envoy"]) or (phrase.roles == ["official"] and phrase.number == "p")


def _sent_by(left: Phrase, right: Phrase, words: list[Word]) -> bool:
    """Whether it says so: a delegation *of* Hamas, a high-ranking delegation of the Security Council."""
    gap = words[left.j : right.i]
    plain = all(not w.names for w in gap[:-1])
    of = bool(gap) and (gap[-1].folded == _FROM or "representing" in gap[-1].marks)
    return bool(right.parties) and of and len(gap) <= _QUALIFIED and plain


def _described(left: Phrase, right: Phrase, words: list[Word]) -> bool:
    """Whether adjectives for the kind of delegation stand before that for its state: وفد أمني مصري."""
    gap = words[left.j : right.i]
    return (
        left.roles == ["delegation"]
        and right.weak
        and 0 < len(gap) < _QUALIFIED
        and all(not w.names and w.folded.endswith(_ADJECTIVES) for w in gap)
    )
