"""Who does what a verb says: subjects of verb-first clauses; `subject_first` has those of the others."""

from __future__ import annotations

from consumers.extraction import subject_first
from consumers.extraction.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    INHERIT,
    NOUN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Group,
    Item,
    Sentence,
)


def find(sentence: Sentence, k: int, *, verb_first: bool) -> Group | None:
    """Return the subject of the verb at item ``k``: a group, `INHERIT`, or None when it is somebody unknown."""
    return _arabic(sentence, k) if verb_first else subject_first.find(sentence, k)


def _arabic(sentence: Sentence, k: int) -> Group | None:
    items, verb = sentence.items, sentence.items[k]
    if verb.form in {"participle", "first"} or verb.prefix.endswith("ل"):
        return INHERIT
    left, relative = _left(items, k)
    right = _right(sentence, k)
    if relative:
        return right or left
    if left is not None and not verb.conjoined:
        return left
    if right is not None:
        return right
    following = next((i for i in items[k + 1 :] if i.kind not in {CLEAR, COMMA}), None)
    if following is None or following.kind == WORD:
        return None
    return INHERIT


def _left(items: list[Item], k: int) -> tuple[Group | None, bool]:
    j, relative = k - 1, False
    while j >= 0 and items[j].kind in {CLEAR, COMMA, RELATIVE}:
        if "negation" in items[j].tags or "planned" in items[j].tags or "hypothetical" in items[j].tags:
            j -= 1
            continue
        relative = relative or items[j].kind == RELATIVE
        j -= 1
    if j < 0 or items[j].kind != GROUP:
        return None, relative
    group = items[j].group
    if group is None or (group.prep and not relative) or group.weak or (group.claimed and not relative):
        return None, relative
    return group, relative


def _right(sentence: Sentence, k: int) -> Group | None:
    items = sentence.items
    j = k + 1
    skipped = False
    while j < len(items):
        item = items[j]
        if item.kind == CLEAR or (item.kind == COMMA and j + 1 < len(items) and items[j + 1].kind in {CLEAR, GROUP}):
            j += 1
            continue
        if item.kind == GROUP and item.group is not None:
            group = item.group
            if not group.prep:
                usable = not group.weak
                if skipped:
                    usable = bool(group.phrases[0].roles or group.phrases[0].has_person)
                return group if usable and _agrees(sentence, items[k], group) else None
            if skipped:
                return None
            skipped = True
            j += 1
            continue
        if item.kind == PREP and not skipped:
            skipped = True
            j += 1
            if j < len(items) and items[j].kind in {GROUP, WORD}:
                j += 1
            continue
        return None
    return None


def _agrees(sentence: Sentence, verb: Item, group: Group) -> bool:
    """A masculine verb cannot have a feminine subject after it, nor the other way round."""
    gender = group.phrases[0].gender
    if not gender or group.phrases[0].generic:
        return group.phrases[0].generic in {"", "pair", "many"}
    word = sentence.words[verb.i].folded.removeprefix(verb.prefix.removesuffix("ال"))
    forms = {c.form for c in verb.cues} & {"past", "present"}  # تلقى and تلقي are one word when folded
    feminine = {word.endswith(("ت", "تا")) if form == "past" else word.startswith("ت") for form in forms}
    return (gender == "f") in feminine or not feminine


def clause_subject(sentence: Sentence, k: int) -> Group | None:
    """Return the subject of the verb that governs the noun at item ``k``; None if no verb does."""
    for j in range(k - 1, -1, -1):
        item = sentence.items[j]
        if item.kind in {BREAK, STOP}:
            return None
        if item.kind == VERB:
            return item.group
        if item.kind == NOUN and "cancelled" in item.tags:
            continue
    return None
