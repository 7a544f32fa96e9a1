"""Who does what a verb says, in languages that put the subject first: English, French.

The clause is read backwards from the verb: prepositional phrases, adverbs and what stands between commas are left
aside, so that in "Islamabad, which says two children were killed, condemned the strike" Islamabad condemns.
"""

from __future__ import annotations

from consumers.extraction.sentences.clauses import (
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

_FINITE = frozenset({"past", "present", "passive", "first", "future"})
_WHERE = frozenset({"of", "in", "at"})
_AMONG = frozenset({"between", "entre", "parmi"})
_TITLE_REACH = 6
_QUOTES = frozenset("\"”»’'")
_NEAR = 4
"""Items between a decision and whose it is: Paraguay's sudden decision."""
_OFFICES = frozenset({"ministry", "government", "embassy", "presidency"})
_REACH = 40
"""Tokens between a subject and its verb, what stands between commas included."""


def find(sentence: Sentence, k: int) -> Group | None:
    """Return the subject of the verb at item ``k``: a group, `INHERIT`, or None when it is somebody unknown."""
    items, verb = sentence.items, sentence.items[k]
    if "say" in verb.tags and k and items[k - 1].kind in {COMMA, CLEAR}:
        inverted = _after(items, k, last=True)
        if inverted is not None and (k == 1 or items[k - 1].kind == COMMA):
            return inverted  # "...", said the foreign minister
    if verb.form == "past" and "say" not in verb.tags and _after_quotation(sentence, k):
        inverted = _after(items, k)
        if inverted is not None:
            return inverted  # "...", warned the foreign minister; « ... », a menacé le président
    if verb.form == "gerund" and not _progressive(items, k):
        return _of_gerund(items, k)
    if verb.form in {"participle", "past"} and all(i.kind == CLEAR for i in items[:k]):
        comma = next((j for j in range(k + 1, len(items)) if items[j].kind in {COMMA, BREAK, STOP}), None)
        if comma is not None and items[comma].kind == COMMA:
            return _after(items, comma)  # Received by the king, the president ...
    if verb.form == "base" and _infinitive(items, k):
        return _governor(items, k)
    return _of_finite(sentence, k)


def _after_quotation(sentence: Sentence, k: int) -> bool:
    """Whether the verb at item ``k`` stands right after a quotation and its comma, an auxiliary aside."""
    j = k - 1
    while j > 0 and sentence.items[j].kind == CLEAR and "auxiliary" in sentence.items[j].tags:
        j -= 1
    end = sentence.items[j].j if j >= 0 else 0
    marks = {t.text for t in sentence.tokens[max(0, end - 2) : end]}
    return "," in marks and not marks.isdisjoint(_QUOTES)


def _progressive(items: list[Item], k: int) -> bool:
    """Whether the gerund at ``k`` is finite: the Emirates was (secretly) arming."""
    before = next((i for i in reversed(items[:k]) if not i.adverb and not (i.kind == CLEAR and not i.tags)), None)
    return before is not None and "be" in before.tags


def _several(items: list[Item], j: int, k: int) -> bool:
    """Whether the adjectives at ``j`` tell of two states whose common act the verb at ``k`` is: US and Thai marines."""
    group = items[j].group
    if group is None or not group.weak or group.prep or len(group.phrases) < 2:  # noqa: PLR2004 - two states
        return False
    return any(f.mutual for f in items[k].frames) and all(i.kind in {WORD, CLEAR} for i in items[j + 1 : k])


def _people(group: Group) -> bool:
    """Whether ``group`` is a people that acts as one: *the Palestinians* condemned."""
    return all(p.number == "p" and p.definite for p in group.phrases)


def _by_others(items: list[Item], j: int) -> bool:
    """Whether the verb at ``j`` only says by whom the noun before it is led or sent: a team led by the envoy."""
    if items[j].form not in {"past", "participle"} or j + 1 == len(items) or items[j + 1].value != "by" or not j:
        return False
    return "be" not in items[j - 1].tags


def _of_finite(sentence: Sentence, k: int) -> Group | None:
    items = sentence.items
    verb, words = items[k], False
    j = k - 1
    if j > 0 and items[j].value == "dash" and sentence.tokens[items[j].i].end == sentence.tokens[verb.i].start:
        return items[j - 1].group if items[j - 1].kind == GROUP else None  # US-brokered, army-led
    while j >= 0:
        item = items[j]
        if verb.i - item.j > _REACH or item.kind == BREAK:
            return None
        if item.kind == GROUP and item.group is not None:
            if not item.group.prep and (not item.group.weak or (not words and _people(item.group))):
                return _candidate(items, j, k, words=words)
            if _several(items, j, k):
                return item.group
            words = words or (item.group.weak and not item.group.prep)
        elif item.kind == PREP:
            words = False  # what followed belongs to the preposition
        elif item.kind == COMMA:
            return None if words else _across_comma(items, j)
        elif item.kind == WORD and item.value == "and" and not words and not _how(items, j):
            return _previous(items, j)
        elif "text" in item.tags and not words:
            return _office_before(items, j) or INHERIT  # the resolution calls on
        elif item.kind in {WORD, NOUN} and not item.adverb:
            words = True
        elif item.kind == RELATIVE:
            return _antecedent(items, j) if not words else None
        elif item.kind == STOP:
            return None
        elif item.kind == VERB and _by_others(items, j):
            words = False
        elif item.kind == VERB and (item.form in _FINITE or not words):
            return _of_verb_before(item, verb, words=words)
        j -= 1
    return INHERIT if verb.form == "base" and not words else None


def _candidate(items: list[Item], j: int, k: int, *, words: bool) -> Group | None:
    """Return the group at ``j`` as the subject of the verb at ``k``, unless it is part or object of something else."""
    group = items[j].group
    if group is None:
        return None
    joined = items[j + 1].value == "and" and not any(i.kind == VERB for i in items[max(0, j - _NEAR) : j])
    described = words and group.bare and not joined  # but: the United States and a dozen others
    if described and j + 1 < k and items[j + 1].kind in {WORD, NOUN} and not items[j + 1].adverb:
        return None  # "US air strikes killed"
    back = j - 1
    while back >= 0 and items[back].kind == CLEAR and "article" in items[back].tags:
        back -= 1
    governed = back >= 0 and items[back].kind == VERB and "say" not in items[back].tags
    if governed and items[back].form != "base":
        relative = back and items[back - 1].kind == RELATIVE
        return items[back].group if relative or (items[back].form in _FINITE and items[k].form == "base") else group
    return group


def _across_comma(items: list[Item], j: int) -> Group | None:
    """Return the subject of a verb right after the comma at ``j``: what stands before the inserted clause."""
    opened = j
    for i in range(j - 1, -1, -1):
        item = items[i]
        if item.kind in {BREAK, STOP}:
            break
        paper = "text" in item.tags and items[i + 1].kind == COMMA and not any(o.kind == VERB for o in items[:i])
        if paper and not _inserted(items, i):
            return INHERIT
        if item.kind == RELATIVE:
            before = _antecedent(items, i, unmarked=True)
            if before is not None:
                return before
            break
        if item.kind == COMMA:
            opened = i
            group = _right_before(items, i)
            following = items[i + 1]
            if group is None and following.form == "gerund" and i + 3 == j and items[i + 2].kind == GROUP:
                return items[i + 2].group  # a dozen states, including France and Germany, called
            verbal = any(o.kind == VERB and o.form in _FINITE for o in items[i + 1 : j])
            if group is not None and not group.prep and (not verbal or following.kind in {RELATIVE, PREP, STOP}):
                return group
    group = _right_before(items, j)
    clause = max((i for i in range(j) if items[i].kind in {STOP, BREAK}), default=-1) + 1
    if group is not None and not group.prep and not group.weak and not any(i.kind == VERB for i in items[clause:j]):
        return group
    return _previous(items, opened if any(i.kind == VERB for i in items[:opened]) else j)


def _how(items: list[Item], j: int) -> bool:
    """Whether "and" at ``j`` joins words that say how something is done: has *repeatedly and strongly* condemned."""
    return 0 < j < len(items) - 1 and items[j - 1].adverb and items[j + 1].adverb


def _office_before(items: list[Item], j: int) -> Group | None:
    """Return whose the text at ``j`` is: a *foreign ministry* statement condemned."""
    group = items[j - 1].group if j and items[j - 1].kind == GROUP else None
    return group if group is not None and not group.prep and group.phrases[-1].role in _OFFICES else None


def _inserted(items: list[Item], i: int) -> bool:
    """Whether the text at ``i`` stands in an aside that a comma opens: France, *in a joint statement*, condemned."""
    back = next((j for j in range(i - 1, -1, -1) if items[j].kind not in {CLEAR, WORD}), -1)
    return back > 0 and items[back].kind == PREP and items[back - 1].kind == COMMA


def _right_before(items: list[Item], j: int) -> Group | None:
    back = j - 1
    while back >= 0 and items[back].kind == CLEAR:
        back -= 1
    among = items[back].group if back > 1 else None
    if among is not None and among.prep in _AMONG:
        back -= 2  # eight countries, Egypt and Bolivia *among them*, asked
    if back >= 0 and items[back].kind == WORD:  # la ministre congolaise des Affaires étrangères, ...
        reach = range(back, max(-1, back - _TITLE_REACH), -1)
        title = next((n for n in reach if items[n].kind not in {WORD, CLEAR, PREP}), None)
        group = items[title].group if title is not None and items[title].kind == GROUP else None
        named = any(items[n].value == "of" for n in range(title + 1, back)) if title is not None else False
        return group if group is not None and named and any(p.roles for p in group.phrases) else None
    return items[back].group if back >= 0 and items[back].kind == GROUP else None


def _previous(items: list[Item], j: int) -> Group | None:
    """Return the subject of the main verb before ``j``: verbs joined by "and" or commas have one subject."""
    for i in range(j - 1, -1, -1):
        item = items[i]
        if item.kind == STOP and j and items[j].value == "and" and items[j - 1].kind == COMMA:
            main = next((o for o in items[:i] if o.kind == VERB and o.form in _FINITE and o.group is not None), None)
            return main.group if main is not None else None  # described it, recalling that ..., and assured
        if item.kind == STOP and not any(o.kind == VERB and o.form in _FINITE for o in items[i + 1 : j]):
            continue  # of using visas as a weapon, and asked
        if item.kind in {BREAK, STOP}:
            return None
        if item.kind == VERB and item.group is not None and not _infinitive(items, i):
            if i and items[i - 1].kind == RELATIVE and any(o.kind == COMMA for o in items[i:j]):
                return _antecedent(items, i - 1)
            return item.group
    return None


def _antecedent(items: list[Item], j: int, *, unmarked: bool = False) -> Group | None:
    """Return the group before the relative pronoun at ``j``; ``unmarked``: only one under no preposition."""
    for i in range(j - 1, -1, -1):
        item = items[i]
        if item.kind == GROUP and item.group is not None:
            if item.group.prep in _WHERE and item.group.phrases[0].city and not item.group.phrases[0].roles:
                return None  # the summit of Luanda, which
            return None if unmarked and (item.group.prep or item.group.weak) else item.group
        of_them = item.kind == WORD and i > 0 and items[i - 1].kind == COMMA  # , nine of whose soldiers
        if item.kind not in {COMMA, CLEAR, PREP} and not of_them:
            return None
    return None


def _of_verb_before(before: Item, verb: Item, *, words: bool) -> Group | None:
    if words and "say" not in before.tags and before.form in _FINITE and verb.form == "base":
        return before.group
    return None if words or verb.form in _FINITE else before.group


def _of_gerund(items: list[Item], k: int) -> Group | None:
    """Return who urges in "..., urging", "after urging", "and urging": the subject of the main verb."""
    before = items[k - 1] if k else None
    if before is not None and before.kind == WORD and not before.adverb and before.value != "and":
        if "text" in before.tags or _plain_object(items, k - 1):  # signed an order banning, signed orders taking
            return next((i.group for i in reversed(items[:k]) if i.kind == VERB and i.group is not None), INHERIT)
        return None  # made England regret asking
    if before is not None and before.kind == PREP and before.value == "by":
        opening = max((i for i in range(k) if items[i].kind in {BREAK, STOP}), default=-1) + 1
        for item in items[opening:k]:
            if item.kind == GROUP and item.group is not None and not item.group.prep and not item.group.weak:
                return item.group  # Mongolia defies the court by hosting Putin
    if before is not None and before.kind == PREP and before.value == "in":
        joined = _joined(items, k - 1)
        if joined is not None:
            return joined
    if before is not None and k > 2 and items[k - 2].value == "with" and items[k - 3].kind == COMMA:  # noqa: PLR2004
        return before.group  # ..., with its spokesman calling it a crime
    if before is not None and before.kind == COMMA:
        finite = [n for n in range(k) if items[n].kind == VERB and items[n].group is not None]
        finite = [n for n in finite if items[n].form in _FINITE]
        if finite:  # they have agreed, the emir told reporters, thanking Egypt
            last = finite[-1]
            told = "say" in items[last].tags and last > 1 and items[last - 1].group is items[last].group
            return items[last if told and items[last - 2].kind == COMMA else finite[0]].group
    for i in range(k - 1, -1, -1):
        item = items[i]
        if item.kind == BREAK:
            break
        if item.kind == VERB and item.group is not None:
            return item.group
        if item.kind == STOP or (item.kind == COMMA and i < k - 1):
            break
        if item.kind == GROUP and item.group is not None and not item.group.prep and not item.group.weak:
            governor = next((o for o in reversed(items[:i]) if not _describes(o)), None)
            governs = governor is not None and governor.kind == VERB and "say" not in governor.tags
            if governs and governor is not None and governor.group is not None:
                return governor.group  # defied Washington by demanding, to meet host Meloni before leaving
            return item.group
    for i in range(k + 1, len(items) - 1):
        if items[i].kind in {BREAK, STOP}:
            break
        if items[i].kind == COMMA:  # After urging restraint, Rubio left
            return _after(items, i) or INHERIT
    return INHERIT


def _plain_object(items: list[Item], j: int) -> bool:
    """Whether the word at ``j`` is all of the object of the verb right before it."""
    verb = items[j - 1] if j else None
    whole = verb is not None and verb.kind == VERB and verb.form in _FINITE and verb.group is not None
    return whole and "deed" not in items[j].tags


def _describes(item: Item) -> bool:
    """Whether ``item`` may say what a person is, right before the name: Italian host."""
    adjective = item.kind == GROUP and item.group is not None and item.group.weak and not item.group.prep
    return adjective or item.kind == CLEAR or (item.kind == WORD and item.value != "and")


def _joined(items: list[Item], k: int) -> Group | None:
    """Return both parties of "A joined B in voting against"; ``k`` is the index of "in"."""
    j = next((n for n in range(k - 2, -1, -1) if "article" not in items[n].tags), -1)
    if j < 0 or items[k - 1].kind != GROUP or items[j].kind != VERB or "attend" not in items[j].tags:
        return None
    first, second = items[j].group, items[k - 1].group
    if first is None or first is INHERIT or second is None or second.prep:
        return None
    return Group([*first.phrases, *second.phrases])


def _after(items: list[Item], k: int, *, last: bool = False) -> Group | None:
    """Return the group right after item ``k``; ``last``: only if nothing is said of it."""
    j = next((j for j in range(k + 1, len(items)) if items[j].kind != CLEAR), None)
    following = items[j] if j is not None else None
    if j is None or following is None or following.kind != GROUP or following.group is None:
        return None
    if last and j + 1 < len(items) and (items[j + 1].kind in {VERB, WORD, STOP} or "planned" in items[j + 1].tags):
        return None  # said the sides would meet
    return None if following.group.prep or following.group.weak else following.group


def _infinitive(items: list[Item], k: int) -> bool:
    j = k - 1
    while j >= 0 and ((items[j].kind == CLEAR and "planned" not in items[j].tags) or items[j].adverb):
        j -= 1
    return j >= 0 and "to" in items[j].tags


def _controls(verb: Item) -> bool:
    """Whether the object of a verb does what its infinitive says: prompted, asked them to."""
    if verb.kind != VERB:
        return False
    return "cause" in verb.tags or any(f.type == "REQUEST" for f in verb.frames)


def _governor(items: list[Item], k: int) -> Group | None:
    """Return whose infinitive it is: of the verb, or of the group, that governs it."""
    decided = decider(items, k)
    if decided is not None:
        return decided
    for j in range(k - 1, -1, -1):
        item = items[j]
        if item.kind in {BREAK, STOP}:
            break
        if item.kind == VERB:
            return item.group
        if item.kind == GROUP and item.group is not None and item.group.prep == "for" and "to" in items[j + 1].tags:
            return item.group  # plans for the minister to visit
        if item.kind == GROUP and item.group is not None and not item.group.prep and not item.group.weak:
            following = items[j + 1]
            if following.kind == CLEAR or "to" in following.tags:
                if "to" in following.tags and j and _controls(items[j - 1]):
                    return item.group  # prompting Beijing to threaten
                governed = next((i for i in reversed(items[:j]) if i.kind != CLEAR), None)
                if governed is not None and governed.kind == VERB:
                    return governed.group
                return item.group
    return INHERIT


def decider(items: list[Item], k: int) -> Group | None:
    """Return whose decision it is to do what item ``k`` says: Algeria's decision, made public on Monday, to expel."""
    j = k - 1
    while j > 0 and (items[j].kind == CLEAR or "to" in items[j].tags):
        j -= 1
    if j > 0 and items[j].kind == COMMA:  # between commas stands when or how it was made
        j = next((n for n in range(j - 1, 0, -1) if items[n].kind in {COMMA, STOP, BREAK}), 0) - 1
    if j <= 0:
        return None
    if items[j].kind == GROUP:
        noun = next((i for i in reversed(items[:j]) if i.kind not in {CLEAR, PREP}), None)
        group = items[j].group
        return group if noun is not None and "decision" in noun.tags and group is not None and group.prep else None
    owner = next((i for i in reversed(items[max(0, j - _NEAR) : j]) if i.kind not in {CLEAR, WORD}), None)
    if "decision" not in items[j].tags or owner is None or owner.group is None or owner.kind != GROUP:
        return None
    return owner.group if any(p.possessive or p.weak for p in owner.group.phrases) else None
