"""The fields of a rule that watches feeds, and of the feeds in its tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from yaml.nodes import MappingNode, Node

from agent.records import FeedHealth, FeedState
from consumers.alerting import sets
from consumers.alerting.kinds import DURATION, FILLED
from consumers.alerting.model import FeedMatch, Rule, TestFeed
from consumers.alerting.reader import Field, Kind, Reader, object_schema, section
from consumers.alerting.shortform import TEST_TIME

STATES = tuple(state.value for state in FeedState)


def _state(reader: Reader, node: Node, word: str) -> str:
    return reader.one_of(node, word, STATES, "state of a feed")


_ONE_STATE = Kind(lambda reader, node: FeedState(_state(reader, node, reader.text(node))), {"enum": list(STATES)})
_ONE_LANGUAGE = Kind(lambda reader, node: sets.language(reader, node, reader.text(node)), {"type": "string"})
_ONE_COUNTRY = Kind(lambda reader, node: sets.party(reader, node, reader.text(node)), {"type": "string"})

FEEDS: Mapping[str, Field] = {
    "states": Field(sets.set_of(_state, STATES), "States that a feed has come to.", required=True),
    "was": Field(sets.set_of(_state, STATES), "States that it was in before."),
    "feeds": Field(sets.set_of(sets.anything), "Feeds by their id in feeds.yaml."),
    "outlets": Field(sets.set_of(sets.anything), "Outlets, as feeds.yaml names them."),
    "languages": Field(sets.set_of(sets.language), "Languages of the feeds, as feeds.yaml gives them."),
    "countries": Field(sets.set_of(sets.party), "Where the outlets sit, as feeds.yaml gives it."),
}

FEEDS_KIND = section(FEEDS, "feeds", FeedMatch)

FEED: Mapping[str, Field] = {
    "state": Field(_ONE_STATE, "State that the feed has come to.", required=True),
    "was": Field(_ONE_STATE, "State that it was in before."),
    "id": Field(FILLED, "Feed id."),
    "outlet": Field(FILLED, "Its outlet."),
    "language": Field(_ONE_LANGUAGE, "Its language."),
    "country": Field(_ONE_COUNTRY, "Where the outlet sits."),
    "after": Field(DURATION, "How long after the beginning of the test that comes."),
}
"""Fields of a test's feed."""

SCHEMA: dict[str, Any] = {"anyOf": [{"enum": list(STATES)}, object_schema(FEED)]}


def read_feed(reader: Reader, node: Node, serial: int) -> TestFeed:
    """Return the change in ``node``, a state alone or a mapping of :data:`FEED`.

    Args:
        reader: Where problems go.
        node: The value of a test's ``feed``, or an entry of its ``feeds``.
        serial: Its number in the test.
    """
    values: dict[str, Any] = (
        reader.section(node, FEED, "a feed")
        if isinstance(node, MappingNode)
        else {"state": _ONE_STATE.read(reader, node)}
    )
    after: timedelta = values.get("after", timedelta())
    state: FeedState = values["state"]
    health = FeedHealth(
        feed=values.get("id", "test-feed"),
        revision=serial,
        state=state,
        was=values.get("was", FeedState.OK),
        since=TEST_TIME + after,
        at=TEST_TIME + after,
        outlet=values.get("outlet", "Test Wire"),
        language=values.get("language", "en"),
        country=values.get("country", ""),
        url="https://feed.example/rss",
        configured_url="https://feed.example/rss",
        failures=3 if state in {FeedState.FAILING, FeedState.DEAD, FeedState.GONE} else 0,
        error="timeout" if state in {FeedState.FAILING, FeedState.DEAD} else "",
    )
    return TestFeed(health=health, after=after)


_NOT_FOR_FEEDS = {
    "exceptions": "leave feeds out with 'feeds: {feeds: {none: [...]}}'",
    "window": "a feed's state is no matter of counting",
}


def misplaced(rule: Rule) -> dict[str, str]:
    """Return the keys of a rule that do not go with what it watches, and why."""
    if rule.feeds is None:
        return {}
    found = {key: why for key, why in _NOT_FOR_FEEDS.items() if getattr(rule, key)}
    escalate = rule.notify.escalate
    if escalate and escalate.independent_sources:
        found["notify"] = "'escalate: independent_sources' is about reports of events"
    return found
