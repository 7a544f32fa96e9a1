"""Whom "with" goes with: who does a mutual act together, and what is between states or only talked about."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.arguments import Argument
from consumers.extraction.sentences.clauses import CLEAR, COMMA, NOUN, PREP, VERB, WORD, Group, Item, Sentence
from consumers.extraction.words.lexicon import Frame

_TOGETHER = frozenset({"with", "avec", "direct", "between"})
_ABOUT = "عن"
_CLOSE_TO = 4
_BEHIND = 2


def beside_each_other(
    sentence: Sentence, k: int, frame: Frame, after: list[Argument], own: list[Actor]
) -> list[Argument]:
    """Return those of ``after`` that may say with whom ``own`` do the mutual act at item ``k``."""
    verb = sentence.items[k].kind == VERB
    if len({a.party for a in own}) > 1:
        after = _before_comma(sentence, k, after) if verb else [a for a in after if a[0] in _TOGETHER]
    return [a for a in after if a[0] != "of"] if verb and frame.mode in {"meeting", "visit"} else after


def _before_comma(sentence: Sentence, k: int, after: list[Argument]) -> list[Argument]:
    """Return those of ``after`` that no comma parts from the verb: A and B signed, *with C as witness*."""
    comma = next((i.i for i in sentence.items[k + 1 :] if i.kind == COMMA), None)
    return after if comma is None else [a for a in after if a[1].phrases[0].i < comma]


def between_states(sentence: Sentence, group: Group) -> bool:
    """Return whether "with" a state goes with what is between two states: to discuss the agreement *with Iran*."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0)
    for item in reversed(sentence.items[max(0, j - _CLOSE_TO) : max(0, j - 1)]):
        if "relational" in item.tags or (item.kind == NOUN and any(f.type == "AGREE" for f in item.frames)):
            return True
        if item.kind not in {WORD, CLEAR}:
            return False
    return False


def talked_of(sentence: Sentence, group: Group) -> bool:
    """Return whether "with" a state belongs to what is talked *about*: تحدث عن حوار مع الولايات المتحدة."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0)
    for item in reversed(sentence.items[max(0, j - 2 * _CLOSE_TO) : max(0, j - 1)]):
        if item.kind == PREP:
            return sentence.words[item.i].folded == _ABOUT
        if item.kind not in {WORD, CLEAR, NOUN}:
            return False
    return False


def not_of_pacts(sentence: Sentence, item: Item, frame: Frame, beside: list[Argument]) -> list[Argument]:
    """Return ``beside`` without whom an older pact, or a border, is with: اتفقوا على الحفاظ على الاتفاق مع إيران."""
    if frame.mode == "sign":
        return [a for a in beside if not (a[1].bare and _bordering(sentence, a[1], border=True))]
    if frame.type != "AGREE" or frame.object:
        return beside
    apart = between_states if item.kind == VERB else _bordering
    return [a for a in beside if not (a[1].bare and apart(sentence, a[1]))]


def _bordering(sentence: Sentence, group: Group, *, border: bool = False) -> bool:
    """Whether "with" stands right behind what is between two states, or a ``border``: قرب الحدود مع تركيا."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0)
    if j < _BEHIND or "relational" not in sentence.items[j - 2].tags:
        return False
    return not border or "border" in sentence.words[sentence.items[j - 2].i].marks


def of_ministers(group: Group) -> bool:
    """Return whether a group is of the officials of several states."""
    return len(group.phrases) > 1 and all(p.roles and (p.parties or p.has_person) for p in group.phrases)


def of_a_summit(sentence: Sentence, k: int, after: list[Argument]) -> bool:
    """Return whether the noun at item ``k`` is a summit with somebody who is named further on."""
    return "summit" in sentence.words[sentence.items[k].i].marks and any(a[0] == "مع" for a in after[1:])
