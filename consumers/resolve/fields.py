"""An event's fields from all reports of it: the best supported value of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import reduce
from typing import TypeVar

import msgspec

from agent.records import Actor, Event, EventDate, Evidence, Mention, Place, Relation, Source, Status
from consumers.resolve.facets import next_status
from consumers.resolve.ontology import Ontology
from consumers.resolve.rows import ReportRow

V = TypeVar("V", bound=Hashable)

MAX_EVIDENCE = 5
MAX_TOPICS = 6

_WEIGHT = {
    Relation.ORIGINAL: 1.0,
    Relation.INDEPENDENT: 1.0,
    Relation.SPLICE: 0.6,
    Relation.UPDATE: 0.6,
    Relation.COPY: 0.2,
}
"""What a report's word counts: an update knows more but is the same outlet, a further story of a page is a summary, a
copy adds next to nothing."""

_OWN_WORDS = frozenset({Relation.ORIGINAL, Relation.INDEPENDENT, Relation.SPLICE})
"""Relations of reports in which an outlet speaks for itself."""

_PARTY_SHARE = 0.25
"""Share of the reports' weight that must name a party, once there are more than :data:`_FEW` reports."""

_FEW = 3
_SECOND_SOURCE = 0.5
"""Share of a further independent source's confidence that counts: outlets read the same statements."""

_BASIS = {"explicit": 0, "relative": 0, "published": 1}
_PRECISION = {"day": 0, "month": 1, "year": 2}


class Voice:
    """One report of the event."""

    __slots__ = ("article_id", "mention", "relation", "report", "weight")

    def __init__(self, article_id: str, report: ReportRow, mention: Mention, relation: Relation) -> None:
        """Take one report.

        Args:
            article_id: Its article.
            report: Its row.
            mention: What it says of the event.
            relation: What it is to the reports before it.
        """
        self.article_id = article_id
        self.report = report
        self.mention = mention
        self.relation = relation
        self.weight = _WEIGHT[relation] * (0.25 + mention.confidence)
        """What its word counts, by relation and confidence."""


def settled_status(reported: Iterable[Status]) -> Status:
    """Return the status that an event has after all reports of it.

    Args:
        reported: By publication; at least one.
    """
    return reduce(next_status, reported)


def merge(event_id: str, revision: int, voices: Sequence[Voice], ontology: Ontology) -> Event:
    """Return the event that ``voices`` tell of, without headline and reason.

    Args:
        event_id: Its id.
        revision: The number of this revision.
        voices: Its reports, by publication; at least one.
        ontology: Scores and codes of types and modes.
    """
    status = settled_status(voice.mention.status for voice in voices)
    kind = voices[0].mention.type
    mode = _vote((v.mention.mode, v.weight) for v in voices if v.mention.mode) or ""
    actors, recipients = _sides(voices)
    coded = ontology.lookup(kind, mode)
    lead = _lead(voices)
    return Event(
        event_id=event_id,
        revision=revision,
        type=kind,
        mode=mode,
        status=status,
        actors=actors,
        recipients=recipients,
        date=_date(voices, status),
        place=_place(voices),
        forum=_vote((v.mention.forum, v.weight) for v in voices if v.mention.forum),
        topics=_topics(voices),
        attribution=next((v.mention.attribution for v in (lead, *voices) if v.mention.attribution), None),
        countries=tuple(sorted({a.party for a in (*actors, *recipients) if not a.party.startswith("org:")})),
        score=coded.goldstein,
        cameo=coded.cameo,
        sources=tuple(_source(voice) for voice in voices),
        independent_sources=_independent(voices),
        first_seen=min(voice.report.published for voice in voices),
        last_seen=max(voice.report.published for voice in voices),
        evidence=_evidence(voices),
        confidence=_confidence(voices),
    )


def _lead(voices: Sequence[Voice]) -> Voice:
    """Return the report whose words stand for the event: the surest of those that speak for themselves."""
    return max(voices, key=lambda v: (v.relation in _OWN_WORDS, v.mention.confidence))


def _vote(votes: Iterable[tuple[V, float]]) -> V | None:
    """Return the value with the greatest weight; of equals the one named first."""
    weight: dict[V, float] = {}
    for value, counts in votes:
        weight[value] = weight.get(value, 0.0) + counts
    return max(weight, key=lambda value: weight[value], default=None)


def _sides(voices: Sequence[Voice]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    directed = sum(v.weight for v in voices if v.mention.recipients)
    mutual = sum(v.weight for v in voices if not v.mention.recipients)
    if directed and mutual and mutual >= directed and any(len(v.mention.actors) > 1 for v in voices):
        voices = [voice for voice in voices if not voice.mention.recipients]
    actors = _parties(voices, lambda mention: mention.actors)
    acting = {actor.party for actor in actors}
    recipients = _parties(voices, lambda mention: mention.recipients)
    return actors, tuple(actor for actor in recipients if actor.party not in acting or actor.person)


def _parties(voices: Sequence[Voice], side: Callable[[Mention], tuple[Actor, ...]]) -> tuple[Actor, ...]:
    said: dict[str, list[tuple[Actor, float]]] = {}
    if len(voices) == 1:
        named = side(voices[0].mention)
        if len({actor.party for actor in named}) == len(named):
            return named
    if not any(side(voice.mention) for voice in voices):
        return ()
    total = 0.0
    for voice in voices:
        total += voice.weight
        for actor in side(voice.mention):
            said.setdefault(actor.party, []).append((actor, voice.weight))
    kept = (
        actors
        for actors in said.values()
        if len(voices) <= _FEW or sum(weight for _, weight in actors) >= _PARTY_SHARE * total
    )
    return tuple(actor for actors in kept for actor in _officials(actors))


def _officials(named: Sequence[tuple[Actor, float]]) -> tuple[Actor, ...]:
    """Return the officials of one party; the party itself when none is known."""
    first = named[0][0]
    if len(named) == 1:
        return (first,)
    if all(a.person == first.person and a.name == first.name and a.role == first.role for a, _ in named):
        return (max(named, key=lambda pair: pair[1])[0] if first.person or first.name else first,)
    persons: dict[str, list[tuple[Actor, float]]] = {}
    for actor, weight in named:
        persons.setdefault(actor.person or actor.name, []).append((actor, weight))
    known = {person: actors for person, actors in persons.items() if person}
    if not known:
        role = _vote((actor.role, weight) for actor, weight in named if actor.role) or ""
        first = next((actor for actor, _ in named if actor.role == role), named[0][0])
        return (first,)
    by_id = [actors for actors in known.values() if actors[0][0].person]
    chosen = by_id or [max(known.values(), key=lambda actors: sum(weight for _, weight in actors))]
    return tuple(_official(actors) for actors in chosen)


def _official(named: Sequence[tuple[Actor, float]]) -> Actor:
    if len(named) == 1:
        return named[0][0]
    role = _vote((actor.role, weight) for actor, weight in named if actor.role) or ""
    best = max(named, key=lambda pair: (pair[0].role == role, pair[1]))[0]
    return msgspec.structs.replace(best, role=role) if best.role != role else best


def _date(voices: Sequence[Voice], status: Status) -> EventDate | None:
    dated = [(v.mention.date, v.weight) for v in voices if v.mention.date and v.mention.status == status]
    dated = dated or [(v.mention.date, v.weight) for v in voices if v.mention.date]
    if not dated:
        return None
    surest = min((_BASIS[date.basis], _PRECISION[date.precision]) for date, _ in dated)
    rival = [(date, weight) for date, weight in dated if (_BASIS[date.basis], _PRECISION[date.precision]) == surest]
    value = _vote((date.value, weight) for date, weight in rival)
    return next(date for date, _ in rival if date.value == value)


def _place(voices: Sequence[Voice]) -> Place | None:
    votes = [(v.mention.place, v.weight) for v in voices if v.mention.place]
    name = _vote((place.name, weight) for place, weight in votes)
    return max((place for place, _ in votes if place.name == name), key=lambda p: bool(p.country), default=None)


def _topics(voices: Sequence[Voice]) -> tuple[str, ...]:
    weight: dict[str, float] = {}
    for voice in voices:
        for topic in voice.mention.topics:
            weight[topic] = weight.get(topic, 0.0) + voice.weight
    return tuple(sorted(weight, key=lambda topic: (-weight[topic], topic))[:MAX_TOPICS])


def _source(voice: Voice) -> Source:
    report = voice.report
    return Source(
        article_id=voice.article_id,
        outlet=report.outlet,
        url=report.url,
        title=report.title,
        language=report.language,
        published=report.published,
        relation=voice.relation,
    )


def _independent(voices: Sequence[Voice]) -> int:
    speaking = {v.report.outlet for v in voices if v.relation in _OWN_WORDS}
    return len(speaking)


def _confidence(voices: Sequence[Voice]) -> float:
    """Return how sure the event is: its surest report, raised by what further outlets say for themselves."""
    best: dict[str, float] = {}
    for voice in voices:
        if voice.relation in _OWN_WORDS:
            outlet = voice.report.outlet
            best[outlet] = max(best.get(outlet, 0.0), voice.mention.confidence)
    # An act that only an update tells of (a line added to a known article) has no voice of its own among these.
    ranked = sorted(best.values(), reverse=True) or [max(voice.mention.confidence for voice in voices)]
    doubt = 1.0 - ranked[0]
    for further in ranked[1:]:
        doubt *= 1.0 - _SECOND_SOURCE * further
    return round(min(0.99, max(1.0 - doubt, ranked[0])), 2)


def _evidence(voices: Sequence[Voice]) -> tuple[Evidence, ...]:
    """Return the most telling words, no sentence twice, one of each language before a second of any."""
    rank = {Relation.ORIGINAL: 0, Relation.INDEPENDENT: 0, Relation.SPLICE: 1, Relation.UPDATE: 1, Relation.COPY: 2}
    ordered = sorted(voices, key=lambda v: (rank[v.relation], -v.mention.confidence, v.report.published, v.article_id))
    chosen: list[Voice] = []
    later: list[Voice] = []
    languages: set[str] = set()
    sentences: set[str] = set()
    for voice in ordered:
        sentence, language = voice.mention.evidence.sentence, voice.report.language
        if sentence not in sentences:
            sentences.add(sentence)
            (later if language in languages else chosen).append(voice)
            languages.add(language)
    return tuple(
        msgspec.structs.replace(voice.mention.evidence, article_id=voice.article_id)
        for voice in (chosen + later)[:MAX_EVIDENCE]
    )
