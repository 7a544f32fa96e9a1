"""Who stands near an Arabic act without being joined to it: the guest of who speaks, who did what is told before."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.sentences.clauses import BREAK, STOP, VERB, Group, Item, Sentence
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_SEVERAL = 2


def guest_and_host(sentence: Sentence, k: int, story: Story, host: list[Actor]) -> list[Actor]:
    """Return the ``host`` and whose visit to them it is: أبلغوا الوزير خلال زيارته إلى بلادهم; nobody if unclear."""
    guest = _nearest_person(sentence, k, story, host) if sentence.items[k].form == "owned" else []
    return [*guest, *host] if guest else []


def _nearest_person(sentence: Sentence, k: int, story: Story, own: list[Actor]) -> list[Actor]:
    """Return whom the sentence names right before item ``k``, if that is a person or office of another party."""
    host = {a.party for a in own}
    for item in reversed(sentence.items[:k]):
        if item.kind in {VERB, STOP, BREAK}:
            return []
        if item.group is not None:
            named = item.group.phrases[-1]
            if item.group.prep or not (named.has_person or named.roles):
                return []
            return [a for a in story.resolve(item.group, sentence) if a.party not in host][:1]
    return []


def visitor(
    sentence: Sentence, k: int, story: Story, frame: Frame, host: list[Actor], beside: list[Argument]
) -> list[Actor]:
    """Return who meets the ``host`` behind the verb at item ``k``, if told of before: وصل الأمير ويلتقي الرئيس."""
    if not _meets_him(sentence.items[k], frame, host) or any(role in frame.roles for role, _, _ in beside):
        return []
    verb = next((i for i in reversed(sentence.items[:k]) if i.kind == VERB and i.group is not None), None)
    group = verb.group if verb is not None else None
    if group is None or len(group.phrases) != 1 or not (group.phrases[0].has_person or group.phrases[0].roles):
        return []
    return [a for a in story.resolve(group, sentence) if all(a.party != h.party for h in host)]


def _meets_him(item: Item, frame: Frame, found: list[Actor]) -> bool:
    """Whether a verb of meeting may have its subject before it, and its object behind it."""
    if item.kind != VERB or frame.mode != "meeting" or frame.travel or "direct" not in frame.roles or not found:
        return False
    group = item.group
    behind = group is not None and bool(group.phrases) and group.phrases[0].i >= item.j
    return behind and item.form in {"past", "present"} and len({a.party for a in found}) == 1


def who_met(sentence: Sentence, k: int, story: Story, own: list[Actor]) -> list[Actor]:
    """Return ``own`` with who held the meetings that took in several: أجرى الوزير لقاءات شملت نظراءه."""
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if len({a.party for a in own}) < _SEVERAL or following is None or "gathering" not in following.tags:
        return own
    if "one_by_one" not in sentence.words[sentence.items[k].i].marks:
        return own
    verb = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK}), None)
    if verb is None or not isinstance(verb.group, Group) or "light" not in verb.tags:
        return own
    return distinct([*story.resolve(verb.group, sentence), *own])


def between_them(sentence: Sentence, k: int, own: list[Actor], story: Story) -> bool:
    """Return whether a meeting is of the two whom the story told of last: خلال اتصال هاتفي بينهما."""
    j = sentence.items[k].j
    them = j < len(sentence.words) and "between_them" in sentence.words[j].marks
    return them and len(story.pair) > 1 and {a.party for a in own} < {a.party for a in story.pair}
