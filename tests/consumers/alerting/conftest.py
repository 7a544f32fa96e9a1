"""Rules from text and events from one line, for every test of alerting."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from agent.records import Alert, AuditEntry
from consumers.alerting.loading import parse_rules
from consumers.alerting.reader import Reader, compose
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.shortform import read_event
from consumers.alerting.stage import AlertStage
from consumers.alerting.vocabulary import Vocabulary

START = datetime(2026, 11, 23, 9, tzinfo=UTC)

VOCABULARY = Vocabulary(
    countries=frozenset({
        "US", "RU", "UA", "CN", "FR", "GB", "DE", "EG", "ET", "SD", "SA", "AE", "QA", "KW", "BH", "OM", "IL", "PS",
        "IR", "TR", "SY", "IN", "PK", "VE", "NO", "JP",
    }),
    organisations=frozenset({"org:un", "org:eu", "org:hamas", "org:iaea"}),
    people=frozenset({"badr-abdelatty", "sergey-lavrov", "marco-rubio", "wang-yi"}),
    topics=frozenset({"gaza", "trade", "nile-dam"}),
    roles=frozenset({"foreign_minister", "head_of_state", "envoy", "ambassador"}),
    modes={
        "CONSULT": ("meeting", "phone", "visit", "multilateral"),
        "SUPPORT": ("recognise", "relations", "praise"),
        "ACCUSE": ("disapprove", "summon"),
        "SANCTION": ("impose", "expel", "recall", "withdraw"),
    },
    scores={("SANCTION", ""): -6.0, ("CONSULT", ""): 2.5, ("CONSULT", "phone"): 1.5},
)


class Run:
    """A stage with its state and a clock, and what it has published."""

    def __init__(self, rules):
        self.stage = AlertStage(rules, "test")
        self.tables = self.stage.tables()
        self.now = START
        self.alerts = []
        self.audit = []
        self.outputs = []
        self.counts = []

    def _take(self, decision):
        self.tables.apply()
        self.outputs.extend(decision.outputs)
        self.counts.extend(decision.counts)
        records = [output.record for output in decision.outputs]
        alerts = [record for record in records if isinstance(record, Alert)]
        self.alerts.extend(alerts)
        self.audit.extend(record for record in records if isinstance(record, AuditEntry))
        return alerts

    def decide(self, event, after=timedelta()):
        self.now += after
        return self._take(self.stage.decide(event, self.tables, self.now))

    def tick(self, after=timedelta()):
        self.now += after
        return self._take(self.stage.tick(self.tables, self.now))

    def counted(self, metric, **labels):
        return sum(c.value for c in self.counts if c.metric == metric and labels.items() <= c.labels.items())

    @property
    def dispositions(self):
        return [entry.disposition.value for entry in self.audit]


@pytest.fixture(scope="session")
def vocabulary():
    return VOCABULARY


@pytest.fixture(scope="session")
def rules_of():
    """Return a set of rules from the YAML text of a whole file, or of the body of one rule."""

    def build(text):
        if "rules:" not in text:
            body = "\n".join(f"    {line}" for line in text.strip("\n").splitlines())
            text = f"rules:\n  - id: watch\n    title: Watch\n{body}\n"
        return RuleSet(parse_rules(text, "rules.yaml", VOCABULARY)[0], "rules.yaml")

    return build


@pytest.fixture(scope="session")
def event_of():
    """Return an event from its short form; keywords replace its fields."""

    def build(text, **changes):
        reader = Reader("event", VOCABULARY)
        event = read_event(reader, compose(text, "event"), 1).event
        assert not reader.problems, reader.problems
        return msgspec.structs.replace(event, **changes)

    return build


@pytest.fixture
def run(rules_of):
    """Return a running stage with the given rules."""
    return lambda text: Run(rules_of(text))
