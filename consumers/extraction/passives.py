"""Who does, and who suffers, what an English or French passive tells, where the sentence does not say "by whom"."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction import spoken
from consumers.extraction.arguments import Argument
from consumers.extraction.clauses import BREAK, GROUP, INHERIT, STOP, VERB, Sentence
from consumers.extraction.lexicon import Frame
from consumers.extraction.memory import BACK, HOSTILE
from consumers.extraction.people import Story

_FROM_WHERE = {"expel": frozenset({"from", "in"}), "summon": frozenset({"to", "into", "à"})}
"""Relation in which the state stands that expels or summons: expelled *from Poland*, summoned *to the ministry*."""


def patient(sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]) -> list[Actor]:
    """Return who suffers what the passive verb at item ``k`` tells: its subject, or whose thing its subject is."""
    group = sentence.items[k].group
    if group is not None and group is not INHERIT:
        return story.resolve(group, sentence)
    for other in reversed(sentence.items[:k]):
        if other.kind in {BREAK, STOP} or (other.kind == VERB and other.form in {"past", "present"}):
            break
        if other.kind != GROUP or other.group is None:
            continue
        whose = all(p.weak or p.possessive for p in other.group.phrases)
        relation = other.group.prep if other.group.prep and not whose else "attr"
        if relation in frame.roles:
            found = story.resolve(other.group, sentence)
            if found:
                return found
    for relation, behind, _ in after:
        if (
            relation in frame.roles
            and relation not in {"direct", "attr"}
            and relation not in _FROM_WHERE.get(frame.mode, ())
        ):
            return story.resolve(behind, sentence)
    return []


def agent(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], suffers: list[Actor]
) -> list[Actor]:
    """Return who does what a passive without "by" tells: from where one is expelled, who says so, who acted before."""
    hit = {a.party for a in suffers}
    for relation, group, _ in after:
        if relation in _FROM_WHERE.get(frame.mode, ()):
            found = [a for a in story.resolve(group, sentence, travel=True) if a.party not in hit]
            if found:
                return found
    for kind, doers, towards in reversed(story.acts[-BACK:]):
        if kind == frame.type and towards and not hit & {a.party for a in doers} and frame.type == "RETREAT":
            return doers  # others were freed as well
    says = spoken.teller(sentence, k, story)
    for known in (says, story.subject):
        if known and not hit & {a.party for a in known}:
            return list(known)
    return list(story.hostile.get(suffers[0].party, [])) if suffers and frame.type in HOSTILE else []
