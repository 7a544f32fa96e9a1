"""The alert stage: events in, alerts and an audit trail out."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent.records import Disposition, Event
from agent.stage import Decision
from agent.state import Tables
from agent.topics import EVENTS
from consumers.alerting import windows
from consumers.alerting.delivery import deliver, release
from consumers.alerting.facts import Facts
from consumers.alerting.firing import firings, of_window, retraction
from consumers.alerting.ledger import Ledger
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.state import Store, alert_tables

CATCH_UP = timedelta(seconds=120)
"""Silence is judged only when the stream is no further behind the clock than this, or has given nothing for as long:
a daemon that reads a backlog after a stop must not take its own absence for the world's."""


class AlertStage:
    """Applies the rules in force to every revision of every event."""

    name = "alert"
    source = EVENTS
    record_type = Event

    def __init__(self, rules: RuleSet, installation: str = "rasid") -> None:
        """Make the stage.

        Args:
            rules: The rules in force.
            installation: Names this installation in the CloudEvents source of its alerts, ``urn:rasid:<installation>``.
        """
        self._rules = rules
        self._installation = installation
        self._idle_since: datetime | None = None

    @property
    def rules(self) -> RuleSet:
        """The rules in force."""
        return self._rules

    def replace_rules(self, rules: RuleSet) -> None:
        """Put other rules in force from the next record on.

        State goes by rule id: what a rule has alerted, its cooldowns and its windows stay, and an edited rule does
        not alert again for an event that it has dealt with. A changed window starts empty.
        """
        self._rules = rules

    def tables(self) -> Tables:
        """Return the stage's empty state."""
        return alert_tables()

    def decide(self, record: Event, tables: Tables, now: datetime) -> Decision:
        """Return the alerts and audit entries that follow from a revision of an event."""
        self._idle_since = None
        ledger, store = Ledger(self._installation), Store(tables)
        now = store.advance(now)
        if record.withdrawn or record.merged_into:
            self._take_back(record, store, ledger, now)
            return ledger.decision()
        facts = Facts(record, now)
        missing: dict[str, int] = {}
        for rule, matched in self._rules.matches(facts, missing):
            known = store.handled_by(rule.rule.id, record.event_id) is not None
            due = firings(rule, facts, matched, store, now)
            for firing in due:
                if deliver(firing, store, ledger, now) is Disposition.EMITTED:
                    store.mark_alerted(rule.rule.id, record.event_id)
            if not due:
                ledger.count(rule.rule.id, Disposition.REPEAT if known else Disposition.PENDING)
        ledger.count_missing(missing)
        return ledger.decision()

    def tick(self, tables: Tables, now: datetime) -> Decision:
        """Return what follows from the passing of time: alerts held over quiet hours, and absences."""
        ledger, store = Ledger(self._installation), Store(tables)
        release(self._rules, store, ledger, now)
        if self._has_caught_up(store, now):
            for rule in self._rules.absences:
                for fired, event in windows.overdue(rule, store, now):
                    deliver(of_window(rule.rule, Facts(event, now), {}, fired), store, ledger, now)
        return ledger.decision()

    def _take_back(self, event: Event, store: Store, ledger: Ledger, now: datetime) -> None:
        """Let go of an event that is withdrawn, or has become part of another."""
        for held in store.forget_event(event):
            ledger.settle(held.alert, held.key, Disposition.WITHDRAWN, "its event was withdrawn", now)
        if event.merged_into:
            return
        for rule_id in store.alerted_by(event.event_id):
            rule = self._rules.get(rule_id)
            if rule and rule.rule.notify.retract and not rule.rule.window:
                deliver(retraction(rule.rule, event, now), store, ledger, now)
                store.mark_alerted(rule_id, event.event_id, alerted=False)

    def _has_caught_up(self, store: Store, now: datetime) -> bool:
        if self._idle_since is None:
            self._idle_since = now
        stream = store.stream_time
        return now - self._idle_since >= CATCH_UP or (stream is not None and abs(now - stream) < CATCH_UP)
