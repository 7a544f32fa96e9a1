"""The stage behind rules that watch feeds: changes in how feeds are doing in, alerts and an audit trail out."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta

from agent.records import Disposition, FeedHealth
from agent.stage import Decision
from agent.state import Tables
from agent.topics import HEALTH
from consumers.alerting.compiled import Matched
from consumers.alerting.delivery import deliver, release
from consumers.alerting.feeds.facts import FeedFacts, feed_key
from consumers.alerting.firing import Firing
from consumers.alerting.identity import RETRACTED, alert_id
from consumers.alerting.ledger import Ledger
from consumers.alerting.model import Rule
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.state import Handled, Store, alert_tables

KEEP = timedelta(days=400)
"""How long a rule remembers that it has told of a feed: until it is well again, for a feed can be dead for long."""


class FeedAlertStage:
    """Applies the rules that watch feeds to every change in how a feed is doing."""

    name = "health"
    source = HEALTH
    record_type = FeedHealth

    def __init__(self, rules: RuleSet, installation: str = "rasid") -> None:
        """Make the stage; arguments as for :class:`consumers.alerting.stage.AlertStage`."""
        self._rules = rules
        self._installation = installation

    @property
    def rules(self) -> RuleSet:
        """The rules in force."""
        return self._rules

    def replace_rules(self, rules: RuleSet) -> None:
        """Put other rules in force from the next record on; state goes by rule id and stays."""
        self._rules = rules

    def tables(self) -> Tables:
        """Return the stage's empty state."""
        return alert_tables()

    def decide(self, record: FeedHealth, tables: Tables, now: datetime) -> Decision:
        """Return the alerts and audit entries that follow from what became of a feed."""
        ledger, store = Ledger(self._installation), Store(tables)
        now = store.advance(now)
        facts = FeedFacts(record, now)
        missing: dict[str, int] = {}
        found = [(rule.rule, rule.match(facts, missing)) for rule in self._rules.feeds]
        matches = [(rule, matched) for rule, matched in found if matched is not None]
        self._take_back(record, {rule.id for rule, _ in matches}, store, ledger, now)
        for rule, matched in matches:
            self._tell(rule, record, matched, store, ledger, now)
        ledger.count_missing(missing)
        return ledger.decision()

    def tick(self, tables: Tables, now: datetime) -> Decision:
        """Return what follows from the passing of time: alerts held over quiet hours."""
        ledger = Ledger(self._installation)
        release(self._rules, Store(tables), ledger, now)
        return ledger.decision()

    def _tell(
        self, rule: Rule, health: FeedHealth, matched: Matched, store: Store, ledger: Ledger, now: datetime
    ) -> None:
        row = store.handled_by(rule.id, health.feed)
        if row and row.alerted and rule.notify.repeat == "never":
            ledger.count(rule.id, Disposition.REPEAT)
            return
        store.remember(
            Handled(
                rule=rule.id,
                event=health.feed,
                statuses=(health.state.value,),
                revision=health.revision,
                expires=now + KEEP,
                alerted=bool(row and row.alerted),
            )
        )
        firing = Firing(
            rule=rule,
            subject=health,
            matched=matched,
            alert_id=alert_id(rule.id, health.feed, health.state.value, health.since.isoformat()),
            key=feed_key(rule.id, rule.notify, health),
            severity=rule.severity,
        )
        if deliver(firing, store, ledger, now) is Disposition.EMITTED:
            store.mark_alerted(rule.id, health.feed)

    def _take_back(
        self, health: FeedHealth, matching: Container[str], store: Store, ledger: Ledger, now: datetime
    ) -> None:
        """Let go of the alerts of rules that the feed no longer matches."""
        for waiting_id, held in store.held.find("event", health.feed):
            if held.alert.rule.id not in matching and "recovered" not in held.alert.matched:
                store.held.delete(waiting_id)
                ledger.settle(held.alert, held.key, Disposition.WITHDRAWN, f"the feed is {health.state}", now)
        for rule_id in store.alerted_by(health.feed):
            if rule_id in matching:
                continue
            store.mark_alerted(rule_id, health.feed, alerted=False)
            compiled = self._rules.get(rule_id)
            if compiled and compiled.rule.notify.retract:
                deliver(_recovery(compiled.rule, health), store, ledger, now)


def _recovery(rule: Rule, health: FeedHealth) -> Firing:
    return Firing(
        rule=rule,
        subject=health,
        matched={"recovered": [f"{health.was} -> {health.state}"]},
        alert_id=alert_id(rule.id, health.feed, RETRACTED, health.at.isoformat()),
        key=feed_key(rule.id, rule.notify, health),
        severity=rule.severity,
        notes=(f"Taken back: the feed is no longer {health.was}.",),
        urgent=True,
    )
