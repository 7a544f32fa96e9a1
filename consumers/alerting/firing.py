"""Whether a match is an alert: the first report of an event, a change that matters, or a window that is full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent.records import Alert, Event, FeedHealth, RuleRef
from consumers.alerting import windows
from consumers.alerting.compiled import CompiledRule, Matched
from consumers.alerting.facts import Facts
from consumers.alerting.feeds.wording import feed_reason
from consumers.alerting.grouping import notify_key
from consumers.alerting.identity import ESCALATED, RETRACTED, alert_id, event_alert_id, window_alert_id
from consumers.alerting.model import Repeat, Rule, Severity
from consumers.alerting.state import Handled, Store
from consumers.alerting.wording import reason


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert that is due."""

    rule: Rule
    subject: Event | FeedHealth
    """What it is about."""
    matched: Matched
    alert_id: str
    key: str
    severity: Severity
    notes: tuple[str, ...] = ()
    urgent: bool = False
    """An escalation: no cooldown holds it back."""

    def alert(self, now: datetime) -> Alert:
        """Return the alert as it is published."""
        about = self.subject
        event, feed = (about, None) if isinstance(about, Event) else (None, about)
        if isinstance(about, Event):
            said = reason(self.rule, about, self.matched, self.notes)
        else:
            said = feed_reason(self.rule, about, self.matched, self.notes)
        return Alert(
            alert_id=self.alert_id,
            rule=RuleRef(id=self.rule.id, title=self.rule.title, severity=self.severity),
            matched=self.matched,
            reason=said,
            event=event,
            feed=feed,
            revision=about.revision,
            created=now,
        )


def firings(rule: CompiledRule, facts: Facts, matched: Matched, store: Store, now: datetime) -> list[Firing]:
    """Return the alerts that are due as ``rule`` matches a revision of an event, and remember that it did."""
    handled = store.handled_by(rule.rule.id, facts.event.event_id)
    if rule.rule.window is None:
        return _of_event(rule.rule, facts, matched, handled, store, now)
    if handled is not None:
        store.handle(rule.rule.id, facts.event, now)
        return []
    fired, keys = windows.observe(rule, facts, store, now)
    store.handle(rule.rule.id, facts.event, now, windows=keys)
    return [of_window(rule.rule, facts, matched, window) for window in fired]


def retraction(rule: Rule, event: Event, now: datetime) -> Firing:
    """Return the alert that takes back what ``rule`` published for an event that is withdrawn."""
    return Firing(
        rule=rule,
        subject=event,
        matched={"withdrawn": [event.reason or "no report supports it any longer"]},
        alert_id=alert_id(rule.id, event.event_id, RETRACTED),
        key=notify_key(rule.id, Facts(event, now), rule.notify.key_fields),
        severity=rule.severity,
        notes=(f"Withdrawn: {event.reason or 'no report supports it any longer'}.",),
        urgent=True,
    )


def of_window(rule: Rule, facts: Facts, matched: Matched, fired: windows.Fired) -> Firing:
    """Return the alert of a window that has fired."""
    grouped = rule.notify.key is None and not rule.notify.cooldown
    key = f"{rule.id}|{fired.group}" if grouped else notify_key(rule.id, facts, rule.notify.key_fields)
    return Firing(
        rule=rule,
        subject=facts.event,
        matched={**matched, "window": [fired.note]},
        alert_id=window_alert_id(rule.id, fired.group, fired.anchor),
        key=key,
        severity=rule.severity,
        notes=(fired.note,),
    )


def _of_event(
    rule: Rule, facts: Facts, matched: Matched, handled: Handled | None, store: Store, now: datetime
) -> list[Firing]:
    event, escalate = facts.event, rule.notify.escalate
    confirmed = bool(
        escalate and escalate.independent_sources and event.independent_sources >= escalate.independent_sources
    )
    store.handle(rule.id, event, now, escalated=confirmed, every_revision=rule.notify.repeat == "revision")
    notes: tuple[str, ...] = ()
    urgent = False
    if handled is not None:
        if _alerts_again(rule.notify.repeat, event, handled):
            changed = event.status not in handled.statuses
            notes = (f"The act is now {event.status}; it was {handled.statuses[-1]}.",) if changed else ()
        elif confirmed and not handled.escalated:
            notes, urgent = (f"{event.independent_sources} independent sources report it now.",), True
        else:
            return []
    once_more = alert_id(rule.id, event.event_id, ESCALATED) if urgent else ""
    return [
        Firing(
            rule=rule,
            subject=event,
            matched=matched,
            alert_id=once_more or event_alert_id(rule.id, event, rule.notify.repeat),
            key=notify_key(rule.id, facts, rule.notify.key_fields),
            severity=escalate.severity if confirmed and escalate else rule.severity,
            notes=notes,
            urgent=urgent,
        )
    ]


def _alerts_again(repeat: Repeat, event: Event, handled: Handled) -> bool:
    if repeat == "status":
        return event.status not in handled.statuses
    return repeat == "revision" and event.revision > handled.revision
