"""What an alert about a feed says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from agent.records import FeedHealth, FeedState
from consumers.alerting.model import Rule

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _stamp(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "never"


def _name(health: FeedHealth) -> str:
    return f"{health.outlet} ({health.feed})" if health.outlet else health.feed


def _error(health: FeedHealth) -> str:
    return f"{health.error}: {health.detail}" if health.detail else health.error


_TOLD: Mapping[FeedState, Callable[[FeedHealth], str]] = {
    FeedState.OK: lambda h: f"is well again (it was {h.was})",
    FeedState.MOVED: lambda h: f"has moved for good to {h.url}; the feed list still has {h.configured_url}",
    FeedState.QUIET: lambda h: f"has had no new entry since {_stamp(h.last_new or h.since)}",
    FeedState.FAILING: lambda h: f"cannot be read since {_stamp(h.since)} ({_error(h)})",
    FeedState.DEAD: lambda h: f"is dead: it cannot be read since {_stamp(h.since)} ({_error(h)})",
    FeedState.GONE: lambda h: f"is gone for good (410) since {_stamp(h.since)}",
}

PLACEHOLDERS: Mapping[str, Callable[[Rule, FeedHealth], str]] = {
    "title": lambda rule, _health: rule.title,
    "feed": lambda _rule, health: health.feed,
    "outlet": lambda _rule, health: health.outlet or health.feed,
    "state": lambda _rule, health: health.state.value,
    "was": lambda _rule, health: health.was.value,
    "since": lambda _rule, health: _stamp(health.since),
    "error": lambda _rule, health: _error(health),
    "failures": lambda _rule, health: str(health.failures),
    "last_success": lambda _rule, health: _stamp(health.last_success),
    "last_new": lambda _rule, health: _stamp(health.last_new),
    "url": lambda _rule, health: health.url,
}
"""What may stand in braces in the message of a rule that watches feeds."""


def told(health: FeedHealth) -> str:
    """Return what has become of a feed, in a sentence without its full stop."""
    return f"{_name(health)} {_TOLD[health.state](health)}"


def feed_reason(
    rule: Rule, health: FeedHealth, matched: Mapping[str, Sequence[str]], notes: Sequence[str] = ()
) -> str:
    """Return why ``rule`` fired for what became of a feed.

    Args:
        rule: The rule; its message, where it has one, stands for the plain sentence.
        health: The change.
        matched: Condition -> the values that satisfied it.
        notes: What a recovery or an ended cooldown has to add.
    """
    said = _PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]](rule, health), rule.message) or told(health)
    conditions = ", ".join(f"{name} {', '.join(values)}" for name, values in matched.items() if name != "recovered")
    by = f" (matched by {conditions})" if conditions else ""
    return f"{rule.title}: {said.rstrip('.')}{by}.{''.join(f' {note}' for note in notes)}"
