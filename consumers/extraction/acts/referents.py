"""Subjects of a verb that are named before it by other words (Arabic): the latter, who did so before, who blames."""

from __future__ import annotations

from consumers.extraction.acts.arguments import single_city
from consumers.extraction.sentences.clauses import GROUP, PREP, Group, Sentence
from consumers.extraction.words.lexicon import Frame
from consumers.gazetteer.model import VENUE

_TOWARDS = frozenset({"مع", "ل"})
_BEFORE = 2
"""Items before those ties: after whom they are named, and "after"."""


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


def named_right_before(sentence: Sentence, k: int, frame: Frame) -> Group | None:
    """Return who does what the noun at ``k`` tells, by the words right before it."""
    return _whose_ties(sentence, k, frame) if frame.mode == "break" else _who_is_driven(sentence, k)


def _whose_ties(sentence: Sentence, k: int, frame: Frame) -> Group | None:
    """Return whose ties are cut after whom the sentence named last: أيد إعلان المغرب بعد قطع علاقاته مع إيران."""
    items = sentence.items
    if k < _BEFORE or k + 1 >= len(items) or items[k - 1].kind != PREP or items[k - 1].value != "بعد":
        return None
    before = items[k - 2].group if items[k - 2].kind == GROUP else None
    theirs = sentence.words[items[k + 1].i]
    if before is None or before.weak or theirs.stems.isdisjoint(frame.object):
        return None
    theirs_alone = not before.prep and theirs.folded.endswith(("ه", "ها"))
    backed = before.prep in _TOWARDS and theirs.folded.startswith("ال")  # solidarity with Rabat, after it cut the ties
    return before if theirs_alone or backed else None


def _who_is_driven(sentence: Sentence, k: int) -> Group | None:
    """Return who is driven to what the noun at ``k`` tells: ما دفع *بنما* إلى استدعاء سفيرها."""
    items = sentence.items
    if k <= _BEFORE or items[k - 1].value != "إلى" or items[k - 2].kind != GROUP:
        return None
    driven = items[k - 2].group
    if driven is None or driven.prep or driven.weak:
        return None
    return driven if "driving" in sentence.words[items[k - 3].i].marks else None


def is_crossing(group: Group) -> bool:
    """Whether ``group`` names a place that is opened or shut rather than who does it."""
    return single_city(group) or (group.phrases[0].kinds == {VENUE} and not group.phrases[0].roles)
