"""Which of the dates of a sentence is that of an act: the nearest, words of other clauses being farther off."""

from __future__ import annotations

from datetime import date, timedelta

from agent.records import EventDate, Status
from consumers.extraction.circumstances.dates import FAR, Found, possessive
from consumers.extraction.sentences.clauses import BREAK, CLEAR, COMMA, NOUN, PREP, RELATIVE, STOP, VERB, Item, Sentence
from consumers.extraction.sentences.coordination import AND
from consumers.extraction.words.word import Word

_EVE = frozenset({"قبل", "عشية", "before", "avant", "ahead of"})
_FINITE = frozenset({"past", "present", "first", "passive"})
_SAID = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN"})
_SINCE_REACH = 8
_DEEDS = frozenset({"attack", "misdeed", "force"})
_OWN = 2
"""Words between an act and a date of its own."""
_YEARS = timedelta(days=400)
"""Days beyond which a date behind an act is that of what it is about."""
_LATELY = timedelta(days=7)
_ELSEWHERE = 16
"""Walls beyond which a date after an act is that of another clause."""
_VAGUE_FAR = 12
"""Words beyond which a time that is no day says nothing of an act."""
_CARRIER = 14
"""Items between a noun and the verb before it that carries it: يعقد الوزيران محادثات."""
_CLAUSE, _VERB = 10, 6
"""Words by which another clause is farther off, and what another verb tells."""


def choose(
    found: list[Found], act: Item, sentence: Sentence, today: date, status: Status, *, default: EventDate | None
) -> EventDate | None:
    """Return the date nearest to ``act``, or ``default`` when the sentence has none for it.

    Words of another clause are farther off than their number says. Only a date on the right side of ``today`` counts:
    what is planned lies ahead, what occurred does not.
    """
    fitting = [
        f
        for f in found
        if abs(f.position - act.i) <= FAR
        and _fits(f.value, today, status)
        and not _of_another(f, act, sentence, status)
    ]
    if not fitting:
        return default
    if default is not None:
        fitting = [f for f in fitting if f.position < act.i or _walls(f.position, act, sentence) < _ELSEWHERE]
        fitting = [f for f in fitting if not _of_the_matter(f, act, sentence, today)]
        fitting = [f for f in fitting if not _of_the_teller(f, act, sentence, today)]
        if not fitting:
            return default
    if len(fitting) == 1 and _is_day(fitting[0].value):
        return default if _of_the_saying(fitting[0], act, sentence, default) else fitting[0].value
    near = [(_away(f.position, act, sentence), f) for f in fitting]
    near = [(away, f) for away, f in near if _is_day(f.value) or away <= _VAGUE_FAR or status != "occurred"]
    if status != "occurred":
        near = [(a, f) for a, f in near if f.value is not None] or near
        told = [(a, f) for a, f in near if f.position > act.i] if status == "denied" else []
        ahead = [(a, f) for a, f in near if f.value is not None and (f.position > act.i or _lies_ahead(f.value, today))]
        near = told or ahead or near
    if not near:
        return default
    return min(near, key=lambda pair: pair[0] + (0 if _is_day(pair[1].value) else _VAGUE_FAR // 2))[1].value


def to_come(found: list[Found], act: Item, sentence: Sentence, today: date) -> bool:
    """Return whether an Arabic report tells ``act`` in the present, of a weekday to come: يصل الوزير الأربعاء.

    What is past it tells in the past. A headline tells everything in the present.
    """
    if sentence.title or not any(f.weekday for f in found):
        return False
    k = next((n for n, item in enumerate(sentence.items) if item is act), -1)
    told = _told_in_present(sentence.items, k) if k >= 0 else None
    if told is None:
        return False
    after = next((f for f in found if f.position > told.i), None)
    if after is None or not after.weekday or after.value is None or after.value.value == today.isoformat():
        return False
    between = [i for i in sentence.items if told.j <= i.i < after.position and i is not act]
    return not any(i.kind in {STOP, BREAK, RELATIVE} or (i.kind == VERB and i.form in _FINITE) for i in between)


def _told_in_present(items: list[Item], k: int) -> Item | None:
    """Return the verb in the present that tells the act at item ``k``: itself, or the one that carries the noun."""
    near = [k] if items[k].kind == VERB else [k + 1, *range(k - 1, max(-1, k - _CARRIER), -1)]
    for j in near:
        item = items[j] if j < len(items) else None
        if item is None or item.kind in {STOP, BREAK, RELATIVE}:
            if j < k:
                return None
            continue
        if item.kind != VERB:
            continue
        had = any("aux" in i.tags for i in items[max(0, j - 3) : j])  # كان يعقد
        carries = j == k or "light" in item.tags or items[k].prefix.endswith("ل")  # travels to meet
        return item if item.form == "present" and carries and not had else None
    return None


def _of_the_matter(found: Found, act: Item, sentence: Sentence, today: date) -> bool:
    """Whether a date behind an act that is done by words is that of what it is about: hailed the elections of 5 May."""
    types = {f.type for f in act.frames}
    if found.position - act.j > _OWN and found.value is not None and found.value.value < (today - _YEARS).isoformat():
        return True
    if found.position - act.j <= _OWN or found.value is None or not types <= _SAID:
        return False
    if types and _of_a_deed(found, act, sentence) and found.value.value < today.isoformat():
        return True
    if found.value.basis != "explicit":
        return False
    return bool(types) and found.value.value < (today - _LATELY).isoformat()


def _of_a_deed(found: Found, act: Item, sentence: Sentence) -> bool:
    """Whether an attack or another deed stands between words on it and a date: condemned the attack on X of Sunday."""
    between = [i for i in sentence.items if act.j <= i.i < found.position]
    if any(i.kind in {COMMA, BREAK, STOP} or (i.kind == VERB and i.form in _FINITE) for i in between):
        return False
    return any(not _DEEDS.isdisjoint(i.tags) or "doing" in sentence.words[i.i].marks for i in between)


def _of_the_saying(found: Found, act: Item, sentence: Sentence, default: EventDate | None) -> bool:
    """Whether the report dates, with its own day, what was said and not ``act``: said on Monday that X had asked Y.

    What is told of a meeting is dated too often itself to leave that day to another telling.
    """
    if any(f.type == "CONSULT" for f in act.frames):
        return False
    if default is None or found.value is None or found.value.value != default.value or found.position > act.i:
        return False
    that = any(i.kind == STOP and "that" in i.tags for i in sentence.items if found.position < i.i < act.i)
    return that and any("say" in i.tags for i in sentence.items if i.i < found.position)


def _of_the_teller(found: Found, act: Item, sentence: Sentence, today: date) -> bool:
    """Whether the report's day after ``act`` is that of who tells of it: X signed it, the ministry said on Friday."""
    if found.position < act.j or found.value is None or found.value.value != today.isoformat():
        return False
    before = [i for i in sentence.items if act.j <= i.i < found.position and i.kind not in {CLEAR, PREP}]
    return bool(before) and before[-1].kind == VERB and "say" in before[-1].tags and not before[-1].frames


def _of_another(found: Found, act: Item, sentence: Sentence, status: Status) -> bool:
    """Whether a date is told of something else than ``act``.

    Of what it stands before as a possessive (Tuesday's talks), of the clause around a relative clause that tells the
    act, of a relative clause on another noun (the elections that were held on Sunday), of what precedes a plan.
    """
    if possessive(found, sentence):
        return not 0 <= act.i - found.end - 2 <= 1
    if _since(found, sentence):
        return True
    first, last = sorted((found.position, act.i))
    between = [i for i in sentence.items if first < i.i < last]
    if sentence.title and any(i.kind == BREAK for i in between) and found.position < act.i:
        return True  # the minister in Rome on Sunday... and talks in Oslo
    if sentence.title and found.position > act.i and any(i.kind == VERB and i.conjoined and i.frames for i in between):
        return True  # يصل واشنطن ويلتقي ترامب الثلاثاء
    if found.position < act.i:
        within = act.kind == VERB and bool(between) and between[-1].kind == RELATIVE
        return within or (status == "planned" and any(i.kind == PREP and i.value in _EVE for i in between))
    for k, item in enumerate(between):
        if item.kind == RELATIVE:
            if act.kind == NOUN:
                return any(i.kind in {STOP, BREAK} or (i.kind == VERB and i.frames) for i in between[:k])
            types = {"CONSULT", *(g.type for g in act.frames)}
            told = any(f.type in types for i in between[:k] if i.kind == NOUN for f in i.frames)
            return not told and any(i.kind == PREP for i in between[:k])
    return False


def _since(found: Found, sentence: Sentence) -> bool:
    """Whether a date says since when: the first visit since the cabinet was formed in February."""
    before = sentence.words[max(0, found.position - _SINCE_REACH) : found.position]
    if not any(map(_tells_since, before)):
        return False
    for item in reversed([i for i in sentence.items if found.position - _SINCE_REACH <= i.i < found.position]):
        if _tells_since(sentence.words[item.i]):
            return True
        if item.kind in {COMMA, BREAK, RELATIVE} or (item.kind == VERB and item.form in _FINITE):
            return False
    return False


def _tells_since(word: Word) -> bool:
    """Whether a date after ``word`` is that since when: not after ومنذ, which opens what has gone on since."""
    return "since" in word.marks and not word.folded.startswith(AND)


def _is_day(value: EventDate | None) -> bool:
    return value is not None and value.precision == "day"


def _lies_ahead(value: EventDate, today: date) -> bool:
    return value.value > today.isoformat()[: len(value.value)]


def _away(position: int, act: Item, sentence: Sentence) -> int:
    """Return how far a date is from the act: the words between, and what separates the clauses between."""
    before = _CLAUSE if position < act.i and act.kind == VERB and act.conjoined else 0  # وطردت: a clause of its own
    return abs(position - act.i) + _walls(position, act, sentence) + before


def _walls(position: int, act: Item, sentence: Sentence) -> int:
    first, last = sorted((position, act.i))
    return sum(_wall(item) for item in sentence.items if item is not act and first < item.i < last)


def _wall(item: Item) -> int:
    if item.kind in {STOP, BREAK}:
        return _CLAUSE
    return _VERB if item.kind == VERB and item.form in _FINITE and "light" not in item.tags else 0


def _fits(value: EventDate | None, today: date, status: Status) -> bool:
    if value is None or status == "denied":
        return True
    day = today.isoformat()[: len(value.value)]
    return value.value <= day if status == "occurred" else value.value >= day
