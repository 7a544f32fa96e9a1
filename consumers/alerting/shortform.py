"""Events in short form, for the tests that stand in a rule.

``EG/foreign_minister@badr-abdelatty + ET CONSULT phone planned`` is one line: parties with an optional role and
person, joined by ``+``; ``->`` before those at whom the act is directed; then the type, a mode and a status.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, cast

from yaml.nodes import MappingNode, Node

from agent.records import Actor, Event, EventDate, EventType, Evidence, Headline, Place, Source, Status
from consumers.alerting import sets
from consumers.alerting.kinds import BOOLEAN, DURATION, FILLED, TEXT, integer, number, parse_duration
from consumers.alerting.model import TestEvent
from consumers.alerting.reader import Field, Kind, Reader, object_schema
from consumers.alerting.vocabulary import EVENT_TYPES, STATUSES

TEST_TIME = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""When the first event of every test comes: a Monday noon, the same for ever."""

_PARTICIPANT = re.compile(r"(?P<party>org:[a-z0-9-]+|[^\s/@]+)(?:/(?P<role>\w+))?(?:@(?P<person>[\w-]+))?\Z")
_TYPE = re.compile(r"[A-Z]{3,}\Z")


class Act(NamedTuple):
    """Who did what to whom."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    type: EventType
    mode: str
    status: Status


def read_act(reader: Reader, node: Node) -> Act:
    """Return the act that one line tells of."""
    words = reader.text(node, "an act").replace("→", "->").replace(",", " + ").split()
    at = next((number for number, word in enumerate(words) if _TYPE.match(word)), None)
    if at is None:
        said = " ".join(words)
        reader.reject(node, f"no event type in {said!r}; an act reads 'RU -> UA THREATEN' or 'EG + QA CONSULT'")
    kind = cast("EventType", reader.one_of(node, words[at], EVENT_TYPES, "event type"))
    actors, arrow, recipients = " ".join(words[:at]).partition("->")
    mode, status = "", "occurred"
    for word in words[at + 1 :]:
        if word in STATUSES:
            status = word
        else:
            modes = reader.vocabulary.modes_of(kind)
            known = (word,) if modes is None else (*modes, *STATUSES)
            mode = reader.one_of(node, word, known, f"mode of {kind} or status")
    if arrow and not recipients.strip():
        reader.reject(node, "nobody stands after '->'")
    return Act(
        _participants(reader, node, actors),
        _participants(reader, node, recipients) if arrow else (),
        kind,
        mode,
        cast("Status", status),
    )


def _participants(reader: Reader, node: Node, text: str) -> tuple[Actor, ...]:
    found = []
    for part in (piece.strip() for piece in text.split("+")):
        match = _PARTICIPANT.match(part)
        if not match:
            reader.reject(node, f"{part!r} is no participant (EG, EG/foreign_minister, EG@badr-abdelatty)")
        found.append(
            Actor(
                party=sets.party(reader, node, match["party"]),
                role=sets.role(reader, node, match["role"]) if match["role"] else "",
                person=sets.person(reader, node, match["person"]) if match["person"] else "",
            )
        )
    return tuple(found)


def _date(reader: Reader, node: Node) -> EventDate | None:
    word = reader.text(node, "a date")
    if word == "none":
        return None
    ago = parse_duration(word[1:]) if word[:1] in {"-", "+"} else None
    if ago is not None:
        return EventDate(value=(TEST_TIME + (ago if word[0] == "+" else -ago)).date().isoformat())
    try:
        return EventDate(value=date.fromisoformat(word).isoformat())
    except ValueError:
        reader.reject(node, f"{word!r} is no date (2026-01-05, -3d, +2d, none)")


_COUNTRY = Kind(lambda reader, node: sets.country(reader, node, reader.text(node)), {"type": "string"})
_FORUM = Kind(lambda reader, node: sets.party(reader, node, reader.text(node)), {"type": "string"})

EVENT = {
    "act": Field(Kind(read_act, {"type": "string"}), "Who did what to whom, in one line.", required=True),
    "id": Field(FILLED, "Event id; events of one id are one act in several revisions."),
    "after": Field(DURATION, "How long after the first event of the test this one comes."),
    "date": Field(Kind(_date, {"type": "string"}), "Date of the act: 2026-01-05, -3d, +2d or none."),
    "place": Field(_COUNTRY, "Country of the venue."),
    "forum": Field(_FORUM, "Organisation in whose frame the act takes place."),
    "topics": Field(sets.names(sets.topic), "Topics."),
    "languages": Field(sets.names(sets.language), "Languages of the reports."),
    "outlets": Field(sets.names(sets.anything), "Outlets that report it."),
    "sources": Field(integer(0, 1000), "Independent sources."),
    "score": Field(number(-10, 10), "Conflict-cooperation score, if it is not that of the type and mode."),
    "confidence": Field(number(0, 1), "Confidence."),
    "headline": Field(TEXT, "Headline."),
    "withdrawn": Field(BOOLEAN, "Whether no report supports it any longer."),
}
"""Fields of a test's event."""

SCHEMA: dict[str, Any] = {"anyOf": [{"type": "string"}, object_schema(EVENT)]}


def read_event(reader: Reader, node: Node, serial: int) -> TestEvent:
    """Return the event in ``node``, an act alone or a mapping of :data:`EVENT`.

    Args:
        reader: Where problems go.
        node: The value of a test's ``event``, or an entry of its ``events``.
        serial: Its number in the test, which makes its id unless it has one.
    """
    values: dict[str, Any] = (
        reader.section(node, EVENT, "an event") if isinstance(node, MappingNode) else {"act": read_act(reader, node)}
    )
    after: timedelta = values.get("after", timedelta())
    now = TEST_TIME + after
    act: Act = values["act"]
    languages = values.get("languages", ("en",))
    outlets = values.get("outlets", ("Test Wire",))
    actors, recipients = act.actors, act.recipients
    parties = {actor.party for actor in actors + recipients}
    event = Event(
        event_id=values.get("id", f"test-{serial}"),
        revision=serial,
        type=act.type,
        mode=act.mode,
        status=act.status,
        actors=actors,
        recipients=recipients,
        date=values.get("date", EventDate(value=now.date().isoformat(), basis="published")),
        place=Place(name=values["place"], country=values["place"]) if "place" in values else None,
        forum=values.get("forum"),
        topics=values.get("topics", ()),
        countries=tuple(sorted(code for code in parties if not code.startswith("org:"))),
        score=values.get("score", reader.vocabulary.score(act.type, act.mode)),
        headline=Headline(en=values.get("headline", "")),
        sources=tuple(
            Source(article_id=f"test-{serial}-{number}", outlet=outlet, language=languages[number % len(languages)])
            for number, outlet in enumerate(outlets * len(languages) if len(outlets) < len(languages) else outlets)
        ),
        independent_sources=values.get("sources", 1),
        first_seen=now,
        last_seen=now,
        evidence=(Evidence(sentence="", trigger="", start=0, end=0, article_id=f"test-{serial}-0"),),
        confidence=values.get("confidence", 0.9),
        withdrawn=values.get("withdrawn", False),
    )
    return TestEvent(event=event, after=after)
