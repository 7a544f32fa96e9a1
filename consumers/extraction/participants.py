"""Who else was at a meeting: told after it ("X attended the opening"), or as the one who carries messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.records import Actor
from consumers.extraction.clauses import GROUP, INHERIT, VERB, Sentence
from consumers.extraction.draft import Draft
from consumers.extraction.people import Story

if TYPE_CHECKING:
    from consumers.extraction.matcher import Act

_AT_HOME = frozenset({"", "foreign_minister", "head_of_state", "head_of_government", "spokesperson", "minister"})


def note_attendance(sentence: Sentence, story: Story, acts: list[Act]) -> None:
    """Remember who, by ``sentence``, was at the meeting that the story told last or mediated it."""
    meeting = next((a for a in acts if a.type == "CONSULT"), None)
    parties = frozenset(a.party for a in meeting.actors) if meeting is not None else story.consulted
    if len(parties) < 2:  # noqa: PLR2004 - a meeting has two sides
        return
    for k, item in enumerate(sentence.items):
        if item.kind != VERB or not item.tags & {"attend", "go_between"} or item.group in {None, INHERIT}:
            continue
        if "attend" in item.tags and _joins_a_party(sentence, k):
            continue
        if any("hypothetical" in i.tags or "negation" in i.tags for i in sentence.items[max(0, k - 3) : k]):
            continue
        others = [a for a in story.resolve(item.group, sentence) if a.party not in parties]
        if others:
            mode = "mediation" if "go_between" in item.tags else "multilateral"
            story.attendance.append((parties, others, mode))


def _joins_a_party(sentence: Sentence, k: int) -> bool:
    """Whether the verb has a party for its object: "joined Russia in voting", "joined the EU"."""
    for other in sentence.items[k + 1 : k + 3]:
        if other.kind == GROUP and other.group is not None:
            return not other.group.prep
        if "article" not in other.tags:
            return False
    return False


def add_attendants(drafts: list[Draft], story: Story) -> None:
    """Add to each meeting of ``drafts`` who else was there by ``story``."""
    for draft in drafts:
        for parties, others, mode in story.attendance:
            if draft.type == "CONSULT" and draft.mode not in {"phone", "visit"} and draft.parties == parties:
                draft.actors = [*draft.actors, *others]
                draft.mode = mode


def announcer(actors: list[Actor], speakers: list[Actor]) -> list[Actor]:
    """Return the third party that announces or calls off the talks of two others: it mediates between them."""
    parties = {a.party for a in actors}
    if len(parties) != 2:  # noqa: PLR2004 - two sides
        return []
    return [s for s in speakers if s.party not in parties and s.role in _AT_HOME][:1]
