"""Arabic verbs whose subject is somebody who is no party: an organisation of rights, many, slogans, strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consumers.extraction.clauses import (
    CLEAR,
    COMMA,
    GROUP,
    PREP,
    WORD,
    Sentence,
)
from consumers.gazetteer.model import ORGANISATION

if TYPE_CHECKING:
    from consumers.extraction.word import Word

_MANY_DID = ("وا", "وه", "وها", "وهم")
_MORE = frozenset({"p", "d"})
_NAME_REACH = 6
"""Words of a name and the comma after it."""
_OFFICE_REACH = 8
_SHORT = 3
_LONG = 5


def of_many(sentence: Sentence, k: int) -> bool:
    """Whether a verb in the plural goes on with many whom no group of its sentence can be: المتظاهرون ... وهددوا."""
    item = sentence.items[k]
    if item.form != "past" or not item.frames or not sentence.words[item.i].folded.endswith(_MANY_DID):
        return False
    before = [i.group for i in sentence.groups if i.group is not None and i.i < item.i]
    several = (len(g.phrases) > 1 or g.phrases[0].number in _MORE or g.phrases[0].generic for g in before)
    return not any(several) and not any(ORGANISATION in g.phrases[0].kinds and not g.prep for g in before)


def of_somebody_between(sentence: Sentence, k: int) -> bool:
    """Whether somebody who is no party stands between "had" and its verb: كانت منظمة العفو قد انتقدت."""
    items, somebody = sentence.items, False
    if not k or "perhaps" not in items[k - 1].tags:
        return False
    for item in reversed(items[max(0, k - _NAME_REACH) : k - 1]):
        if "aux" in item.tags:
            return somebody
        adjective = item.kind == GROUP and item.group is not None and item.group.weak
        if item.kind not in {WORD, CLEAR, COMMA} and not adjective:
            return False
        somebody = somebody or item.kind == WORD
    return False


def strangers_after_place(sentence: Sentence, k: int) -> bool:
    """Whether what travels stands behind where it goes: تصل إلى السواحل ثلاث سفن."""
    items = sentence.items
    if k + 1 >= len(items) or items[k + 1].kind != PREP or items[k].conjoined:
        return False
    placed = False
    for item in items[k + 2 : k + _OFFICE_REACH]:
        placed = placed or item.kind == GROUP
        if item.kind == WORD and placed:
            return not object_like(sentence.words[item.i]) and not sentence.words[item.i].folded.startswith("ال")
        if item.kind not in {WORD, CLEAR, GROUP}:
            return False
    return False


def object_like(word: Word) -> bool:
    """Whether a word after a verb is rather its object than its subject: بعقوبات, تحقيقا, قرارها."""
    if "family" in word.marks:
        return False  # and his family blamed
    if word.folded[:1] in {"ب", "ل"}:
        return True
    if len(word.folded) > _LONG and word.folded.endswith("ات") and not word.folded.startswith("ال"):
        return True  # واقترح تعديلات
    return len(word.folded) > _SHORT and word.folded.endswith(("ا", "ه", "هم")) and not word.text.endswith("ة")
