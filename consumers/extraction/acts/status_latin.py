"""Whether an English or French sentence tells an act as done, announced or called off: `status` for these languages."""

from __future__ import annotations

from itertools import pairwise

from consumers.extraction.acts import subject_first
from consumers.extraction.acts.verdicts import CONTEXT, WISHES, Verdict, when_negated
from consumers.extraction.sentences.clauses import BREAK, CLEAR, COMMA, GROUP, NOUN, STOP, VERB, WORD, Item
from consumers.extraction.words.lexicon import Frame

_DEEDS_OF = frozenset({"for", "of", "to", "on", "about"})
"""Prepositions before what somebody is blamed or thanked for, works towards or talks about."""
_SAID = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT"})
_DECIDED = frozenset({"SANCTION", "RETREAT"})
"""Acts that are done by being decided."""
_FORMAL = frozenset({"sign", "relations", "recognise"})
_GIVEN = frozenset({"AGREE", "SUPPORT", "AID", "CONCEDE"})
_CONDITION_REACH = 22
_SERIES = 16
"""Items between the verbs of what somebody is to do."""


def judge(
    items: list[Item], k: int, item: Item, before: list[Item], tags: list[str], frame: Frame
) -> Verdict | None:
    """Return how the act at item ``k`` is told; ``before`` are the items before it in its clause, nearest first."""
    aside = next((n for n, b in enumerate(before[:3]) if b.kind == COMMA), 3) if item.form == "past" else 3
    near = [t for b in before[:aside] for t in b.tags]  # who is due next month, welcomed
    if "hypothetical" in near or "undecided" in tags:
        return None
    opening = items[k - len(before) - 1] if k > len(before) else None
    doubted = opening is not None and opening.kind == STOP and "hypothetical" in opening.tags
    if doubted and not any(b.kind == COMMA for b in before):
        return None  # whether he will go
    if frame.status or ("planned" in near and item.kind == VERB):
        if "unfulfilled" in near:
            return Verdict("denied") if frame.type == "CONSULT" else None  # had been due to meet
        if frame.status:
            return Verdict("denied" if "negation" in near else "planned")
    due = bool(before) and before[0].kind == CLEAR and "planned" in before[0].tags
    been = item.kind == VERB and item.form == "base" and before and not due
    if been and "done" not in before[0].tags and "be" in [t for b in before[:2] for t in b.tags]:
        return None  # was no longer welcome; but: was among the first to condemn
    if item.form == "gerund" and k and items[k - 1].kind == VERB and _turns_down(items[k - 1]):
        return None  # ruled out suspending
    part = k > 1 and items[k - 1].value == "in" and _part_of_somebody(items[k - 2])
    if item.form == "gerund" and (part or items[k - 1].value in _DEEDS_OF) and frame.type != "CONSULT":
        return None  # condemned for backing: what is blamed on somebody is not told as done
    if item.form == "gerund" and k and items[k - 1].kind == STOP and "that" in items[k - 1].tags:
        return None  # said that sending weapons would be a mistake
    if _disowned(items, k):
        return Verdict("denied")
    following = items[k + 1] if k + 1 < len(items) else None
    none = following is not None and "negation" in following.tags and following.kind == CLEAR
    if item.kind == VERB and none and not any("to" in i.tags for i in items[k + 2 : k + 3]):
        return when_negated(frame) if frame.type in _GIVEN else None  # accepted none of it, offered no help
    if "negation" in near and (frame.mode == "praise" or frame.type == "REJECT") and item.kind == VERB:
        return None  # does not rule out, did not support
    if item.form == "gerund" and k and "negation" in items[k - 1].tags:
        return None  # a policy of not arming
    if item.kind == NOUN and frame.type == "CONSULT" and any("missed" in b.tags for b in before[:4]):
        return None
    if frame.type == "SANCTION" and item.kind == VERB and _given_up(before):
        return Verdict("occurred", "CONCEDE")  # will not impose tariffs after all
    if "negation" in near and not (item.kind == NOUN and any(b.kind == GROUP for b in before[:3])):
        return when_negated(frame)
    if item.kind == NOUN and frame.type == "CONSULT" and _merely_possible(items, k):
        return None
    if _cancelled_latin(items, k):
        return Verdict("denied")
    if frame.type == "SANCTION" and item.kind == VERB and "planned" in near and _on_condition(items, k):
        return Verdict("occurred", "THREATEN")  # will stop all aid if
    if item.form == "future" or "planned" in (near if item.kind == VERB else tags) or _when_there(item, before):
        return Verdict("planned")
    if item.kind == VERB and item.form == "base":
        if before and "be" in before[0].tags:
            return None  # was no longer welcome
        if before and before[0].value == "and" and _planned_with(list(reversed(items[max(0, k - _SERIES) : k]))):
            return Verdict("planned")
        return Verdict("occurred") if decided(items, k, frame) else _infinitive(before, frame)
    if item.kind == NOUN and any("planned" in a.tags for a in items[k + 1 : k + 5]):
        return Verdict("planned")
    if item.kind == NOUN and frame.type == "CONSULT":
        held = _to_be_held(before)
        if held is not None:
            return held if held.status != "denied" else None
    return Verdict("occurred")


def decided(items: list[Item], k: int, frame: Frame) -> bool:
    """Return whether item ``k`` is what somebody has decided to do: condemned *Algeria's decision* to expel."""
    return frame.type in _DECIDED and items[k].form == "base" and subject_first.decider(items, k) is not None


def _when_there(item: Item, before: list[Item]) -> bool:
    """Whether an act is what somebody is expected somewhere for: due in Ankara *for talks*, *to sign* a treaty."""
    if not (item.kind == NOUN or item.form == "base"):
        return False
    governor = next((b for b in before if b.kind == VERB), None)
    return governor is not None and governor.form == "predicate" and any(f.status == "planned" for f in governor.frames)


def _merely_possible(items: list[Item], k: int) -> bool:
    """Whether it is only said that a meeting may be: a call between the two might be needed."""
    following = items[k + 1 : k + 7]
    return any("hypothetical" in a.tags and a.kind == CLEAR and "be" in b.tags for a, b in pairwise(following))


def _planned_with(before: list[Item]) -> bool:
    """Whether an infinitive goes on with what is to come: would expel its diplomats *and leave* the pact."""
    n = next((n for n, b in enumerate(before) if b.kind in {VERB, STOP, BREAK}), None)
    return n is not None and before[n].form == "base" and any("planned" in b.tags for b in before[n + 1 : n + 4])


def _part_of_somebody(item: Item) -> bool:
    """Whether an item before "in" may be somebody's part in a deed: its role, for its leadership (in supporting)."""
    return item.kind == WORD or (item.group is not None and item.group.prep in _DEEDS_OF)


def _on_condition(items: list[Item], k: int) -> bool:
    """Whether a condition follows in the sentence: unless it stops."""
    for other in items[k + 1 : k + _CONDITION_REACH]:
        if other.kind == BREAK:
            return False
        if other.kind == STOP and "hypothetical" in other.tags:
            return True
    return False


def _disowned(items: list[Item], k: int) -> bool:
    """Whether somebody denies the clause of item ``k``: denied reports that it had offered."""
    that = next((j for j in range(k - 1, max(-1, k - CONTEXT), -1) if items[j].kind in {STOP, BREAK}), None)
    if that is None or "that" not in items[that].tags:
        return False
    return any("denying" in b.tags for b in items[max(0, that - 3) : that])


def _turns_down(verb: Item) -> bool:
    return any(f.type in WISHES for c in verb.cues if c.kind == "verb" for f in c.value)


def _given_up(before: list[Item]) -> bool:
    """Whether what is told will not be done: would not (after all)."""
    return any("planned" in b.tags and "negation" in a.tags for a, b in pairwise(before))


def _to_be_held(before: list[Item]) -> Verdict | None:
    """Return how a meeting is told that is the object of an infinitive: decided to hold talks; None if it is not.

    Denied where it is only wished for: to persuade them to resume talks.
    """
    n = next((n for n, b in enumerate(before) if b.kind == VERB), None)
    if n is None or before[n].form != "base" or n + 2 >= len(before) or "to" not in before[n + 1].tags:
        return None
    governor = next((b for b in before[n + 2 :] if b.kind != CLEAR), before[n + 2])
    if "decide" in governor.tags:
        return Verdict("planned")
    if governor.kind == GROUP and (n + 3 >= len(before) or before[n + 3].kind in {WORD, VERB}):
        asks = n + 3 < len(before) and (before[n + 3].kind == WORD or _turns_down(before[n + 3]))
        return Verdict("denied") if asks else None
    return None


def _infinitive(before: list[Item], frame: Frame) -> Verdict | None:
    to = next((b for b in before[:2] if "to" in b.tags or b.value in {"to", "à"}), None)
    if to is None:
        agreed = bool(before) and before[0].kind == VERB and any(f.type == "AGREE" for f in before[0].frames)
        return Verdict("planned" if agreed and frame.type == "CONSULT" else "occurred")  # agreed to meet
    if any("hypothetical" in b.tags for b in before[:5]):
        return None
    governor = next((b for b in before if b.kind == VERB), None)
    told = [f for c in governor.cues if c.kind == "verb" for f in c.value] if governor is not None else []
    if governor is not None and ("cause" in governor.tags or _resolved(governor, frame)):
        return Verdict("occurred")
    if frame.type in {"ACCUSE", "REQUEST", "AGREE", "SUPPORT"} and any(f.type in {"CONSULT", "ACCUSE"} for f in told):
        return Verdict("occurred")  # summoned the envoy to protest
    if frame.mode == "relations" and any(f.type == "AGREE" and f.mutual for f in told):
        return Verdict("occurred")
    if any(f.type in WISHES for f in told):
        return None
    if governor is None and frame.type in _SAID and frame.mode not in _FORMAL:
        return None
    if frame.type == "AGREE" and frame.mutual and (governor is None or "light" in governor.tags):
        return None  # a summit to seal a deal
    if governor is None or {"planned", "agree"} & governor.tags or "light" in governor.tags:
        return Verdict("planned")
    return Verdict("planned") if any(f.type == "AGREE" for f in told) else None


def _resolved(governor: Item, frame: Frame) -> bool:
    """Whether an act is done by the decision that its verb depends on: voted to condemn, decided to expel."""
    done = frame.type in _DECIDED or (frame.type in _SAID and frame.mode not in _FORMAL)
    return done and "decide" in governor.tags and governor.form in {"past", "participle"}


def _cancelled_latin(items: list[Item], k: int) -> bool:
    if any("cancelled" in b.tags for b in items[max(0, k - 6) : k] if b.kind in {VERB, NOUN, CLEAR}):
        return items[k].kind == NOUN or (items[k].form == "gerund" and items[k - 1].kind != COMMA)
    if items[k].kind == NOUN and any("off" in a.tags for a in items[k + 1 : k + 3]):
        governor = next((b for b in reversed(items[max(0, k - 4) : k]) if b.kind == VERB), None)
        if governor is not None and "light" in governor.tags:
            return True  # putting the trip off
    to_be_done = items[k].kind == VERB and any("planned" in b.tags for b in items[max(0, k - 3) : k])
    aim = items[k].kind == VERB and items[k].form == "base" and k > 0 and "to" in items[k - 1].tags
    for other_at, other in enumerate(items[k + 1 : k + 12], k + 1):
        if other.kind == BREAK:
            break
        if "cancelled" in other.tags:  # plans to visit it have been shelved
            undone = aim and any("be" in b.tags for b in items[max(0, other_at - 2) : other_at])
            return items[k].kind == NOUN or (to_be_done and other.form != "base") or undone
    return False
