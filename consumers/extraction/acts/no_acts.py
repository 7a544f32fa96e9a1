"""Triggers that tell no act: what somebody calls a thing, who is handed over, what is only mentioned."""

from __future__ import annotations

from consumers.extraction.acts import addressees, spoken
from consumers.extraction.acts.object_words import object_before
from consumers.extraction.sentences.clauses import (
    CLEAR,
    GROUP,
    NOUN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Item,
    Sentence,
)
from consumers.extraction.words.lexicon import Frame

_BETWEEN = frozenset({"بين", "مع"})
_WITH = "ب"


def what_it_called(sentence: Sentence, k: int) -> bool:
    """Whether a verb only names a thing: what it called a violation."""
    before = sentence.items[max(0, k - 2) : k]
    calls = any(f.mode == "disapprove" and f.object for f in sentence.items[k].frames)
    return calls and len(before) > 1 and before[0].kind == STOP and before[1].kind == GROUP


def of_what_stands_before(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether the object word is what a relative clause is about: the declaration that they signed."""
    return "object" in sentence.items[k].tags and object_before(sentence, k, frame)


def handed_over(sentence: Sentence, k: int) -> bool:
    """Whether a participle is the thing that a verb hands over: قدم لهم مقترحا is a proposal, no proposing."""
    for j, other in reversed(list(enumerate(sentence.items[:k]))):
        if other.kind == VERB:
            return "light" in other.tags
        if other.kind == GROUP and other.group is not None and not other.group.prep:
            return j == k - 1 and j > 0 and any(f.type == "REJECT" for f in sentence.items[j - 1].frames)
        if other.kind not in {GROUP, CLEAR, PREP}:
            return False
    return False


def only_mentioned(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether item ``k`` refers to what was done before ("the agreement"), or says whom somebody backs as a rule."""
    item = sentence.items[k]
    if frame.travel and item.kind == VERB and item.form == "participle" and _spoken_to(sentence, k):
        return True
    forum = sentence.items[k - 1].group if item.kind == NOUN and k else None
    if forum is not None and forum.prep == "forum":
        return True  # on the sidelines of the G7 summit
    if item.kind == NOUN and frame.travel and k and "gathering" in sentence.items[k - 1].tags:
        return True  # تشمل الجولة كينيا
    if item.kind == NOUN and frame.type == "AGREE" and not frame.mutual and item.j - item.i > 1:
        return item.form != "owned"  # محاولة للموافقة على المقترح
    if item.kind == NOUN and frame.type == "CONSULT" and k and "forum_marker" in sentence.items[k - 1].tags:
        return True  # en marge du sommet
    if item.kind == NOUN and frame.type == "AGREE":
        if item.prefix.endswith("ال") and item.j - item.i == 1:
            return not _reached(sentence, k)
        after = sentence.items[k + 1] if k + 1 < len(sentence.items) else None  # the agreement on fishing: it is known
        known = after is not None and after.kind == WORD and sentence.words[after.i].folded.startswith("ال")
        return known and item.j - item.i == 1 and not sentence.title and not item.prefix
    if k and frame.type == "REQUEST" and "object" in item.tags and "drafting" in item.tags:
        return sentence.items[k - 1].kind in {WORD, RELATIVE} and not item.conjoined  # a draft that they proposed
    if frame.type == "AGREE" and item.kind == VERB and k and "what" in sentence.words[sentence.items[k - 1].i].marks:
        return True  # in keeping with, بما يتفق مع
    if frame.type == "AGREE" and item.kind == VERB and k and sentence.items[k - 1].kind == RELATIVE:
        return k + 1 < len(sentence.items) and "pronouns" in sentence.items[k + 1].tags  # التي يوافق عليها المجلس
    if frame.mode == "allege" and item.form == "participle" and k + 1 < len(sentence.items):
        following = sentence.items[k + 1]  # companies accused of helping it
        return following.kind in {WORD, NOUN} and sentence.words[following.i].folded[0] == _WITH
    if frame.mode == "disapprove" and "say" in item.tags and frame.object and _refuses(sentence, k):
        return True  # called the proposals unacceptable: that is a refusal
    if frame.mode == "impose" and "object" in item.tags and item.form == "present":
        return True  # which Washington lists as terrorist
    return frame.mode == "praise" and item.form == "present" and k > 0 and sentence.items[k - 1].kind == RELATIVE


def _spoken_to(sentence: Sentence, k: int) -> bool:
    """Whether who is bound for somebody only turns to him to speak: متوجها إلى الأسد، قائلا."""
    told = next((i.group for i in sentence.items[k + 1 : k + 4] if i.group is not None), None)
    return told is not None and told.prep == "إلى" and (told.phrases[0].has_person or bool(told.phrases[0].roles))


def _reached(sentence: Sentence, k: int) -> bool:
    """Whether "the agreement" is what is reached between those who are named: تم الاتفاق بين البلدين."""
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    before = sentence.items[k - 1] if k else None
    comes = before is not None and before.kind == VERB and "was_done" in sentence.words[before.i].marks
    return comes and following is not None and following.value in _BETWEEN


def _refuses(sentence: Sentence, k: int) -> bool:
    """Whether words after the verb at ``k`` say that a proposal is unacceptable."""
    for j, other in enumerate(sentence.items[k + 1 :], k + 1):
        if other.kind == VERB and other.form == "said":
            return spoken.of_a_proposal(sentence, j)
        if other.kind in {VERB, RELATIVE}:
            return False
    return False


def lays_claim(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a demand only says who lays claim to a thing: جزر تطالب بها هانوي."""
    return frame.type == "REQUEST" and addressees.lays_claim(sentence, k)


def lifted(sentence: Sentence, ban: Item, before: Item, frame: Frame) -> bool:
    """Return whether the word before the noun of a ban says that it is lifted."""
    if ban.kind != NOUN or frame.type != "SANCTION":
        return False
    stems = sentence.words[ban.i].stems
    return any(f.mode == "access" and not stems.isdisjoint(f.object) for f in before.frames)
