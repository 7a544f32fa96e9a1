"""The fields of a rule and of its parts: how each is read, and what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yaml.nodes import Node

from consumers.alerting import sets, shortform
from consumers.alerting.feeds.facts import KEYS
from consumers.alerting.feeds.fields import FEEDS_KIND, misplaced, read_feed
from consumers.alerting.feeds.fields import SCHEMA as FEED_SCHEMA
from consumers.alerting.feeds.wording import PLACEHOLDERS as FEED_PLACEHOLDERS
from consumers.alerting.grouping import EACH
from consumers.alerting.kinds import (
    BOOLEAN,
    DURATION,
    FILLED,
    IDENTIFIER,
    MOMENT,
    TEXT,
    TIME,
    WEEKDAYS,
    ZONE,
    bounds,
    choice,
    integer,
    number,
)  # fmt: skip
from consumers.alerting.model import (
    SEVERITIES,
    Escalate,
    Limit,
    Match,
    Mute,
    Notify,
    Quiet,
    Range,
    Rule,
    RuleTest,
    Window,
)  # fmt: skip
from consumers.alerting.reader import Field, Kind, Reader, RejectedError, section
from consumers.alerting.vocabulary import EVENT_TYPES, STATUSES
from consumers.alerting.wording import PLACEHOLDERS, placeholders_in, read_template

_SEVERITY = choice(SEVERITIES, "severity")


def _event_field(reader: Reader, node: Node, word: str) -> str:
    return reader.one_of(node, word, EACH, "event field")


_EVENT_FIELDS = sets.names(_event_field, tuple(EACH))
_EVENT_FIELD = choice(tuple(EACH), "event field")

MATCH: Mapping[str, Field] = {
    "dyads": Field(sets.DYADS, "Who acts upon whom (RU -> UA), or the two between themselves either way (RU - UA)."),
    "parties": Field(sets.set_of(sets.party), "Countries and organisations that take part."),
    "countries": Field(sets.set_of(sets.country), "Countries that take part."),
    "organisations": Field(sets.set_of(sets.organisation), "Organisations and groups that take part."),
    "actors": Field(sets.set_of(sets.party), "Parties that act; in a mutual act all of them."),
    "recipients": Field(sets.set_of(sets.party), "Parties at whom the act is directed."),
    "people": Field(sets.set_of(sets.person), "Officials who take part, by their gazetteer id."),
    "roles": Field(sets.set_of(sets.role), "Offices of those who take part."),
    "offices": Field(sets.OFFICES, "Officials who take part, by party and office: EG/foreign_minister."),
    "types": Field(sets.set_of(sets.event_type, EVENT_TYPES), "Event types."),
    "modes": Field(sets.set_of(sets.mode), "Modes of the act."),
    "status": Field(sets.set_of(sets.status, STATUSES), "Whether the act occurred, is planned or was denied."),
    "topics": Field(sets.set_of(sets.topic), "Topics of the act."),
    "forums": Field(sets.set_of(sets.party), "Organisation in whose frame the act takes place."),
    "places": Field(sets.set_of(sets.country), "Country of the venue."),
    "languages": Field(sets.set_of(sets.language), "Languages of the reports."),
    "outlets": Field(sets.set_of(sets.anything), "Outlets that report it, as feeds.yaml names them."),
    "score": Field(bounds(-10, 10, Range, bare=False), "Conflict-cooperation score."),
    "confidence": Field(bounds(0, 1, Range, bare=True), "Confidence of the extraction; a number alone is the minimum."),
    "independent_sources": Field(
        bounds(0, 1000, Range, bare=True), "Sources that do not copy each other; a number alone is the minimum."
    ),
    "age": Field(sets.AGE, "How old the act may be when its report comes."),
}

_WHAT_TO_MATCH = section(MATCH, "match", Match)


def _match(reader: Reader, node: Node) -> Match:
    found: Match = _WHAT_TO_MATCH.read(reader, node)
    if found == Match():
        reader.reject(node, "no condition is set: this would match every event")
    if found.types and found.types.any and found.modes and found.modes.any:
        possible = [mode for kind in found.types.any for mode in reader.vocabulary.modes_of(kind) or ()]
        if reader.vocabulary.modes is not None and not set(found.modes.any) & set(possible):
            wanted, types = " or ".join(found.modes.any), " and ".join(found.types.any)
            known = ", ".join(possible) or "none"
            reader.reject(node, f"{types} has no mode {wanted} (known: {known}): nothing can match")
    return found


_MATCH = Kind(_match, {"$ref": "#/$defs/match"})


def _exceptions(reader: Reader, node: Node) -> dict[str, Match]:
    found = {}
    for name, _, value in reader.pairs(node, "exceptions"):
        try:
            found[name] = _match(reader, value)
        except RejectedError:
            continue
    return found


WINDOW: Mapping[str, Field] = {
    "type": Field(
        choice(("count", "distinct", "new", "spike", "absence"), "window type"), "What is watched for.", required=True
    ),
    "over": Field(DURATION, "Length of the window.", required=True),
    "gte": Field(integer(1, 10_000), "How many it takes."),
    "by": Field(_EVENT_FIELDS, "One window for each value of these."),
    "of": Field(_EVENT_FIELD, "What a distinct window counts the values of."),
    "times": Field(number(1.1, 1000), "How many times its usual level a spike must reach."),
    "baseline": Field(integer(1, 60), "How many windows back the usual level is taken from."),
    "warmup": Field(DURATION, "How long a new window only learns."),
}
_WINDOW_SECTION = section(WINDOW, "window", Window)
_ONLY_FOR = {"of": ("distinct",), "times": ("spike",), "baseline": ("spike",), "warmup": ("new",)}


def _window(reader: Reader, node: Node) -> Window:
    found: Window = _WINDOW_SECTION.read(reader, node)
    for key, key_node, _ in reader.pairs(node, "window"):
        kinds = _ONLY_FOR.get(key)
        if kinds and found.type not in kinds:
            reader.reject(key_node, f"{key!r} belongs to a {kinds[0]} window, this is a {found.type} window")
        if key == "gte" and found.type in {"new", "absence"}:
            reader.reject(key_node, f"a {found.type} window has no 'gte'")
    if found.type == "distinct" and not found.of:
        reader.reject(node, "a distinct window needs 'of': the field whose values are counted")
    if found.type in {"count", "distinct"} and found.gte < 2:  # noqa: PLR2004 - one is no window
        reader.reject(node, f"a {found.type} window needs 'gte' of at least 2")
    if found.type == "new" and not found.by:
        reader.reject(node, "a new window needs 'by': the fields whose combination is new")
    return found


QUIET: Mapping[str, Field] = {
    "from": Field(TIME, "When it begins.", required=True, attribute="start"),
    "to": Field(TIME, "When it ends; before 'from' means the next day.", required=True, attribute="end"),
    "tz": Field(ZONE, "Time zone, UTC if none is given."),
    "days": Field(WEEKDAYS, "Weekdays on which it begins; every day if none is given."),
    "unless_severity": Field(_SEVERITY, "Alerts of this severity or worse come all the same."),
    "then": Field(choice(("hold", "drop"), "action"), "Whether alerts are held until it ends, or dropped."),
}

MUTE: Mapping[str, Field] = {
    "until": Field(MOMENT, "When it ends; UTC unless it says otherwise.", required=True),
    "reason": Field(TEXT, "Why."),
}

LIMIT: Mapping[str, Field] = {
    "alerts": Field(integer(1, 10_000), "The most alerts.", required=True),
    "per": Field(DURATION, "In how long.", required=True),
}

ESCALATE: Mapping[str, Field] = {
    "severity": Field(_SEVERITY, "The severity it rises to.", required=True),
    "matches": Field(integer(2, 10_000), "After so many matches held back by one cooldown."),
    "independent_sources": Field(integer(2, 1000), "When so many independent sources report the event."),
}
_ESCALATE_SECTION = section(ESCALATE, "escalate", Escalate)


def _escalate(reader: Reader, node: Node) -> Escalate:
    found: Escalate = _ESCALATE_SECTION.read(reader, node)
    if not found.matches and not found.independent_sources:
        reader.reject(node, "escalate needs 'matches' or 'independent_sources'")
    return found


def _key_field(reader: Reader, node: Node, word: str) -> str:
    return reader.one_of(node, word, (*EACH, *KEYS), "event or feed field")


_KEY_FIELDS = sets.names(_key_field, (*EACH, *KEYS))


def _key(reader: Reader, node: Node) -> tuple[str, ...]:
    if reader.items(node) and [reader.text(item) for item in reader.items(node)] == ["rule"]:
        return ()
    found: tuple[str, ...] = _KEY_FIELDS.read(reader, node)
    return found


NOTIFY: Mapping[str, Field] = {
    "key": Field(Kind(_key, _KEY_FIELDS.schema), "What tells alerts apart for the cooldown, and keys the topic."),
    "cooldown": Field(DURATION, "After an alert, others with the same key are held back for so long."),
    "repeat": Field(choice(("never", "status", "revision"), "repeat"), "When one event alerts again."),
    "limit": Field(section(LIMIT, "limit", Limit), "The most alerts of this rule."),
    "retract": Field(BOOLEAN, "Whether an alert is taken back by another one when its event is withdrawn."),
    "escalate": Field(Kind(_escalate, _ESCALATE_SECTION.schema), "What goes through with a higher severity."),
}

TEST: Mapping[str, Field] = {
    "name": Field(TEXT, "What it shows."),
    "event": Field(Kind(lambda reader, node: shortform.read_event(reader, node, 1), shortform.SCHEMA), "One event."),
    "events": Field(
        Kind(
            lambda reader, node: tuple(
                shortform.read_event(reader, item, serial) for serial, item in enumerate(reader.items(node), 1)
            ),
            {"type": "array", "items": shortform.SCHEMA},
        ),
        "Several events, in order.",
    ),
    "feed": Field(Kind(lambda reader, node: read_feed(reader, node, 1), FEED_SCHEMA), "What becomes of a feed."),
    "feeds": Field(
        Kind(
            lambda reader, node: tuple(
                read_feed(reader, item, serial) for serial, item in enumerate(reader.items(node), 1)
            ),
            {"type": "array", "items": FEED_SCHEMA},
        ),
        "What becomes of feeds, in order.",
    ),
    "fires": Field(BOOLEAN, "Whether there is an alert.", required=True),
    "alerts": Field(integer(0, 1000), "How many alerts there are."),
}


def _tests(reader: Reader, node: Node) -> tuple[RuleTest, ...]:
    found = []
    for item in reader.items(node):
        try:
            found.append(_test(reader, item))
        except RejectedError:
            continue
    return tuple(found)


def _test(reader: Reader, node: Node) -> RuleTest:
    values = reader.section(node, TEST, "a test")
    if len({"event", "events", "feed", "feeds"} & set(values)) != 1:
        reader.reject(node, "a test has one of 'event', 'events', 'feed' and 'feeds'")
    if "alerts" in values and bool(values["alerts"]) != values["fires"]:
        reader.reject(node, f"'alerts: {values['alerts']}' contradicts 'fires: {str(values['fires']).lower()}'")
    events = values.pop("events", None) or (values.pop("event", None),)
    feeds = values.pop("feeds", None) or (values.pop("feed", None),)
    line = node.start_mark.line + 1
    return RuleTest(
        name=values.pop("name", f"line {line}"),
        events=tuple(filter(None, events)),
        feeds=tuple(filter(None, feeds)),
        line=line,
        **values,
    )


RULE: Mapping[str, Field] = {
    "id": Field(IDENTIFIER, "Name for life: alerts, state and metrics go by it.", required=True),
    "title": Field(FILLED, "What it watches, for people.", required=True),
    "owner": Field(TEXT, "Who answers for it."),
    "description": Field(TEXT, "Anything else worth knowing."),
    "stage": Field(choice(("shadow", "live", "off"), "stage"), "live alerts; shadow only records; off does nothing."),
    "severity": Field(_SEVERITY, "How much it matters."),
    "match": Field(_MATCH, "Conditions on events, which must all hold."),
    "feeds": Field(Kind(FEEDS_KIND.read, {"$ref": "#/$defs/feeds"}), "Conditions on feeds, in the place of 'match'."),
    "exceptions": Field(
        Kind(_exceptions, {"type": "object", "additionalProperties": {"$ref": "#/$defs/match"}}),
        "Named conditions under which it does not match.",
    ),
    "window": Field(Kind(_window, _WINDOW_SECTION.schema), "How many matches make an alert."),
    "quiet": Field(section(QUIET, "quiet", Quiet), "Hours in which alerts wait."),
    "mute": Field(section(MUTE, "mute", Mute), "Until when matches are only recorded."),
    "notify": Field(section(NOTIFY, "notify", Notify), "How often alerts come."),
    "message": Field(Kind(read_template, {"type": "string"}), "Wording of the alert."),
    "tests": Field(Kind(_tests, {"type": "array", "items": {"$ref": "#/$defs/test"}}), "Examples it must satisfy."),
}


def build_rule(reader: Reader, node: Node) -> Rule:
    """Return the rule in ``node``."""
    values: dict[str, Any] = reader.section(node, RULE, "a rule")
    if ("match" in values) == ("feeds" in values):
        reader.reject(node, "a rule needs 'match' (events to watch) or 'feeds' (feeds to watch), and not both")
    rule = Rule(line=node.start_mark.line + 1, **values)
    _check_kind(reader, node, rule)
    return rule


def _check_kind(reader: Reader, node: Node, rule: Rule) -> None:
    """Reject what belongs to rules of the other kind: those that watch events, and those that watch feeds."""
    kind = "feeds" if rule.feeds else "events"
    nodes = {key: value for key, _, value in reader.pairs(node, "a rule")}
    for key, why in misplaced(rule).items():
        reader.reject(nodes[key], f"a rule that watches feeds has no such {key!r}: {why}")
    known: Iterable[str] = KEYS if rule.feeds else EACH
    for name in rule.notify.key or ():
        if name not in known:
            near = ", ".join(known)
            reader.reject(nodes["notify"], f"{name!r} is no field of {kind} to be the key of this rule ({near})")
    placeholders: Iterable[str] = FEED_PLACEHOLDERS if rule.feeds else PLACEHOLDERS
    for name in placeholders_in(rule.message):
        if name not in placeholders:
            reader.reject(nodes["message"], f"{{{name}}} is nothing that a rule that watches {kind} can tell")
    for test in rule.tests:
        if bool(test.feeds) != bool(rule.feeds):
            reader.reject(nodes["tests"], f"test {test.name!r} must be about {kind}, as its rule is")
