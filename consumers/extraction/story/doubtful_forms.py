"""Names that are another word as well (مالي, Mali or "financial"), where only the state can stand."""

from __future__ import annotations

from consumers.extraction.sentences.clauses import PREP, VERB, Sentence
from consumers.extraction.sentences.phrase import Phrase
from consumers.gazetteer.model import COUNTRY

_ACTING = frozenset({"head_of_state", "head_of_government", "foreign_minister", "counterpart", "government"})


def acts_here(phrase: Phrase, sentence: Sentence) -> bool:
    """Whether a form that may be another word stands where only a state can: أعلنت مالي, مع مالي, وزير خارجية مالي."""
    if not phrase.doubt or len(phrase.parties) != 1 or phrase.parties[0].startswith("org:"):
        return False
    if phrase.roles or COUNTRY not in phrase.kinds:
        return phrase.role in _ACTING
    before = next((i for i in sentence.items if i.j == phrase.i), None)
    if before is None or before.kind == PREP:
        return before is not None
    return before.kind == VERB and before.form == "past" and sentence.words[before.i].folded.endswith("ت")


def of_elsewhere(phrase: Phrase, sentence: Sentence) -> bool:
    """Whether an adjective right after a form that may be another says that it is another's: المعارضة البريطانية."""
    if phrase.roles or not phrase.parties[:1] or not phrase.parties[0].startswith("org:"):
        return False
    after = next((i.group for i in sentence.groups if i.i == phrase.j), None)
    if after is None or not after.weak or after.prep or phrase.doubt is None:
        return False
    word = (sentence.words[phrase.j].folded,)
    return all(word not in phrases for _, phrases in phrase.doubt.context)
