"""Whether a verb is passive: what comes before or after it then takes the other part."""

from __future__ import annotations

from consumers.extraction.acts.verdicts import CONTEXT
from consumers.extraction.sentences.clauses import BREAK, CLEAR, COMMA, GROUP, PREP, STOP, VERB, WORD, Item, Sentence

_DAMMA = "\u064f"
_CONJUNCTIONS = frozenset("وف")
_AGREEING = ("és", "ée", "ées")
"""Endings of a French participle that agrees with what it is said of."""
_JOINED_REACH = 20
"""Items between two participles that share their auxiliary."""


def is_passive(sentence: Sentence, k: int, *, verb_first: bool) -> bool:
    """Return whether the verb at item ``k`` is passive."""
    item = sentence.items[k]
    if verb_first:
        return item.form == "passive" or (item.form == "past" and voiced_passive(sentence.tokens[item.i].text))
    if item.form not in {"past", "participle"}:
        return False
    following = next((o for o in sentence.items[k + 1 : k + 3] if o.kind != CLEAR), None)
    if following is not None and following.value in {"by", "par"} and not _an_hour(sentence, following):
        return True
    if sentence.title and item.form == "past" and not _active(sentence, k) and _of_a_headline(item, following):
        return True
    if item.form == "participle" and item.j - item.i == 1 and not _active(sentence, k):
        return True
    if item.form in {"past", "participle"} and k and sentence.items[k - 1].kind == COMMA and _by_whom(sentence, k):
        return True
    for j in range(k - 1, max(-1, k - 4), -1):
        other = sentence.items[j]
        if "be" in other.tags:
            return True
        if other.kind not in {CLEAR, COMMA}:
            return False
    return False


def voiced_passive(text: str) -> bool:
    """Return whether an Arabic past verb is written with the vowel of the passive on its first letter: مُنع, وطُرد."""
    return _DAMMA in text[1:3] and (text[1] == _DAMMA or text[0] in _CONJUNCTIONS)


def _of_a_headline(item: Item, following: Item | None) -> bool:
    """Whether a headline leaves out "was": Guterres barred from Israel, envoy accused of spying."""
    directed = bool(item.frames) and all(not f.mutual and f.roles[:1] == ("direct",) for f in item.frames)
    return directed and following is not None and following.kind == PREP and following.value in {"from", "of", "on"}


def _active(sentence: Sentence, k: int) -> bool:
    """Whether a participle is that of a verb in the perfect: has driven."""
    agrees = sentence.tokens[sentence.items[k].i].text.endswith(_AGREEING)
    if k and sentence.items[k - 1].value == "and" and not agrees:  # a jugé cela injuste et suspendu son aide
        for other in reversed(sentence.items[max(0, k - _JOINED_REACH) : k]):
            if other.kind in {BREAK, STOP}:
                return False
            if other.kind == VERB and other.form == "past":
                return True
        return False
    return any("auxiliary" in b.tags for b in sentence.items[max(0, k - 3) : k])


def _by_whom(sentence: Sentence, k: int) -> bool:
    """Whether no more than a few words, place and time stand between a participle and who did it.

    The pact, signed in Astana by the two sides; the envoy, declared persona non grata by Lithuania.
    """
    where = False
    for other in sentence.items[k + 1 : k + CONTEXT]:
        if other.value in {"by", "par"} and other.kind == PREP:
            return not _an_hour(sentence, other)
        where = where or (other.kind == PREP and other.value in {"in", "at", "on", "of", "en", "à", "de"})
        if not (other.kind in {CLEAR, WORD} or (where and other.kind in {PREP, GROUP})):
            return False
    return False


def _an_hour(sentence: Sentence, by: Item) -> bool:
    """Whether "by" introduces no agent: by phone, by telephone, by imposing."""
    after = next((o for o in sentence.items if o.i >= by.j and o.kind != CLEAR), None)
    return after is None or after.kind == VERB or "phone" in after.tags
