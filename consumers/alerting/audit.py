"""What became of a match: the record of the audit topic."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Disposition(StrEnum):
    """What became of a match."""

    EMITTED = "emitted"
    """An alert was published."""
    COOLDOWN = "cooldown"
    """The same key alerted a short while ago."""
    SILENCED = "silenced"
    """The rule is muted."""
    QUIET = "quiet"
    """It is quiet hours: the alert waits, or was dropped, as the rule says."""
    SHADOW = "shadow"
    """The rule is being tried out: this is what it would have published."""
    LIMITED = "limited"
    """The rule has reached its limit of alerts."""
    WITHDRAWN = "withdrawn"
    """The event was taken back while its alert waited for the end of quiet hours."""
    PENDING = "pending"
    """Counted in a window that has not fired. Only in metrics."""
    REPEAT = "repeat"
    """A further report of an event that the rule has dealt with. Only in metrics."""


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One match of a rule and what became of it, so that every silence can be explained."""

    rule: str
    alert_id: str
    """Of the alert that was, or would have been, published."""
    event_id: str
    revision: int
    disposition: Disposition
    note: str
    """Why this disposition, in words."""
    key: str
    """What the alert would have been kept apart by."""
    severity: str
    matched: dict[str, list[str]]
    reason: str
    at: datetime
