"""Visits that an Arabic headline tells without a verb: ميركل في بكين لبحث التجارة, بومبيو إلى بيونغ يانغ."""

from __future__ import annotations

from agent.records import Status
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.arguments import single_city
from consumers.extraction.sentences.clauses import BREAK, CLEAR, GROUP, NOUN, PREP, VERB, Group, Item, Sentence
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_VISIT = Frame("CONSULT", "visit", mutual=True, roles=("في", "إلى"), travel=True, strength=0.7)
_STATUS: dict[str, Status] = {"في": "occurred", "إلى": "planned"}
"""Who is "in" a city has come; who is "to" it is about to go."""
_TRAVELLERS = frozenset(
    {
        "head_of_state",
        "head_of_government",
        "crown_prince",
        "vice_president",
        "foreign_minister",
        "defence_minister",
        "minister",
        "envoy",
        "delegation",
    }
)


def in_headline(sentence: Sentence, story: Story) -> list[Act]:
    """Return the visit that the headline ``sentence`` tells by who is where, in a list that may be empty."""
    items = [i for i in sentence.items if i.kind != CLEAR or i.cues]
    if len(items) < 3 or any(i.kind in {VERB, NOUN} for i in items):  # noqa: PLR2004 - who, in, where
        return []
    who, preposition, where = items[:3]
    if not _travels(who) or preposition.kind != PREP or where.group is None or where.kind != GROUP:
        return []
    status = _STATUS.get(where.group.prep)
    if status is None or len(where.group.phrases) > 1 or where.group.phrases[0].roles or where.group.weak:
        return []
    if status == "occurred" and not (single_city(where.group) and _ends(sentence, items[3:])):
        return []
    travellers = story.resolve(who.group, sentence) if who.group is not None else []
    hosts = story.resolve(where.group, sentence, travel=True)
    parties = {a.party for a in travellers}
    if not travellers or not hosts or parties & {h.party for h in hosts}:
        return []
    story.pair = both = distinct([*travellers, *hosts])
    k = sentence.items.index(where)
    return [Act(_VISIT, "visit", status, both, [], sentence, where, _VISIT.strength, "CONSULT", k)]


def _ends(sentence: Sentence, after: list[Item]) -> bool:
    """Whether nothing but a purpose is told after the place: in Beijing, in Beijing *for talks*."""
    return not after or after[0].kind == BREAK or sentence.words[after[0].i].folded.startswith("ل")


def _travels(item: Item) -> bool:
    """Whether ``item`` is a person or an office that goes on visits."""
    group: Group | None = item.group
    if item.kind != GROUP or group is None or group.prep or group.weak:
        return False
    return all(p.has_person or p.role in _TRAVELLERS for p in group.phrases)
