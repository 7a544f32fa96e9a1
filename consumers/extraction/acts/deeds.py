"""Whose deed an act answers: who did what "this step" refers to, whose attack is condemned, whom it hit."""

from __future__ import annotations

from operator import itemgetter

from agent.records import Actor
from consumers.extraction.acts import reversals, subjects
from consumers.extraction.acts.arguments import Argument
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
    Sentence,
)
from consumers.extraction.story.memory import HOSTILE
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame

_ATTACK_REACH = 8
_AGAINST = frozenset({"على", "ضد"})
_HIT_REACH = 12
_THERE = frozenset({"في", "باسم"})
_DEED_REACH = 4
_SHORT = 4
_PLACE = itemgetter(0, 1)
_SINGULAR = frozenset({"pas", "news"})
"""Deeds whose word ends in "s" though it is one."""
_MANY = 100
"""Acts of a story that are gone through for whose deed is meant: of more, the first and the last."""


def _names_a_deed(sentence: Sentence, k: int) -> str:
    """Return whether the object of the verb is an act told before: ``one``, ``several`` or ``mutual``."""
    for other in sentence.items[k + 1 : k + 5]:
        if other.kind == GROUP and other.group is not None and sentence.words[other.i].folded == "it":
            return "one"
        if "pact" in other.tags:
            return "mutual"
        if "deed" in other.tags and other.kind != VERB:
            word = sentence.words[other.i].folded
            return "several" if word.endswith("s") and word not in _SINGULAR else "one"
        if other.value != "of" and (other.kind not in {CLEAR, WORD} or other.value == "and"):
            return ""
    return ""


def hit(sentence: Sentence, story: Story) -> set[str]:
    """Return the parties on which, by the sentence, force was used: they are not the ones condemned for it."""
    found: set[str] = set()
    for item in sentence.groups:
        if item.group is not None and reversals.suffering(sentence, item.group):
            found |= {a.party for a in story.resolve(item.group, sentence)}
    for j in sentence.tagged("force"):
        for n, other in enumerate(sentence.items[j + 1 : j + _HIT_REACH]):
            if other.kind == GROUP and other.group is not None and (not n or other.group.prep in _THERE):
                found |= {a.party for a in story.resolve(other.group, sentence)}
            if other.kind in {VERB, STOP, BREAK, RELATIVE}:
                break
    for j in sentence.tagged("attack"):
        for other in sentence.items[j + 1 : j + _ATTACK_REACH]:
            if other.kind == GROUP and other.group is not None and other.group.prep in _AGAINST:
                found |= {a.party for a in story.resolve(other.group, sentence)}
            if other.kind not in {GROUP, WORD, CLEAR, PREP}:
                break
    return found


def of_act_judged(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], actors: list[Actor]
) -> list[Actor]:
    """Return who did the act that an Arabic verb welcomes: رحبت باعتراف *فرنسا* بدولة فلسطين."""
    if frame.mode != "praise" or sentence.items[k].kind != VERB or not after or after[0][0] != "attr":
        return []
    group = after[0][1]
    j = next((j for j, i in enumerate(sentence.items[k + 1 :], k + 1) if i.group is group), 0)
    act = sentence.items[j - 1] if j else None
    if act is None or act.kind != NOUN or not act.prefix.endswith("ب") or not act.frames or group.weak or group.prep:
        return []
    own = {a.party for a in actors}
    return [a for a in story.resolve(group, sentence) if a.party not in own]


def of_the_deed_meant(
    sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor], *, verb_first: bool
) -> list[Actor]:
    """Return who did the act that "this step", "the decision" after the trigger refers to."""
    own = {a.party for a in actors}
    if not verb_first:
        told = _names_a_deed(sentence, k) if sentence.items[k].kind == VERB else ""
        if told == "mutual":
            parties = story.signatories(own)
            if parties:
                return parties
        helped = story.helpers(own) if told == "several" and frame.mode == "praise" else []
        return helped or (story.doers(own, several=told == "several") if told else [])
    carried = _that_were_done(sentence, k) if frame.type == "SUPPORT" else 0
    doers = _who_does(sentence, carried, story) if carried else []
    if doers:
        return doers
    for j in range(k + 1, min(len(sentence.items), k + 1 + _DEED_REACH)):
        other = sentence.items[j]
        if "deed" in other.tags or (other.kind == NOUN and other.prefix.endswith("ال")):
            doer = _who_does(sentence, j, story)
            if doer:
                return doer
            if frame.mode == "praise" and _told_which(sentence, j):
                return []  # the efforts to restore peace
            whose = sentence.items[j + 1].group if j + 1 < len(sentence.items) else None
            if whose is not None and whose.weak and not whose.prep and sentence.items[j + 1].i == other.j:
                return []  # الموقف الإسرائيلي: whose it is, is said
            return _doers_of_the_deed(frame.type, own, story)
        named = other.kind == NOUN and other.prefix.endswith("ب") and frame.mode == "praise"  # بفرض هذه العقوبات
        if other.kind not in {CLEAR, COMMA, PREP, GROUP} and not named:
            return []
    return []


def _that_were_done(sentence: Sentence, k: int) -> int:
    """Return the item before "which" right after what item ``k`` backs: the strikes that X carried out; 0 if none."""
    for j in range(k + 1, min(len(sentence.items), k + 2 + _DEED_REACH)):
        kind = sentence.items[j].kind
        if kind == RELATIVE:
            return j - 1
        if kind not in {CLEAR, WORD, GROUP}:
            return 0
    return 0


def of_what_was_named(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return whose deed a noun is that the story has named with its nationality before: these (Israeli) attacks."""
    item = sentence.items[k]
    word = next((w for w in sentence.words[item.j : item.j + 4] if len(w.folded) > _SHORT and not w.cues), None)
    if word is None:
        return []
    places = [story.words.qualified[stem] for stem in word.stems if stem in story.words.qualified]
    number, _, group = min(places, key=_PLACE, default=(0, 0, None))
    earlier = story.sentences[number]
    before = group is not None and earlier is not sentence and earlier.tokens[0].start < sentence.tokens[0].start
    return story.resolve(group, earlier) if before and group is not None else []


def condemns_an_attack(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether an attack is condemned, whoever carried it out."""
    return frame.mode == "disapprove" and upon_an_attack(sentence, k)


def upon_an_attack(sentence: Sentence, k: int) -> bool:
    """Whether what is said at item ``k`` is about an attack, whoever carried it out."""
    return any("attack" in i.tags for i in sentence.items[k + 1 : k + _ATTACK_REACH])


def declares_reproach(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a noun is the speaker's own condemnation of an attack: أعربت مصر عن إدانتها للتفجير."""
    if sentence.items[k].form != "owned" or not condemns_an_attack(sentence, k, frame):
        return False
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, RELATIVE}), None)
    return governor is not None and governor.kind == VERB and "say" in governor.tags


def attackers(sentence: Sentence, k: int, frame: Frame, story: Story) -> list[Actor]:
    """Return who carried out the attack that is condemned: told in a clause after it, or elsewhere in the story."""
    if not condemns_an_attack(sentence, k, frame):
        return []
    first = [place for place in story.words.carriers if place[0] is sentence] if "carrying" in sentence.tags else []
    for told, j in (*first, *story.words.carriers[:_MANY]):
        group = subjects.find(told, j, verb_first=True)
        doers = story.resolve(group, told) if group is not None and group is not INHERIT else []
        if doers:
            return doers
    for told, owner in story.words.attacks:
        doers = story.resolve(owner, told)
        if doers:
            return doers
    return []


def _doers_of_the_deed(kind: str, own: set[str], story: Story) -> list[Actor]:
    """Return who did what ``own`` reacts to, a friendly or a hostile act by what is said of it.

    That is who did it to ``own``; else, for a third party, who did what the story tells first; else who acted last.
    """
    friendly = kind == "SUPPORT"
    acts = story.acts if len(story.acts) <= _MANY else [*story.acts[: _MANY // 2], *story.acts[-_MANY // 2 :]]
    fitting = [act for act in acts if (act[0] not in HOSTILE) == friendly] or acts
    for _, doers, recipients in reversed(fitting):
        if own & {a.party for a in recipients} and not own & {a.party for a in doers}:
            return doers
    if fitting and all(own.isdisjoint(a.party for a in doers) for _, doers, _ in acts):
        return fitting[0][1]
    for _, doers, recipients in reversed(fitting):
        others_than_own = [d for d in doers if d.party not in own]
        if others_than_own:
            return others_than_own
        if recipients:
            return recipients
    return []


def _told_which(sentence: Sentence, j: int) -> bool:
    """Whether words after a deed say which is meant: الجهود الدولية لإعادة الأمن."""
    after = [i for i in sentence.items[j + 1 : j + 3] if i.kind in {WORD, NOUN}]
    return any(i.prefix == "ل" or sentence.words[i.i].folded.startswith("لا") for i in after)


def _who_does(sentence: Sentence, j: int, story: Story) -> list[Actor]:
    """Return whose doing the noun at item ``j`` is, told in a clause after it: the role that Oman plays."""
    if j + 2 < len(sentence.items) and sentence.items[j + 1].kind == RELATIVE:
        for n in (j + 2, j + 3):
            if n < len(sentence.items) and sentence.items[n].kind == VERB:
                group = subjects.find(sentence, n, verb_first=True)
                return story.resolve(group, sentence) if group is not None and group is not INHERIT else []
    return []
