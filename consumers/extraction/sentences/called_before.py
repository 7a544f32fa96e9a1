"""The name of somebody whom the gazetteer lacks that stands right before the title: التقى هانز مولر وزير الدفاع."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.words.word import Word
from consumers.gazetteer.model import PERSON, Name

_DEEP = 3
"""Words after a given name within which the name of somebody known ends."""
_VERBAL = frozenset({"past", "present"})


def may_be_longer(phrase: Phrase) -> bool:
    """Return whether a surname of somebody known may be part of a longer name: Sanjay *Kumar* Verma."""
    return bool(phrase.persons) and not (phrase.prefix or phrase.full_name or phrase.roles or phrase.parties)


def given_or_verb(word: Word) -> bool:
    """Return whether an Arabic word that may be a verb is the given name of somebody known: أشرف, "he supervised"."""
    if not any(c.form in _VERBAL for _, node in word.cues for c in node.get("", ())):
        return False
    return any(not prefix and "" not in node for prefix, node in word.names)


def introduces(word: Word, honorifics: frozenset[str], *, beside: bool) -> bool:
    """Return whether an Arabic name may begin after ``word``: after an honorific or a verb."""
    cues = [cue for _, node in word.cues for cue in node.get("", ())]
    says = any(cue.kind == "say" or (beside and cue.form in _VERBAL) for cue in cues)
    return says or word.folded in honorifics


def _given_with(word: Word) -> str | None:
    for prefix, node in word.names:
        if prefix in {"", "و", "ب", "ل"} and _begins_person(node, _DEEP):
            return prefix
    return None


given_with = lru_cache(maxsize=4096)(_given_with)
"""Return the clitics that a word wears if it is the given name of somebody known, None if it is nobody's."""


def _begins_person(node: dict[str, Any], deep: int) -> bool:
    for key, child in node.items():
        if key and deep and isinstance(child, dict):
            if any(isinstance(v, Name) and v.kind == PERSON for v in child.get("", ())):
                return True
            if _begins_person(child, deep - 1):
                return True
    return False
