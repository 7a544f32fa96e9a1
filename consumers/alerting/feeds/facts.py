"""The state of a feed as conditions see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from agent.records import FeedHealth
from consumers.alerting.model import Notify


class FeedFacts:
    """What a change in how a feed is doing offers to the conditions of rules."""

    __slots__ = ("country", "feed", "health", "language", "now", "outlet", "state", "was")

    def __init__(self, health: FeedHealth, now: datetime) -> None:
        """Work out the sets.

        Args:
            health: The change.
            now: When it was written to the log.
        """
        self.health = health
        self.now = now
        self.state = frozenset((health.state.value,))
        self.was = frozenset((health.was.value,))
        self.feed = frozenset((health.feed,))
        self.outlet = _filled(health.outlet)
        self.language = _filled(health.language)
        self.country = _filled(health.country)


def _filled(value: str) -> frozenset[str]:
    return frozenset((value,)) if value else frozenset()


KEYS: Mapping[str, Callable[[FeedHealth], str]] = {
    "feed": lambda health: health.feed,
    "state": lambda health: health.state.value,
    "outlet": lambda health: health.outlet,
    "language": lambda health: health.language,
    "country": lambda health: health.country,
}
"""Field of a feed's state that cooldowns can go by -> its value."""


def feed_key(rule_id: str, notify: Notify, health: FeedHealth) -> str:
    """Return the key that tells alerts of a rule apart: by feed, or one for the rule where it has a cooldown."""
    fields = notify.key if notify.key is not None else (() if notify.cooldown else ("feed",))
    return "|".join((rule_id, *(KEYS[field](health) for field in fields)))
