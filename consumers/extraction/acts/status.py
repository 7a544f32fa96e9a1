"""Whether an act is told as done, as announced, as called off, or not as an act at all."""

from __future__ import annotations

from collections.abc import Sequence

from consumers.extraction.acts import plans_arabic, status_arabic, status_latin
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.verdicts import CONTEXT, WISHES, Verdict, clause_before, during
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    NOUN,
    STOP,
    VERB,
    Item,
    Sentence,
)
from consumers.extraction.words.lexicon import Frame

_LATELY = 3
"""Acts of a sentence before one that goes on with them."""
_ON_ARRIVAL = frozenset({"مع", "لدى"})


def judge(sentence: Sentence, k: int, frame: Frame, acts: Sequence[Act], *, verb_first: bool) -> Verdict | None:
    """Return how the act at item ``k`` is told; None when it is only wished, asked for, supposed or doubted."""
    items, item = sentence.items, sentence.items[k]
    before = clause_before(items, k)
    if not verb_first and any(a.type == "REQUEST" and _in_clause_asked_for(sentence, a.k, k) for a in acts):
        return None
    if _complement_of_wish(sentence, k, frame, acts, verb_first=verb_first):
        return None
    if item.kind == NOUN and frame.type == "CONSULT" and any(a.frame.needs == "pair" for a in acts):
        return None  # talks that a third offers to host
    if item.kind == NOUN and frame.type == "CONSULT" and _agreed_upon(sentence, k, acts):
        return Verdict("planned")
    if verb_first:
        verdict = status_arabic.judge(sentence, k, before, frame)
        planned = any(act.sentence is sentence and act.status == "planned" for act in acts[-_LATELY:])
        occurred = verdict is not None and verdict.status == "occurred"
        goes_on = frame.type == "CONSULT" and item.kind == VERB and item.form == "present"  # يلتقي خلالها الرئيس
        if planned and occurred and (goes_on or plans_arabic.of_that_kind(sentence, k, frame)):
            return Verdict("planned")
        return verdict
    tags = [t for other in before for t in other.tags]
    return status_latin.judge(items, k, item, before, tags, frame)


def supposed(sentence: Sentence, k: int) -> bool:
    """Return whether what item ``k`` says is denied, doubted or asked."""
    near = clause_before(sentence.items, k)[:3]
    if "conditional" in sentence.tags and status_arabic.conditional(sentence.items, k):
        return True
    return any({"negation", "hypothetical", "question", "perhaps"} & b.tags for b in near if b.kind == CLEAR)


def announced(sentence: Sentence, k: int) -> bool:
    """Return whether what item ``k`` says is to come: it would respond."""
    return any("planned" in b.tags for b in clause_before(sentence.items, k)[:3])


def _complement_of_wish(sentence: Sentence, k: int, frame: Frame, acts: Sequence[Act], *, verb_first: bool) -> bool:
    """Whether the act at item ``k`` is what an act before it asks for, agrees on or signs."""
    if not acts or (not verb_first and status_latin.decided(sentence.items, k, frame)):
        return False
    item = sentence.items[k]
    earlier = {act.k: act for act in acts if act.frame.type != "CONSULT" or not act.frame.mode}  # no meeting governs
    if not earlier:
        return False
    verbs = said = False
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    due = following is not None and "planned_after" in following.tags  # threatened to call off the summit due in May
    for j in range(k - 1, min(earlier, default=k) - 1, -1):
        act = earlier.get(j)
        # a plea by another that is turned down is one
        plea = not verb_first and act is not None and (act.type, frame.type, item.kind) == ("REJECT", "REQUEST", NOUN)
        if act is not None and not plea and _governs(act, item, frame, verbs=verbs, said=said):
            meanwhile = frame.type == "CONSULT" and (due or _meanwhile(sentence, k, act))
            if not meanwhile:
                return True
        if not verb_first and said and act is not None and act.type == "AGREE" and frame.type == "CONSULT":
            return True  # agreed that the negotiators would meet
        between = sentence.items[j]
        said = said or "that" in between.tags
        told = between.kind == VERB and between.form in plans_arabic.FINITE and not between.conjoined
        if between.kind == BREAK or told:
            return False
        named = between.form == "gerund" and j and "article" in sentence.items[j - 1].tags
        verbs = verbs or (between.kind == VERB and not named)  # the opening of talks is a noun
    return False


def _meanwhile(sentence: Sentence, k: int, act: Act) -> bool:
    """Whether the meeting at item ``k`` is when ``act`` was done: called on him in talks, blamed him on arriving."""
    arriving = sentence.items[k].form == "owned" and k > 0 and sentence.items[k - 1].value in _ON_ARRIVAL
    before = next((i for i in reversed(sentence.items[:k]) if i.kind != CLEAR), None)
    follows = before is not None and before.value == plans_arabic.AFTER and act.type != "REQUEST"
    return (during(sentence, k) and not follows) or (arriving and act.type != "REQUEST")


def _in_clause_asked_for(sentence: Sentence, asked: int, k: int) -> bool:
    """Whether item ``k`` is in the that-clause of the demand at ``asked``: demanded that Russia open talks."""
    if not any("that" in i.tags for i in sentence.items[asked + 1 : min(asked + 3, k)]):
        return False
    return not any(i.kind in {COMMA, BREAK} or i.value == "and" for i in sentence.items[asked + 1 : k])


def _governs(act: Act, item: Item, frame: Frame, *, verbs: bool, said: bool) -> bool:
    """Whether ``item`` is in the complement of ``act``, no finite verb being between them."""
    if act.frame.type == "CONCEDE" and item.kind == NOUN and frame.type in WISHES | {"SANCTION"}:
        return True  # the veto that is dropped
    if act.frame.type in WISHES and ((item.kind == NOUN and not verbs) or _infinite(item)):
        return True
    if act.frame.mode == "allege" and item.kind == VERB and item.form == "present" and said:
        return True  # what somebody is accused of
    spoke = act.frame.type == "CONSULT" and not act.frame.mode
    talked = spoke and act.item.kind == VERB and act.frame.needs == "partner"
    if talked and item.kind == NOUN and item.form == "noun" and not verbs and frame.type != "CONSULT":
        return True  # what they talk about: تبحثان تبادل السفراء
    if act.frame.type == "SANCTION" and item.kind == NOUN and frame.type == "CONSULT":
        return True  # the visits that are suspended
    if act.frame.mode == "sign" and frame.type == "AGREE" and (item.kind == NOUN or item.form == "gerund"):
        return True  # the memorandum of understanding that is signed
    if act.frame.type == "CONCEDE" and item.kind == VERB and item.form == "base":
        return True
    if act.frame.type == "AGREE" and act.frame.mutual and frame.mode == "relations" and frame.mutual:
        return False  # who agree to restore relations restore them
    told = frame.type == "CONSULT" or (frame.type == "REJECT" and item.kind == NOUN)  # they agree to refuse a thing
    return act.frame.type == "AGREE" and (item.kind == NOUN or item.form == "base") and not told


def _infinite(item: Item) -> bool:
    return item.kind == VERB and item.form in {"base", "gerund"}


def _agreed_upon(sentence: Sentence, k: int, acts: Sequence[Act]) -> bool:
    """Whether the meeting at item ``k`` is what an agreement before it is about: "agreed to hold a further meeting"."""
    for act in acts:
        within = act.item.j - act.item.i > 1  # agreed to, pledged to
        between = sentence.items[act.k + 1 : k] if 0 <= k - act.k - 1 <= CONTEXT else None
        if (
            between is not None
            and act.frame.type == "AGREE"
            and (within or any(b.value in {"على", "to", "on"} or "to" in b.tags for b in [act.item, *between]))
        ):
            return not any(
                b.kind in {BREAK, COMMA, STOP} or b.value in {"في", "خلال", "in", "at", "during"} for b in between
            )
    return False
