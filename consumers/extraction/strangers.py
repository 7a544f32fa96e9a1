"""Subjects of Arabic verbs that are no party: societies, companies, slogans, things of which a clause says more."""

from __future__ import annotations

from consumers.extraction.clauses import BREAK, CLEAR, GROUP, VERB, WORD, Sentence
from consumers.extraction.phrase import Phrase

_TENSES = frozenset({"past", "present"})
_BODY = ("ات", "ون", "ة")
_DECISION = frozenset({"decision"})


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


def of_elsewhere(phrase: Phrase, sentence: Sentence) -> bool:
    """Whether an adjective right after a form that may be another says that it is another's: المعارضة البريطانية."""
    if phrase.roles or not phrase.parties[:1] or not phrase.parties[0].startswith("org:"):
        return False
    after = next((i.group for i in sentence.groups if i.i == phrase.j), None)
    if after is None or not after.weak or after.prep or phrase.doubt is None:
        return False
    word = (sentence.words[phrase.j].folded,)
    return all(word not in phrases for _, phrases in phrase.doubt.context)
