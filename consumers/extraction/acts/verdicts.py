"""How an act is told, and what every language of the lexicons agrees on about it."""

from __future__ import annotations

from typing import NamedTuple

from agent.records import Status
from consumers.extraction.sentences.clauses import BREAK, CLEAR, NOUN, PREP, STOP, Item, Sentence
from consumers.extraction.words.lexicon import Frame

WISHES = frozenset({"REQUEST", "THREATEN", "REJECT", "ACCUSE"})
"""What stands in the complement of these is asked for, threatened or refused, not done."""
_REFUSABLE = frozenset({"AGREE", "SUPPORT", "CONCEDE", "AID"})
_DENIABLE = frozenset({"CONSULT", "REJECT", "SANCTION", "COOPERATE", "RETREAT", "SUPPORT"})
CONTEXT = 7
"""Items before a trigger in which a modal word governs it."""
_AT_THE_TIME = frozenset({"خلال", "في", "بعد"})


class Verdict(NamedTuple):
    """How an act is told."""

    status: Status
    type: str = ""
    """Another type than the frame's: not recognising is rejecting."""


def clause_before(items: list[Item], k: int) -> list[Item]:
    """Return the items before ``k`` in its clause, nearest first."""
    found: list[Item] = []
    for j in range(k - 1, max(-1, k - 1 - CONTEXT), -1):
        if items[j].kind == BREAK or (items[j].kind == STOP and found):
            break
        found.append(items[j])
        if items[j].kind == STOP:
            break
    return found


def when_negated(frame: Frame) -> Verdict | None:
    """Return what a negation makes of an act: a refusal, an act that is denied, or none."""
    if frame.type == "AGREE" and frame.mutual:
        return Verdict("denied")  # they did not agree
    if frame.type in _REFUSABLE and frame.mode != "relations":
        return Verdict("occurred", "REJECT")
    return Verdict("denied") if frame.type in _DENIABLE else None


def by_saying(verdict: Verdict, frame: Frame, *, verb_first: bool) -> Verdict:
    """Return how an act is told that is done by saying that one will do it: a threat, a promise to back another."""
    if frame.type == "THREATEN" or (frame.type == "CONCEDE" and not verb_first):
        return verdict._replace(status="occurred")
    if frame.mode != "praise" or verb_first:
        return verdict
    return Verdict("occurred") if frame.declared else Verdict("occurred", "AGREE")


def during(sentence: Sentence, k: int) -> bool:
    """Return whether the meeting at item ``k`` is when something was done: "during talks"."""
    j = next((j for j in range(k - 1, -1, -1) if sentence.items[j].kind != CLEAR), -1)
    if j < 0 or sentence.items[j].kind != PREP or sentence.items[j].value not in _AT_THE_TIME:
        return False
    return not (j and sentence.items[j].value == "في" and sentence.items[j - 1].kind == NOUN)  # الدخول في مفاوضات
