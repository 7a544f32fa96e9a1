"""The object words that make the meaning of a trigger: imposed *sanctions*, recalled its *envoy*."""

from __future__ import annotations

from consumers.extraction.sentences.clauses import (
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
    Sentence,
)
from consumers.extraction.words.lexicon import Frame
from consumers.gazetteer.model import ORGANISATION

OBJECT_REACH = 16
"""Tokens from a verb to the object word that makes its meaning (imposed ... sanctions)."""
_GENITIVE_REACH = 4
"""Tokens from an Arabic noun to what it is the noun of: the imposition of (new) sanctions."""
_ANTECEDENT_REACH = 6
WITH = "ب"
"""The clitic, when a quotation mark stands between it and its word."""
NEAR = 4
"""Tokens after a verb in which its object begins."""
_IN_THAT = frozenset({"disapprove", "praise"})
"""Modes of what one calls another, in a clause of its own: called him (saying that he is) a friend."""
_ORDER_REACH = 6
_GIVING = frozenset({"AID", "SUPPORT"})
"""Types of acts whose object is a thing that is given: help is no "to help"."""
_ARMED = frozenset({"army", "fighters"})
_QUOTES = frozenset("\"“”«»'‘’")


def has_object(sentence: Sentence, k: int, frame: Frame, *, verb_first: bool, passive: bool = False) -> bool:
    """Whether one of the frame's object words follows in the clause (or, for a passive, stands before)."""
    item = sentence.items[k]
    found = _has_word(sentence, frame) and _in_reach(sentence, k, frame, verb_first=verb_first, passive=passive)
    if not found and item.kind == VERB and item.group is not None and item.group.phrases:
        phrases = item.group.phrases  # the troops that withdraw are the verb's subject
        found = frame.mode == "withdraw" and frame.type == "RETREAT" and any(p.role in _ARMED for p in phrases)
    return found


def _in_reach(sentence: Sentence, k: int, frame: Frame, *, verb_first: bool, passive: bool) -> bool:
    """Whether an object word that the sentence has stands where item ``k`` may have it."""
    item = sentence.items[k]
    if _object_between(sentence, item.j, _clause_end(sentence, k, frame, verb_first=verb_first), frame):
        return True
    if verb_first:
        return False
    that = _of_object_clause(sentence, k) if item.kind == VERB else None
    if that is not None and _object_between(sentence, max(0, that - _ANTECEDENT_REACH), that, frame):
        return True
    if item.form not in {"past", "participle"} or not (item.group is None or passive):
        return False
    start = next((o.j for o in reversed(sentence.items[:k]) if o.kind in {BREAK, STOP}), 0)
    return _object_between(sentence, max(start, item.i - OBJECT_REACH), item.i, frame)


def _of_object_clause(sentence: Sentence, k: int) -> int | None:
    """Return the token of "that" or "which" whose clause has it for object: the treaty *that* the two signed."""
    before = [i for i in reversed(sentence.items[max(0, k - NEAR) : k]) if i.kind != CLEAR and not i.adverb]
    if len(before) < 2 or before[0].kind != GROUP or before[0].group is None or before[0].group.prep:  # noqa: PLR2004
        return None
    of_a_thing = len(before) > 2 and before[2].kind == WORD  # noqa: PLR2004 - no "said that"
    opens = before[1].kind == RELATIVE or (before[1].kind == STOP and "that" in before[1].tags and of_a_thing)
    return before[1].i if opens else None


def _clause_end(sentence: Sentence, k: int, frame: Frame, *, verb_first: bool) -> int:
    """Return the token up to which an object word of item ``k`` may stand."""
    item = sentence.items[k]
    end = start = item.j
    if verb_first and item.kind == VERB and item.group is not None and item.group.phrases:
        subject = item.group.phrases
        start = subject[-1].j if subject[0].i == item.j else start  # the name and office of who signs count as one word
    adjectives = item.prefix.endswith("ال")  # التدريب البحري الجوي المصري اليوناني المشترك
    reach = _GENITIVE_REACH if verb_first and item.kind == NOUN else OBJECT_REACH
    if reach == _GENITIVE_REACH and k + 1 < len(sentence.items) and sentence.items[k + 1].kind == GROUP:
        reach += sentence.items[k + 1].j - end  # توقيع روسيا والصين وإيران اتفاقا
    for other in sentence.items[k + 1 :]:
        warned = verb_first and "that" in other.tags and (frame.type == "THREATEN" or frame.mode in _IN_THAT)
        ends = other.kind == STOP or (other.kind == VERB and other.form in {"past", "present", "first"})
        if other.kind == BREAK or (ends and not frame.clause and not (warned and other.kind == STOP)):
            break
        if other.i - start > reach and not (adjectives and sentence.words[other.i].folded.startswith("ال")):
            break
        adjectives = adjectives and (other.kind == GROUP or sentence.words[other.i].folded.startswith("ال"))
        end = other.j
    return end


def object_before(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether one of the frame's object words stands before the clause that item ``k`` is the verb of."""
    i = sentence.items[k].i
    return _object_between(sentence, max(0, i - _ANTECEDENT_REACH), i, frame)


def _has_word(sentence: Sentence, frame: Frame) -> bool:
    """Whether one of the frame's object words may stand in the sentence at all."""
    return not frame.sought.isdisjoint(sentence.sought)


def _object_between(sentence: Sentence, i: int, j: int, frame: Frame) -> bool:
    words = sentence.words
    if frame.notobject and frame.mode == "disapprove" and _praised(sentence, i, j, frame):
        return False
    for t in range(i, j) if _has_word(sentence, frame) else ():
        word = words[t]
        found = not word.stems.isdisjoint(frame.object)
        if not found and word.folded == WITH and t + 2 < len(words):
            found = f"{WITH}{words[t + 2].folded}" in frame.object  # ب"عدم النزاهة"
        if not found and frame.compound and t + 1 < len(words):
            two = [f"{stem} {words[t + 1].folded}" for stem in word.stems]
            found = not frame.object.isdisjoint(two)
            if not found and t + 2 < len(words):
                found = any(f"{pair} {words[t + 2].folded}" in frame.object for pair in two)
        spelt = {word.folded, word.folded.removeprefix("و")}
        forbidden = bool(frame.notobject) and not frame.notobject.isdisjoint(spelt)
        if not found and not forbidden:
            continue
        lady = word.text.endswith("ة")  # سفيرة is no سفيره, though they are one word when folded
        if _in_named_body(sentence, t) or (found and frame.type in _GIVING and _an_infinitive(sentence, t)):
            continue
        if forbidden and not lady:
            return False
        joined = word.folded.removeprefix("و")
        if found and not (frame.own and (lady or (joined.startswith("ال") and joined.endswith("ه")))):
            return True
    return False


def _praised(sentence: Sentence, i: int, j: int, frame: Frame) -> bool:
    """Whether what is said of the object is no reproach: called the strikes justified."""
    return any(word.folded in frame.notobject for word in sentence.words[i:j])


def _in_named_body(sentence: Sentence, t: int) -> bool:
    """Whether token ``t`` is in an organisation's name: the Organisation for the *Prohibition* of arms bans none."""
    for item in sentence.groups:
        if item.i > t:
            break
        if t < item.j and item.group is not None:
            return any(p.i < t < p.j and ORGANISATION in p.kinds and not p.roles for p in item.group.phrases)
    return False


def _an_infinitive(sentence: Sentence, t: int) -> bool:
    """Whether token ``t`` is an English infinitive rather than a thing: sent a ship to *support* the hospitals."""
    return t > 0 and sentence.tokens[t - 1].text == "to" and any(
        item.i == t and item.kind == VERB and item.form == "base" for item in sentence.items
    )


def private_object(sentence: Sentence, k: int, subject: Group | None) -> bool:
    """Whether the verb is right before an object that is no party: called on the companies to ..."""
    for j, other in enumerate(sentence.items[k + 1 :], k + 1):
        if other.kind == GROUP and other.group is subject:
            continue
        if other.kind == GROUP and other.group is not None and other.group.weak and not other.group.prep:
            return j + 1 < len(sentence.items) and sentence.items[j + 1].kind == WORD  # American companies
        if other.kind not in {CLEAR, COMMA}:
            return other.kind == WORD
    return False


def forbidden_object(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether one of the words that the frame excludes stands right after the verb: dismissed the accusations."""
    if not frame.notobject or frame.object:
        return False
    verb = sentence.items[k]
    near = [w for w in sentence.words[verb.j : verb.j + 2 * NEAR] if w.text not in _QUOTES][:NEAR]
    if isinstance(verb.group, Group) and verb.group.phrases and verb.group.phrases[0].i >= verb.j:
        end = verb.group.phrases[-1].j
        near += sentence.words[end : end + 1]  # or right after who does it: رفضت الوزارة التعليق
    return any(w.stems & frame.notobject for w in near)


def fits_object(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether what follows the object is what the frame asks for: an infinitive, or nothing that is said of it."""
    if frame.mode == "sign" and _orders(sentence, k):
        return False  # signed an order to impose duties
    if not (frame.to_do or frame.bare):
        return True
    items = sentence.items
    j = next((j for j in range(k + 1, min(len(items), k + NEAR)) if items[j].kind == GROUP), None)
    if j is None or any(i.kind != CLEAR for i in items[k + 1 : j]):
        return False
    rest = [i for i in items[j + 1 : j + 6] if i.kind != CLEAR or (i.cues and "transparent" not in i.tags)]
    if frame.to_do and len(rest) > 1 and "negation" in rest[0].tags:
        rest = rest[1:]  # told them not to
    following = rest[0] if rest else None
    if frame.to_do:
        return following is not None and "to" in following.tags
    return following is None or following.kind in {PREP, COMMA, BREAK, STOP} or following.value in {"and", "past"}


def _orders(sentence: Sentence, k: int) -> bool:
    """Whether what is signed orders a punishment: يوقع مذكرة لفرض رسوم على الصين."""
    after = sentence.items[k + 1 : k + _ORDER_REACH]
    return any(
        i.kind == NOUN and i.prefix[-1:] in {"ل", "ب"} and any(f.type == "SANCTION" for f in i.frames) for i in after
    )
