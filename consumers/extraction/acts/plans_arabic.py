"""How an Arabic clause tells that an act is to come: due, agreed upon, accepted, going on with what will be done."""

from __future__ import annotations

from itertools import pairwise

from consumers.extraction.acts.verdicts import CONTEXT
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
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

FINITE = frozenset({"past", "present", "first", "participle", "future"})
AFTER = "بعد"
_EVE = frozenset({"عشية", "قبل"})
_SPANS = frozenset({"span", "weekday"})
_FIRST = 2
_ADJECTIVES = 4
"""Items after a meeting within which a word says that it is due."""
PREDICATE_REACH = 14
"""Items from a meeting to the word after it that says that it is off."""


def ahead(sentence: Sentence, k: int, before: list[Item]) -> bool | None:
    """Whether what a noun names is to come; False if it will only bring something else, None if neither is told."""
    items = sentence.items
    after = [a for a in items[k + 1 : k + 4] if a.kind == CLEAR]
    if any("planned_after" in a.tags or ("planned" in a.tags and not _prepares(sentence, a)) for a in after):
        return True
    governor = next((b for b in before if b.kind == VERB and b.form in FINITE), None)
    if governor is not None and governor.prefix.endswith("س"):
        return True
    if _before_it_is_held(before):
        return True
    if governor is None and any("aux" in b.tags and b.prefix.endswith("س") for b in before):
        return True  # ستكون هذه أول محادثات
    if _in_a_time(items, k) or _held_this_month(sentence, k):
        return True
    for a in items[k + 1 : k + PREDICATE_REACH]:
        if (a.kind == VERB or "aux" in a.tags) and a.prefix.endswith("س"):
            between = items[k + 1 : items.index(a)]
            if a.prefix == "وس" and items[k].kind == NOUN and any(i.kind == COMMA for i in between):
                return None  # and he will be received: told of something else
            return "consequence" not in a.tags
        if a.kind in {STOP, BREAK}:
            break
    return None


def _in_a_time(items: list[Item], k: int) -> bool:
    """Whether a time to come goes with the meeting at item ``k``: قمة بين البلدين في القدس الشهر المقبل."""
    if not any(f.type == "CONSULT" for f in items[k].frames):
        return False
    after = items[k + 1 : k + PREDICATE_REACH]
    for n, a in enumerate(after):
        if "planned_after" in a.tags:
            return True
        next_one = after[n + 1 : n + 3] if a.kind == COMMA else []  # ، الأربعاء المقبل
        day = len(next_one) > 1 and "planned_after" in next_one[1].tags and not next_one[0].conjoined
        if a.kind in {STOP, BREAK, VERB, NOUN, RELATIVE} or (a.kind == COMMA and not day):
            return False
    return False


def _held_this_month(sentence: Sentence, k: int) -> bool:
    """Whether a relative clause in the present sets the meeting in these days: القمة التي تعقد هذا الشهر."""
    after = sentence.items[k + 1 : k + PREDICATE_REACH]
    n = next((n for n, a in enumerate(after) if a.kind == RELATIVE), -1)
    if n < 0 or n + 3 >= len(after) or any(a.kind in {VERB, NOUN, STOP, BREAK} for a in after[:n]):
        return False
    held = after[n + 1]
    return held.kind == VERB and held.form == "present" and "light" in held.tags and _says_this(sentence, after[n + 2])


def _says_this(sentence: Sentence, item: Item) -> bool:
    return "this" in sentence.words[item.i].marks


def decided(before: list[Item]) -> bool:
    """Return whether it is decided to hold what a noun names: قرار الرئيس عقد اجتماع."""
    arranged = next((n for n, b in enumerate(before) if "arranging" in b.tags), -1)
    if arranged not in {0, 1}:
        return False
    for b in before[arranged + 1 :]:
        if "decision" in b.tags or b.kind in {VERB, STOP, BREAK, RELATIVE, PREP}:
            return "decision" in b.tags
    return False


def _before_it_is_held(before: list[Item]) -> bool:
    """Whether something is told of before the meeting is held: قبيل عقد بيونغ يانغ محادثات."""
    held = next((n for n, b in enumerate(before[:_ADJECTIVES]) if "arranging" in b.tags), -1)
    return 0 <= held < len(before) - 1 and before[held + 1].value in _EVE


def _prepares(sentence: Sentence, item: Item) -> bool:
    """Whether a word behind a meeting tells what it was for: زيارة لترتيب القمة, لقاء تمهيدا للقمة."""
    return "preparing" in sentence.words[item.i].marks


def of_that_kind(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Return whether a visit is the one just told, the first of its kind: سيستقبله، في أول زيارة لرئيس سوري."""
    if not frame.travel or sentence.items[k].kind != NOUN or k < _FIRST:
        return False
    number, preposition = sentence.items[k - 1], sentence.items[k - 2]
    return preposition.value == "في" and "nth" in sentence.words[number.i].marks


def said_then(before: list[Item]) -> bool:
    """Whether a past verb of saying governs a noun under "in": قال لنظيره في اتصال هاتفي إنه سيفوز."""
    governor = next((b for b in before if b.kind == VERB), None)
    return governor is not None and governor.form == "past" and "say" in governor.tags


def leads(items: list[Item], led: int, k: int) -> bool:
    """Whether the verb at item ``led`` does what the noun at item ``k`` names, no other verb being between them."""
    carries = not items[led].tags.isdisjoint({"light", "host"})
    present = items[led].kind == VERB and items[led].form == "present" and carries
    return present and led < k and not any(b.kind in {VERB, RELATIVE} for b in items[led + 1 : k])


def goes_on_with_plan(sentence: Sentence, k: int) -> bool:
    """Whether the verb before, in the same sentence, tells what is to come: سيزور القاهرة في 14 مايو، ويلتقي الرئيس."""
    items = sentence.items
    for j in range(k - 1, max(-1, k - 1 - PREDICATE_REACH), -1):
        last = items[j]
        if last.kind in {STOP, BREAK, RELATIVE}:
            return False
        if last.kind == VERB:
            told = last.prefix.endswith("س") or (last.form == "first" and i_shall(sentence, last))
            return told or (last.form == "present" and any("planned" in i.tags for i in items[max(0, j - 3) : j]))
    return False


def i_shall(sentence: Sentence, item: Item) -> bool:
    """Whether a verb says what "I" shall do: سألتقي."""
    return sentence.words[item.i].folded.removeprefix("و").startswith("سا")


def agreed_that(items: list[Item], k: int, frame: Frame) -> bool:
    """Whether the verb at item ``k``, after "that", is what is agreed or decided: وافق على أن يعقد الوزيران اجتماعا."""
    if frame.type != "CONSULT" and frame.mode != "sign":
        return False
    for b in reversed(items[max(0, k - CONTEXT) : k - 1]):
        if b.kind == VERB:
            agrees = "decide" in b.tags or any(f.type == "AGREE" for f in b.frames)
            return agrees and b.form in FINITE
        if b.kind in {STOP, BREAK, RELATIVE, NOUN} or "negation" in b.tags:
            return False
    return False


def accepted(sentence: Sentence, item: Item, before: list[Item]) -> bool:
    """Whether somebody accepts the invitation to the meeting of ``item``: قبل الرئيس دعوة لإجراء محادثات."""
    if not any(i.prefix.endswith("ل") for i in (item, *before[:1])):
        return False
    for n, b in enumerate(before):
        if "offer" in b.tags and b.kind == NOUN:
            return any("accepting" in sentence.words[a.i].marks for a in before[n + 1 :])
    return False


def where_planned(items: list[Item], k: int, before: list[Item]) -> bool:
    """Whether item ``k`` goes on where something is planned: tomorrow all eyes are on Rome, where talks are held."""
    end = k - len(before)
    if before and before[0].value == AFTER:
        return False  # after a first round
    if before and "where" in before[-1].tags:
        before = before[:-1]
    elif end and "where" in items[end - 1].tags:
        end -= 1
    else:
        return False
    if not any(b.form == "present" for b in [*before, items[k]]):
        return False
    return any("planned" in i.tags for i in items[max(0, end - CONTEXT) : end])


def due(sentence: Sentence, k: int) -> bool:
    """Return whether the meeting that a noun names is said to be due: القمة التاريخية المرتقبة."""
    if sentence.items[k].kind != NOUN or "planned_after" not in sentence.tags:
        return False
    for a in sentence.items[k + 1 : k + _ADJECTIVES]:
        if "planned_after" in a.tags:
            return True
        if not sentence.words[a.i].folded.startswith("ال") or a.kind not in {CLEAR, WORD}:
            return False
    return False


def to_be_set(sentence: Sentence, before: list[Item]) -> bool:
    """Return whether the day of a meeting is told, or its place not yet: لم يحدد موعد القمة, لم يعلن مكان القمة."""
    marks = sentence.words[before[0].i].marks if before else frozenset()
    unknown = "place_of" in marks and any("negation" in b.tags for b in before)
    return "time_of" in marks or unknown


def arrived_for(before: list[Item]) -> bool:
    """Return whether somebody came to a place to meet: وصل إلى سنغافورة للقاء الرئيس."""
    governor = next((b for b in before if b.kind in {VERB, NOUN, STOP, BREAK, RELATIVE}), None)
    return governor is not None and any(f.travel and f.type == "CONSULT" for f in governor.frames)


def set_up(before: list[Item]) -> bool:
    """Return whether a noun names what states set up together: شكلت الرياض والقاهرة لجنة مشتركة."""
    governor = next((b for b in before if b.kind in {VERB, NOUN, PREP, STOP, BREAK, RELATIVE}), None)
    return governor is not None and any(f.type == "AGREE" and f.object and f.mutual for f in governor.frames)


def in_time(sentence: Sentence, k: int, before: list[Item]) -> bool:
    """Whether the clause of item ``k`` is told in the present of a week or day to come: يلتقي نظيره الأسبوع المقبل.

    A noun is told by the verb that carries it: تعقد الدول الأحد المقبل اجتماعا.
    """
    if sentence.items[k].kind == NOUN:
        carrier = next((n for n, b in enumerate(before, 1) if b.kind in {VERB, STOP, NOUN, RELATIVE}), 0)
        k -= carrier
        if not carrier or sentence.items[k].tags.isdisjoint({"light", "host"}):
            return False
    if sentence.items[k].form not in {"present", "first"}:
        return False
    for a, b in pairwise(sentence.items[k + 1 : k + PREDICATE_REACH]):
        if a.kind in {STOP, BREAK, VERB}:
            return False
        if "planned_after" in b.tags and not _SPANS.isdisjoint(sentence.words[a.i].marks):
            return True
        if "end_of" in sentence.words[a.i].marks and "span" in sentence.words[b.i].marks:
            return True  # يزور بكين نهاية الشهر
    return False


def may_be_held(items: list[Item], k: int) -> int:
    """Return which item says that a meeting may be held, 0 if none does: اجتماعا مع الزعيم قد يعقد قريبا."""
    for n, (a, b) in enumerate(pairwise(items[k + 1 : k + PREDICATE_REACH]), k + 2):
        if a.kind in {STOP, BREAK, VERB}:
            return 0
        held = items[n + 1] if "negation" in b.tags and n + 1 < len(items) else b  # قد لا يعقد
        if "perhaps" in a.tags and held.form == "present":
            return n if any(f.type == "CONSULT" for f in held.frames) else 0
    return 0
