"""Who does what a verb says: subjects in verb-first and subject-first clauses."""

from __future__ import annotations

from consumers.extraction.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
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

INHERIT = Group([])
"""The verb has no subject of its own: whoever spoke or acted before is meant."""
_FINITE = frozenset({"past", "present", "passive", "first"})
_REACH = 30
"""Tokens between a subject and its verb, appositions included."""


def find(sentence: Sentence, k: int, *, verb_first: bool) -> Group | None:
    """Return the subject of the verb at item ``k``: a group, `INHERIT`, or None when it is somebody unknown."""
    return _arabic(sentence, k) if verb_first else _latin(sentence, k)


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


def _latin(sentence: Sentence, k: int) -> Group | None:
    items, verb = sentence.items, sentence.items[k]
    if verb.form == "gerund" and k and items[k - 1].kind == COMMA:
        main = next((i for i in items[:k] if i.kind == VERB and i.group is not None and i.form in _FINITE), None)
        if main is not None:
            return main.group
    nearest: Group | None = None
    for j in range(k - 1, -1, -1):
        item = items[j]
        if verb.i - item.j > _REACH or item.kind == BREAK:
            break
        if item.kind == STOP:
            return nearest or (INHERIT if verb.form == "gerund" else None)
        if item.kind == VERB:
            return _after_verb(items, j, k, nearest)
        if item.kind == GROUP and item.group is not None and not item.group.prep and not item.group.weak:
            nearest = nearest or item.group
    return nearest or (INHERIT if verb.form in {"gerund", "base"} else None)


def _after_verb(items: list[Item], j: int, k: int, nearest: Group | None) -> Group | None:
    """Return the subject of the verb at ``k`` when another verb stands before it, at ``j``."""
    before, verb = items[j], items[k]
    if _joined(items, j, k) or (verb.form in {"gerund", "base"} and nearest is None):
        return before.group
    if (j and items[j - 1].kind == RELATIVE) or (j > 1 and items[j - 2].kind == RELATIVE):
        return before.group  # "X, who had said so, met Y": what is said of X goes on after the comma
    if "say" in before.tags or before.form in {"gerund", "participle"}:
        return nearest or before.group
    adjacent = next((i for i in reversed(items[j + 1 : k]) if i.kind not in {CLEAR, COMMA}), None)
    if adjacent is not None and adjacent.kind == GROUP and adjacent.group is nearest and _new_clause(items, adjacent):
        return nearest
    if verb.form in {"gerund", "base"}:
        return before.group
    return nearest if _new_clause(items, adjacent) else None


def _new_clause(items: list[Item], group: Item | None) -> bool:
    """Whether a group begins a clause: "and" or a comma stands before it."""
    if group is None or group.kind != GROUP:
        return False
    index = items.index(group)
    return bool(index) and (items[index - 1].kind == COMMA or items[index - 1].value == "and")


def _joined(items: list[Item], left: int, right: int) -> bool:
    """Whether "and" stands right before the second verb: both have one subject."""
    j = right - 1
    while j > left and (items[j].kind == CLEAR or items[j].kind == COMMA):
        j -= 1
    return items[j].value == "and"


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
