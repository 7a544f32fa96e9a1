"""Names that do not change when a log is read anew."""

from __future__ import annotations

from hashlib import blake2b

from agent.records import Event
from consumers.alerting.model import Repeat

ESCALATED = "escalated"
RETRACTED = "retracted"


def alert_id(rule_id: str, *parts: str) -> str:
    """Return the id of the alert that ``rule_id`` raises for what ``parts`` name: the same for ever."""
    return blake2b("\x1f".join((rule_id, *parts)).encode(), digest_size=16).hexdigest()


def event_alert_id(rule_id: str, event: Event, repeat: Repeat) -> str:
    """Return the id of the alert of one rule for one event, by how often the rule alerts for it.

    It follows from the event alone, not from what was alerted before: once for ever, once for each status, or once
    for each revision.
    """
    last = {"never": "", "status": event.status, "revision": f"revision {event.revision}"}[repeat]
    return alert_id(rule_id, event.event_id, last)


def window_alert_id(rule_id: str, group: str, anchor: str) -> str:
    """Return the id of the alert that a window raises; ``anchor`` is the event that opened the window."""
    return alert_id(rule_id, "window", group, anchor)
