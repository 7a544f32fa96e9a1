"""Subjects of a verb that are named before it by other words (Arabic): the latter, who did so before, who blames."""

from __future__ import annotations

from consumers.extraction.clauses import GROUP, PREP, VERB, Group, Sentence
from consumers.extraction.phrase import Phrase
from consumers.gazetteer.model import COUNTRY

_ACTING = frozenset({"head_of_state", "head_of_government", "foreign_minister", "counterpart", "government"})


def the_latter(sentence: Sentence, k: int) -> Group | None:
    """Return whom "the latter" means that stands right after the verb at ``k``: واشنطن، بعدما فرضت الأخيرة عقوبات."""
    j = sentence.items[k].j
    if j >= len(sentence.words) or "last_named" not in sentence.words[j].marks:
        return None
    before = (i.group for i in reversed(sentence.items[:k]) if i.kind == GROUP and i.group is not None)
    return next((g for g in before if not g.weak), None)


def who_did_before(sentence: Sentence, k: int) -> Group | None:
    """Return of whom is said that he did before what the verb at ``k`` tells: سبق لترامب أن هدد بإلغاء الاتفاق."""
    that, who = (sentence.items[k - 1], sentence.items[k - 2]) if k > 1 else (None, None)
    if that is None or who is None or "that" not in that.tags or who.group is None or who.group.prep != "ل":
        return None
    return who.group if who.i and "did_before" in sentence.words[who.i - 1].marks else None


def holds_responsible(sentence: Sentence, k: int) -> bool:
    """Whether the only party after a verb is whom it holds responsible: وحملت دمشق المسؤولية عن الهجوم."""
    if sentence.items[k].form != "past" or not sentence.items[k].prefix:
        return False
    beside = sentence.items[k + 1 : k + 2]
    if not beside or beside[0].kind != GROUP or beside[0].group is None or len(beside[0].group.phrases) > 1:
        return False
    verb = sentence.words[sentence.items[k].i]
    word = sentence.words[beside[0].j] if beside[0].j < len(sentence.words) else None
    if word is None or "responsibility" not in word.marks or "burdening" not in verb.marks:
        return False
    later = [i.group for i in sentence.groups if i.i > beside[0].i and i.group is not None]
    return not any(g.prep in {"ل", "إلى", "على"} for g in later)


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
