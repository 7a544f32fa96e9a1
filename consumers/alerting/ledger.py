"""Collecting what one decision publishes: alerts, audit entries and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from agent.records import Alert, AuditEntry, Disposition
from agent.stage import Count, Decision, Emit
from agent.topics import ALERTS, AUDIT
from consumers.alerting.facts import aware

CE_TYPE = "org.rasid.alert.v1"


def alert_headers(alert: Alert, installation: str) -> tuple[tuple[str, bytes], ...]:
    """Return the CloudEvents 1.0 attributes of an alert in Kafka's binary mode."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", alert.alert_id.encode()),
        ("ce_type", CE_TYPE.encode()),
        ("ce_source", f"urn:rasid:{installation}".encode()),
        ("ce_time", alert.created.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("ce_subject", alert.rule.id.encode()),
        ("content-type", b"application/json"),
    )


class Ledger:
    """The outputs and counts of one decision."""

    def __init__(self, installation: str) -> None:
        self._installation = installation
        self._outputs: list[Emit] = []
        self._counts: list[Count] = []

    def count(self, rule_id: str, disposition: Disposition) -> None:
        """Count a match."""
        self._counts.append(Count("rule_matches_total", {"rule": rule_id, "disposition": disposition.value}))

    def count_missing(self, missing: Mapping[str, int]) -> None:
        """Count conditions that failed because the event lacks a field."""
        for field, times in missing.items():
            self._counts.append(Count("rule_missing_fields_total", {"field": field}, times))

    def settle(self, alert: Alert, key: str, disposition: Disposition, note: str, at: datetime) -> None:
        """Record what became of ``alert``, and publish it if it is emitted."""
        self.count(alert.rule.id, disposition)
        if disposition is Disposition.EMITTED:
            self._publish(alert, key, at)
        entry = AuditEntry(
            rule=alert.rule.id,
            alert_id=alert.alert_id,
            event_id=alert.subject_id,
            revision=alert.revision,
            disposition=disposition,
            note=note,
            key=key,
            severity=alert.rule.severity,
            matched=alert.matched,
            reason=alert.reason,
            at=at,
        )
        self._outputs.append(Emit(AUDIT, alert.rule.id, entry))

    def _publish(self, alert: Alert, key: str, at: datetime) -> None:
        self._outputs.append(Emit(ALERTS, key, alert, alert_headers(alert, self._installation)))
        self._counts.append(Count("alerts_total", {"severity": alert.rule.severity}))
        sources = alert.event.sources if alert.event else ()
        published = [aware(source.published) for source in sources if source.published]
        if published:
            latency = max(0.0, (at - max(published)).total_seconds())
            self._counts.append(Count("alert_latency_seconds", {}, latency))

    def decision(self) -> Decision:
        """Return everything collected."""
        return Decision(self._outputs, self._counts)
