"""Arabic verbs whose subject is no party: societies, companies, slogans, many, what a clause says more of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    PREP,
    VERB,
    WORD,
    Sentence,
)
from consumers.gazetteer.model import ORGANISATION

if TYPE_CHECKING:
    from consumers.extraction.words.word import Word

_MANY_DID = ("وا", "وه", "وها", "وهم")
_MORE = frozenset({"p", "d"})
_NAME_REACH = 6
"""Words of a name and the comma after it."""
_OFFICE_REACH = 8
_SHORT = 3
_LONG = 5
_TENSES = frozenset({"past", "present"})
_BODY = ("ات", "ون", "ة")
_DECISION = frozenset({"decision"})


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


def of_private_body(sentence: Sentence, k: int) -> bool:
    """Whether a headline has a body that is no state before the verb at ``k``: جمعية أميركية تتهم إيران."""
    if sentence.title and of_a_bare_body(sentence, k):
        return True
    if k < 2 or sentence.items[k].conjoined or sentence.items[k - 2].kind != WORD:  # noqa: PLR2004 - body and adjective
        return False
    adjective = sentence.items[k - 1].group
    opens = all(i.kind == WORD for i in sentence.items[: k - 1])
    return opens and adjective is not None and adjective.weak and not adjective.prep


def of_private_bodies(sentence: Sentence, k: int) -> bool:
    """Whether bodies that are no party follow a feminine verb: انتقدت منظمات حقوقية الحركة."""
    beside = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if beside is None or beside.kind != WORD or "private_body" not in sentence.words[beside.i].marks:
        return False
    verb = sentence.words[sentence.items[k].i].folded.removeprefix("و")
    return verb.endswith("ت") if sentence.items[k].form == "past" else verb.startswith("ت")


def of_a_bare_body(sentence: Sentence, k: int) -> bool:
    """Whether a part of a headline opens with the plural of a body that is no state: .. منظمات تتهم أردوغان."""
    items = sentence.items
    if not sentence.title or not k or items[k].conjoined or items[k - 1].kind != WORD:
        return False
    start = next((j + 1 for j in range(k - 1, -1, -1) if items[j].kind not in {WORD, CLEAR}), 0)
    if (start and items[start - 1].kind != BREAK) or any(i.tags for i in items[start:k]):
        return False
    first = next((i for i in items[start:k] if i.kind == WORD), items[k - 1])
    several = sentence.tokens[items[k - 1].i].text.endswith(_BODY)  # 4 دول غربية تتهم روسيا
    return several and not sentence.words[first.i].folded.startswith(("ب", "ل", "ك"))


def of_slogans(sentence: Sentence, k: int) -> bool:
    """Whether a feminine verb says what an indefinite plural before it does: رفعوا عبارات تطالب الحركة بالإفراج."""
    if not k or sentence.items[k].form != "present":
        return False
    if not sentence.tokens[sentence.items[k - 1].j - 1].text.endswith("ات"):
        return False
    return sentence.words[sentence.items[k].i].folded.startswith("ت") and of_a_noun(sentence, k)


def of_a_noun(sentence: Sentence, k: int) -> bool:
    """Whether the verb at ``k`` says more of the indefinite noun before it: twelve states that recognise it."""
    before = sentence.items[k - 1] if k else None
    if before is None or sentence.items[k].conjoined or before.kind != WORD or before.tags - _DECISION:
        return False
    word = sentence.words[sentence.items[k - 1].i]
    if word.folded.startswith("ال"):
        return False
    earlier = sentence.items[:k]
    alone = sentence.title and not any(i.kind == GROUP and i.group is not None and not i.group.weak for i in earlier)
    return alone or any(i.kind == VERB and i.form in _TENSES for i in earlier)
