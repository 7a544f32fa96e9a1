"""What organisations do as bodies: they sit in session and do not travel; governments that meet among themselves."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import participants
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.acts.verdicts import during
from consumers.extraction.sentences.clauses import BREAK, NOUN, PREP, STOP, VERB, WORD, Group, Item, Sentence
from consumers.extraction.story.people import Story, distinct
from consumers.gazetteer.model import ORGANISATION

_MEMBERS = frozenset({"envoy", "ambassador"})
"""Roles of those who come to a meeting without its being one of their organisation."""
_HIT = 6
"""Items after a meeting in which it is told that it was bombed."""
_IN_WHICH = 5
"""Items after a session in which the council stands whose it is."""
_FOR = frozenset({"ل", "لل", "ول", "ولل"})
_TOWARDS = frozenset({"إلى", "من أجل"})
_BEFORE = frozenset({"أمام", "في", "ب"})
_BODIES = (["government"], ["parliament"])


def council(
    sentence: Sentence, k: int, story: Story, own: list[Actor], used: Group | None, *, verb_first: bool
) -> list[Actor]:
    """Return the organisation in session at item ``k``, and who speaks at the session."""
    item, kinds = sentence.items[k], story.gazetteer.records
    faction = any(kinds.get(a.party, {}).get("kind") == "group" for a in own)
    comes = item.i > 0 and "attending" in sentence.words[item.i - 1].marks
    if faction and (item.kind == VERB or (verb_first and used is None and not comes)):
        return []  # a faction that meets among itself
    if any("force" in i.tags for i in sentence.items[max(0, k - 8) : k + _HIT]):
        return []  # a meeting that was bombed
    if verb_first and used is not None and during(sentence, k):
        sayer = participants.sayer(sentence, story, verb_first=True)
        speakers = [a for a in sayer if not a.party.startswith("org:")]
        own = [*own, *speakers]  # who said it at a session of the council was there
    if verb_first and used is None and not own and item.kind == NOUN:
        own, used = _sitting(sentence, k, story)
    if verb_first and used is None and during(sentence, k):
        here = _addressed(sentence, story)
        if here and own and not any(a.party.startswith("org:") for a in own):
            return distinct([*here, *own])
    if verb_first and used is None and item.kind == NOUN and _of_a_forum(sentence, k):
        return []
    members = _MEMBERS | {"official"} if verb_first and item.kind == NOUN else _MEMBERS
    sits = all(a.party.startswith("org:") and a.role not in members for a in own)
    if used is not None and not any(a.party.startswith("org:") for a in own):
        return []
    return distinct(own) if used is not None or sits else []


def _of_a_forum(sentence: Sentence, k: int) -> bool:
    """Whether a session is said to be of something else: الدورة الثانية من منتدى بيروت."""
    after = sentence.items[k + 1 : k + _IN_WHICH]
    of = next((n for n, i in enumerate(after) if i.kind == PREP), -1)
    return 0 <= of < len(after) - 1 and after[of].value == "من" and after[of + 1].kind == WORD


def _sitting(sentence: Sentence, k: int, story: Story) -> tuple[list[Actor], Group | None]:
    """Return the council in which a session is held, and its group: جلسة طارئة في مجلس الأمن."""
    session, before = sentence.items[k], sentence.items[k - 1] if k else None
    if session.prefix in _FOR or (before is not None and before.value in _TOWARDS):
        return [], None  # who calls for a session
    for item in sentence.items[k + 1 : k + _IN_WHICH]:
        group = item.group
        if group is not None:
            council = "council" in sentence.words[group.phrases[0].i].marks
            found = council and group.prep in _BEFORE and ORGANISATION in group.phrases[0].kinds
            return (story.resolve(group, sentence), group) if found else ([], None)
        if item.kind in {STOP, BREAK, NOUN}:
            return [], None
    return [], None


def _addressed(sentence: Sentence, story: Story) -> list[Actor]:
    """Return the council before which, or in which, somebody speaks: قالت أمام مجلس الأمن في جلسة."""
    for item in sentence.groups:
        group = item.group
        if group is None or group.prep not in _BEFORE or ORGANISATION not in group.phrases[0].kinds:
            continue
        if "council" in sentence.words[group.phrases[0].i].marks:
            return story.resolve(group, sentence)
    return []


def stays(item: Item, owner: Group | None, own: list[Actor]) -> bool:
    """Whether who is to travel is an organisation, of which nobody is told: councils do not travel."""
    told = owner if item.kind == NOUN else item.group
    if told is not None and any(p.roles for p in told.phrases):
        return False
    return all(a.party.startswith("org:") and not a.name and not a.role for a in own)


def domestic(item: Item, after: list[Argument]) -> bool:
    """Whether a meeting is of a government with itself: اجتماع لمجلس الأمن القومي."""
    if item.kind != NOUN or not after or any(relation in {"مع", "بين"} for relation, _, _ in after):
        return False
    relation, group, _ = after[0]
    return relation in {"direct", "ل"} and len(group.phrases) == 1 and group.phrases[0].roles[:1] in _BODIES
