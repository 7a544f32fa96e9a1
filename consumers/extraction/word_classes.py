"""English words that are verb or noun by their place: "the talks", "she talks"; "new sanctions", "it sanctions"."""

from __future__ import annotations

from consumers.extraction.clauses import BREAK, CLEAR, COMMA, GROUP, NOUN, PREP, STOP, VERB, WORD, Item
from consumers.extraction.readings import frames

_AMBIGUOUS = frozenset({"present", "base", "gerund"})
_FINITE = frozenset({"past", "present"})
_CONJUNCTIONS = frozenset({"after", "before", "because", "après", "avant"})


def settle(items: list[Item]) -> None:
    """Turn verbs that stand where a noun must into nouns, and "after X said" into a clause of its own."""
    for k, item in enumerate(items):
        if item.kind == VERB and item.form in _AMBIGUOUS and _noun_place(items, k):
            _become_noun(item)
    for k, item in enumerate(items):
        if item.kind == PREP and item.value in _CONJUNCTIONS and _opens_clause(items, k):
            item.kind = STOP


def _noun_place(items: list[Item], k: int) -> bool:
    item = items[k]
    if k == 0:
        return item.form != "gerund" and any(c.kind == "noun" for c in item.cues)
    before = items[k - 1]
    if item.form == "gerund":
        return "article" in before.tags and any(c.kind == "noun" for c in item.cues)
    if "to" in before.tags or before.kind == COMMA or "planned" in before.tags:
        return False
    if "article" in before.tags or before.kind == PREP:
        return True
    if before.kind == GROUP and before.group is not None:
        return before.group.weak or any(p.possessive for p in before.group.phrases)
    if before.kind == VERB:
        return before.form != "gerund" or any(c.kind == "noun" for c in item.cues)
    if before.kind == WORD:
        return before.value != "and" and _verb_before(items, k - 1)
    if before.kind == CLEAR and ("mediation" in before.tags or "phone" in before.tags):
        return True
    return before.kind == CLEAR and not before.cues and _verb_before(items, k - 1)


def _verb_before(items: list[Item], k: int) -> bool:
    """Whether the clause has had its verb before item ``k``."""
    for other in reversed(items[:k]):
        if other.kind in {STOP, BREAK, COMMA} or other.value == "and":
            return False
        if other.kind == VERB and other.form in _FINITE:
            return True
    return False


def _become_noun(item: Item) -> None:
    nouns = [c for c in item.cues if c.kind == "noun"]
    item.cues, item.frames = nouns, frames(nouns)
    item.tags = frozenset({c.kind for c in nouns})
    item.kind, item.form, item.value = (NOUN, "noun", "noun") if nouns else (WORD, "", "")


def _opens_clause(items: list[Item], k: int) -> bool:
    seen = False
    for other in items[k + 1 : k + 5]:
        if other.kind == GROUP:
            if seen:
                return False
            seen = True
        elif other.kind == VERB:
            return seen and other.form in _FINITE
        elif other.kind != CLEAR:
            return False
    return False
