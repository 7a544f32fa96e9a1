"""What a noun of praise or reproach is told with: it is given, received, answered or led to (Arabic)."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.sentences.clauses import (
    BREAK,
    GROUP,
    INHERIT,
    NOUN,
    RELATIVE,
    STOP,
    VERB,
    Sentence,
)
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_BY = frozenset({"من", "من قبل", "من جانب"})


def received(sentence: Sentence, k: int) -> int | None:
    """Return the verb whose subject received what the noun at item ``k`` names: تلقى دعوة من نظيره; None if none is."""
    for j in range(k - 1, -1, -1):
        if sentence.items[j].kind in {VERB, STOP, BREAK, NOUN}:
            return j if "receive" in sentence.items[j].tags and sentence.items[j].kind == VERB else None
    return None


def reception(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]
) -> tuple[list[Actor] | None, list[Actor]]:
    """Return who gives and who gets what the noun at item ``k`` names: حظي القرار الأميركي بترحيب إسرائيلي.

    Both are empty unless a verb of receiving governs the noun and both sides are told. Who gives is None where
    praise or a reproach is received from nobody who is named.
    """
    verb = received(sentence, k)
    if verb is None:
        return [], []
    if not after:
        return None if frame.mode in {"praise", "disapprove", "allege"} else [], []
    beside = sentence.items[k].j + 1
    giver = next((g for r, g, _ in after if r in _BY or (not g.prep and g.phrases[0].i <= beside)), None)
    subject = sentence.items[verb].group
    if subject is None or subject is INHERIT or subject is giver:
        start = max((j for j in range(verb) if sentence.items[j].kind in {STOP, BREAK, VERB}), default=-1) + 1
        near = (*sentence.items[verb + 1 : k], *reversed(sentence.items[start:verb]))
        subject = next((i.group for i in near if i.kind == GROUP and i.group is not None), None)
    if subject is None and giver is not None and any("deed" in i.tags for i in sentence.items[verb:k]):
        givers = story.resolve(giver, sentence)  # this decision: of whom was spoken last
        return givers, [a for a in story.subject if a.party not in {g.party for g in givers}]
    if giver is None or subject is None:
        unknown = (giver is None or not giver.prep) and frame.mode in {"praise", "disapprove", "allege"}
        return None if unknown else [], []
    givers, getters = story.resolve(giver, sentence), story.resolve(subject, sentence)
    return (givers, getters) if givers and {a.party for a in givers}.isdisjoint(a.party for a in getters) else ([], [])


def given(sentence: Sentence, k: int) -> bool:
    """Whether a light verb of the clause, words between notwithstanding, has the noun for its object: وجه ... الشكر."""
    for other in reversed(sentence.items[:k]):
        if other.kind == VERB:
            return "light" in other.tags
        if other.kind in {STOP, BREAK, RELATIVE, NOUN}:
            return False
    return False


def offered(sentence: Sentence, n: int) -> bool:
    """Whether the noun at item ``n`` is what one comes with, or what one is met with: تقدمت الإمارات بالتعازي."""
    if received(sentence, n) is not None:
        return True
    if begins(sentence, n):
        return True
    verb = sentence.items[n - 2] if n > 1 and sentence.items[n - 1].kind == GROUP else None
    return verb is not None and verb.kind == VERB and "light" in verb.tags


def brought_about(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` is what a deed led to, or happened amid: أدى إلى تنديد دولي, وسط ترحيب دولي."""
    if k and "amid" in sentence.words[sentence.items[k].i - 1].marks:
        return True
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, RELATIVE, NOUN}), None)
    return governor is not None and governor.kind == VERB and "consequence" in governor.tags


def answered(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` is what somebody answers: رد نتنياهو على انتقادات أردوغان."""
    if not k or sentence.items[k - 1].value != "على":
        return False
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, RELATIVE, NOUN}), None)
    return governor is not None and "answering" in sentence.words[governor.i].marks


def begins(sentence: Sentence, n: int) -> bool:
    """Whether the noun at item ``n`` is what a speech begins or ends with: بدأ خطابه بشكر الرئيس."""
    governor = next((i for i in reversed(sentence.items[:n]) if i.kind in {VERB, STOP, BREAK, RELATIVE, NOUN}), None)
    if governor is None or governor.kind != VERB:
        return False
    return "beginning" in sentence.words[governor.i].marks
