"""Acts that a sentence tells without a frame of their own: demands in indirect speech, acts done to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.records import Actor
from consumers.extraction.clauses import BREAK, CLEAR, GROUP, INHERIT, RELATIVE, STOP, VERB, Group, Sentence
from consumers.extraction.lexicon import Frame
from consumers.extraction.people import Story

if TYPE_CHECKING:
    from consumers.extraction.matcher import Act

_RECIPROCAL_REACH = 12
_DEMAND = Frame("REQUEST", "", mutual=False, roles=(), needs="recipient", strength=0.6)


def demands(sentence: Sentence, story: Story, acts: list[Act]) -> list[Act]:
    """Return the demands of ``sentence`` besides ``acts``: "told the envoy that Russia must halt the cooperation"."""
    from consumers.extraction.matcher import Act  # noqa: PLC0415 - the matcher calls this

    found: list[Act] = []
    for k in sentence.tagged("demand"):
        addressee = _right_before(sentence, k)
        if addressee is None or not k or k + 1 >= len(sentence.items):
            continue
        speakers = _speakers(sentence, k, story)
        recipients = story.resolve(addressee, sentence)
        own = {a.party for a in speakers}
        others = {a.party for a in recipients}
        told = any({a.party for a in (*act.actors, *act.recipients)} == own | others for act in acts)
        if speakers and recipients and not own & others and not told:
            item = sentence.items[k]
            found.append(
                Act(_DEMAND, "", "occurred", speakers, recipients, sentence, item, _DEMAND.strength, "REQUEST", k)
            )
    return found


def _right_before(sentence: Sentence, k: int) -> Group | None:
    for item in reversed(sentence.items[:k]):
        if item.kind == GROUP and item.group is not None:
            group = item.group
            return None if group.prep or group.weak or group.phrases[0].generic == "pronoun" else group
        if item.kind != CLEAR:
            return None
    return None


def _speakers(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who says the clause around item ``k``."""
    for j in range(k - 1, -1, -1):
        item = sentence.items[j]
        if item.kind in (BREAK, RELATIVE):
            return []
        if item.kind == VERB:
            if "say" not in item.tags or item.group is None:
                return []
            return story.resolve(item.group, sentence) if item.group is not INHERIT else list(story.subject)
    return []


def reciprocal(sentence: Sentence, k: int) -> bool:
    """Whether what the verb at ``k`` tells is done by each to the other: "expelled six diplomats each"."""
    for item in sentence.items[k + 1 : k + _RECIPROCAL_REACH]:
        if item.kind in {BREAK, STOP} or (item.kind == VERB and item.form in {"past", "present"}):
            return False
        if "reciprocal" in item.tags:
            return True
    return False
