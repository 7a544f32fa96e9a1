"""What a run of words that is no name can be in a sentence, decided once for each entry of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass

from consumers.extraction.words.lexicon import Cue, Frame

GROUP, VERB, NOUN, PREP, STOP, RELATIVE, BREAK, COMMA, CLEAR, WORD = "GVNPSRX,tw"
"""Kinds of items. CLEAR words (times, adverbs) may stand between a verb and its subject; BREAK ends a clause."""

CONJUNCTION = "&"
"""The plain word "and": an item of kind WORD with the value ``and``."""
ADVERB, PAST, DASH, BRACKET = "abc)"
"""Plain words with the ending of an adverb or of a past form; a dash or hyphen; a closing bracket."""
PLAIN = {
    WORD: (WORD, ""),
    CLEAR: (CLEAR, ""),
    COMMA: (COMMA, ""),
    BREAK: (BREAK, ""),
    CONJUNCTION: (WORD, "and"),
    ADVERB: (WORD, "adverb"),
    PAST: (WORD, "past"),
    DASH: (CLEAR, "dash"),
    BRACKET: (CLEAR, "bracket"),
}
"""Kind and value of the item of each kind of plain word or mark."""
_GENERIC = ("pair", "own", "third", "pronoun", "many", "speaker", "source", "latter", "stand_in", "quoted", "body")
_VERBAL = frozenset({"present", "past"})
_OF_FRAMES = frozenset({"verb", "noun"})
_CONJUGATED = frozenset({"verb", "say", "light", "host", "attend", "go_between", "object"})
_NOMINAL, _TO = frozenset({"noun", "owned", "word"}), frozenset({"noun", "owned", "word", "present"})
"""Forms that may wear a preposition or the article; "in order to" stands before a present verb too."""
_DEEDS_TOLD = frozenset({"drafting", "carrying"})
_WORDS = frozenset({"deed", "pact", "private", "decision", "world", "attack", "misdeed", "relief"})
"""Cues that stay words of their clause."""
_ON_NOUNS = ("ب", "ك", "ال")
"""Prepositions and the article, which nouns wear and verbs do not."""


@dataclass(slots=True, eq=False)
class Reading:
    """How the matcher takes a word that is no name."""

    kind: str
    cues: list[Cue]
    value: str
    form: str
    tags: frozenset[str]
    generic: str
    """The kind of word that stands for parties named before (``pair``, ``own``, ...), if it is one."""
    verbal: bool
    """Whether it can be a verb in the past or present."""
    frames: tuple[Frame, ...]
    """The frames whose act may begin here, the most particular first."""


_NOT_TO_COME = frozenset({"past", "passive"})
"""Forms that are not worn with the sign of the future."""


def read(values: list[Cue], prefix: str) -> Reading:
    """Return how the cues ``values`` are to be taken when they wear the clitics ``prefix``."""
    if prefix.endswith("ال"):
        values = [c for c in values if c.kind != "prep"]  # الغرب is no direction
        if not values:
            return Reading(WORD, [], "", "", frozenset(), "", verbal=False, frames=())
    if prefix.endswith("س"):
        values = [c for c in values if c.form not in _NOT_TO_COME]  # ستوجه is of وجه, not of توجه
        if not values:
            return Reading(WORD, [], "", "", frozenset(), "", verbal=False, frames=())
    generic = next((c.kind for c in values if c.kind in _GENERIC), "")
    verbal = any(c.form in _VERBAL for c in values)
    cues = values
    if prefix.endswith((*_ON_NOUNS, "ل")):
        allowed = _TO if prefix.endswith("ل") and not prefix.endswith("ال") else _NOMINAL
        cues = [c for c in cues if c.kind not in _CONJUGATED or c.form in allowed]
        if not cues:
            return Reading(WORD, [], "", "", frozenset(), generic, verbal, ())
    kind, value, form, tags = _kind(cues)
    return Reading(kind, cues, value, form, tags, generic, verbal, frames(cues))


def frames(cues: list[Cue]) -> tuple[Frame, ...]:
    """Return the frames of ``cues``, those that ask for certain words beside them first."""
    found = dict.fromkeys(f for cue in cues if cue.kind in _OF_FRAMES for f in cue.value)
    return tuple(sorted(found, key=lambda f: (not f.own, not f.object)))


def _kind(cues: list[Cue]) -> tuple[str, str, str, frozenset[str]]:
    """Return (kind of item, value, form, tags) of ``cues``."""
    tags = frozenset(c.kind for c in cues)
    for marker, value in (("forum_marker", "forum"), ("hosted", "hosted"), ("accompanied", "accompanied")):
        if marker in tags:
            return PREP, value, "", tags
    for kind in ("verb", "noun", "cancelled", "host", "attend", "go_between"):
        if kind in tags:
            cue = next(c for c in cues if c.kind == kind)
            verbal = kind == "verb" or cue.form not in {"noun", "owned", "word"}
            return VERB if verbal else NOUN, kind, cue.form, tags
    if "prep" in tags:
        return PREP, next(c.value for c in cues if c.kind == "prep"), "", tags
    if tags & {"say", "light"}:
        cue = next(c for c in cues if c.kind in {"say", "light"})
        return VERB, cue.kind, cue.form, tags
    if tags & _DEEDS_TOLD:
        cue = next(c for c in cues if c.kind in _DEEDS_TOLD)
        return VERB, cue.kind, cue.form, tags
    if tags <= _WORDS:
        return WORD, "", "", tags
    kind = STOP if "stop" in tags else RELATIVE if "relative" in tags else CLEAR
    return kind, "", "", tags
