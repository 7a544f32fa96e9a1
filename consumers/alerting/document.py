"""The rules file as a whole: its sections, and every field of each."""

from __future__ import annotations

from collections.abc import Mapping

from consumers.alerting.defaults import DEFAULTS, DEFAULTS_KIND
from consumers.alerting.feeds.fields import FEED, FEEDS
from consumers.alerting.fields import ESCALATE, LIMIT, MATCH, MUTE, NOTIFY, QUIET, RULE, TEST, WINDOW
from consumers.alerting.kinds import integer
from consumers.alerting.reader import Field, Kind
from consumers.alerting.shortform import EVENT

DOCUMENT: Mapping[str, Field] = {
    "version": Field(integer(1, 1), "Version of this format: 1."),
    "lists": Field(
        Kind(lambda _reader, _node: None, {"type": "object", "additionalProperties": {"type": ["array", "string"]}}),
        "Names for groups, used as $name.",
    ),
    "defaults": Field(DEFAULTS_KIND, "What every rule has that does not say otherwise."),
    "rules": Field(
        Kind(lambda _reader, node: node, {"type": "array", "items": {"$ref": "#/$defs/rule"}}),
        "The rules.",
        required=True,
    ),
}

SECTIONS: Mapping[str, Mapping[str, Field]] = {
    "document": DOCUMENT,
    "defaults": DEFAULTS,
    "rule": RULE,
    "match": MATCH,
    "feeds": FEEDS,
    "window": WINDOW,
    "quiet": QUIET,
    "mute": MUTE,
    "notify": NOTIFY,
    "limit": LIMIT,
    "escalate": ESCALATE,
    "test": TEST,
    "event": EVENT,
    "feed": FEED,
}
"""Every section by name; docs/rules.md names each field (a test compares)."""
