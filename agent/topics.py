"""The topics of an installation: what each is for, and how it forgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from agent.log.api import Cleanup, TopicSpec

ARTICLES = "articles"
MENTIONS = "mentions"
EVENTS = "events"
ALERTS = "alerts"
AUDIT = "audit"
FEEDS = "feeds"
HEALTH = "health"
DEADLETTERS = "deadletters"

CHANGELOG_OF = {
    "extract": "extract.state",
    "resolve": "resolve.state",
    "alert": "alert.state",
    "health": "health.state",
}
"""Stage -> the compacted topic that holds its state."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the topics keep their records."""

    articles: timedelta = timedelta(days=7)
    mentions: timedelta = timedelta(days=7)
    events: timedelta = timedelta(days=90)
    alerts: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=30)
    deadletters: timedelta = timedelta(days=90)
    health: timedelta = timedelta(days=90)


def topic_specs(
    *,
    prefix: str = "rasid",
    article_partitions: int = 8,
    mention_partitions: int = 1,
    feed_partitions: int = 8,
    retention: Retention | None = None,
) -> Mapping[str, TopicSpec]:
    """Return the topics by the name that the code uses.

    Args:
        prefix: Put before every name, so that several installations can share a cluster.
        article_partitions: How far extraction can spread.
        mention_partitions: 1 unless acts with differing party lists may stay apart (then keyed by dyad).
        feed_partitions: How far polling can spread.
        retention: How long each topic keeps its records.
    """
    keep = retention or Retention()

    def spec(name: str, partitions: int, cleanup: Cleanup, kept: timedelta | None) -> TopicSpec:
        return TopicSpec(f"{prefix}.{name}" if prefix else name, partitions, cleanup, kept)

    return {
        FEEDS: spec(FEEDS, feed_partitions, Cleanup.COMPACT, None),
        ARTICLES: spec(ARTICLES, article_partitions, Cleanup.DELETE, keep.articles),
        MENTIONS: spec(MENTIONS, mention_partitions, Cleanup.DELETE, keep.mentions),
        EVENTS: spec(EVENTS, mention_partitions, Cleanup.DELETE, keep.events),
        HEALTH: spec(HEALTH, 1, Cleanup.DELETE, keep.health),
        ALERTS: spec(ALERTS, 1, Cleanup.DELETE, keep.alerts),
        AUDIT: spec(AUDIT, 1, Cleanup.DELETE, keep.audit),
        DEADLETTERS: spec(DEADLETTERS, 1, Cleanup.DELETE, keep.deadletters),
        CHANGELOG_OF["extract"]: spec(CHANGELOG_OF["extract"], article_partitions, Cleanup.COMPACT, None),
        CHANGELOG_OF["resolve"]: spec(CHANGELOG_OF["resolve"], mention_partitions, Cleanup.COMPACT, None),
        CHANGELOG_OF["alert"]: spec(CHANGELOG_OF["alert"], mention_partitions, Cleanup.COMPACT, None),
        CHANGELOG_OF["health"]: spec(CHANGELOG_OF["health"], 1, Cleanup.COMPACT, None),
    }
