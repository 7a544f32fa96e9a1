"""The index finds what trying every rule finds; cooldowns and reloads keep their promises on any stream."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.records import Actor, Alert, Event, EventDate, Place, Source
from consumers.alerting.facts import Facts
from consumers.alerting.loading import parse_rules
from consumers.alerting.problems import RuleError
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.stage import AlertStage
from consumers.alerting.vocabulary import EVENT_TYPES, Vocabulary

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PARTIES = ["EG", "ET", "SD", "US", "org:un"]
STATES = PARTIES[:4]
PEOPLE = ["p1", "p2", "p3"]
TYPES = list(EVENT_TYPES[:4])
MODES = ["phone", "visit"]


def sets(values):
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return some | st.fixed_dictionaries({}, optional={"any": some, "all": some, "none": some, "only": some})


dyad = st.builds(
    lambda pair, arrow: f"{pair[0]} {arrow} {pair[1]}",
    st.lists(st.sampled_from(PARTIES), min_size=2, max_size=2, unique=True),
    st.sampled_from(["->", "-"]),
)
match = st.fixed_dictionaries(
    {},
    optional={
        "dyads": st.lists(dyad, min_size=1, max_size=2),
        "parties": sets(PARTIES),
        "countries": sets(STATES),
        "organisations": sets(["org:un"]),
        "actors": sets(PARTIES),
        "recipients": sets(PARTIES),
        "people": sets(PEOPLE),
        "offices": sets(["EG/envoy", "US/envoy"]),
        "types": sets(TYPES),
        "modes": sets(MODES),
        "status": sets(["planned", "occurred"]),
        "topics": sets(["gaza", "trade"]),
        "places": sets(STATES),
        "score": st.just({"min": 0}),
        "independent_sources": st.integers(1, 3),
        "age": st.just("3d"),
    },
)
rule_parts = st.fixed_dictionaries(
    {"match": match.filter(bool)},
    optional={"exceptions": st.dictionaries(st.just("x"), match.filter(bool), max_size=1)},
)
actor = st.builds(
    Actor,
    party=st.sampled_from(PARTIES),
    person=st.sampled_from(["", *PEOPLE]),
    role=st.sampled_from(["", "envoy"]),
)
events = st.builds(
    Event,
    event_id=st.sampled_from([f"e{n}" for n in range(6)]),
    revision=st.integers(1, 9),
    type=st.sampled_from(TYPES),
    mode=st.sampled_from(["", *MODES]),
    status=st.sampled_from(["planned", "occurred", "denied"]),
    actors=st.lists(actor, max_size=3).map(tuple),
    recipients=st.lists(actor, max_size=2).map(tuple),
    date=st.none() | st.sampled_from(["2026-11-23", "2026-11-01", "2026"]).map(lambda value: EventDate(value=value)),
    place=st.none() | st.sampled_from(STATES).map(lambda code: Place(name=code, country=code)),
    topics=st.lists(st.sampled_from(["gaza", "trade"]), unique=True).map(tuple),
    score=st.sampled_from([-5.0, 0.0, 5.0]),
    sources=st.just((Source(article_id="a", outlet="Wire", language="ar"),)),
    independent_sources=st.integers(0, 3),
)
streams = st.lists(st.tuples(events, st.integers(0, 7200)), max_size=30)


def rule_set(parts):
    rules = []
    for number, part in enumerate(parts):
        candidate = {"id": f"r{number}", "title": f"Rule {number}", **part}
        try:  # a rule that contradicts itself is refused; it is left out
            parse_rules(json.dumps({"rules": [candidate]}), "rules", Vocabulary())
        except RuleError:
            continue
        rules.append(candidate)
    return RuleSet(parse_rules(json.dumps({"rules": rules}), "rules", Vocabulary())[0])


def play(rules, stream, reload_with=None):
    stage = AlertStage(rules)
    tables = stage.tables()
    now, alerts = NOW, []
    for number, (event, seconds) in enumerate(stream):
        now += timedelta(seconds=seconds)
        if reload_with is not None and number == len(stream) // 2:
            stage.replace_rules(reload_with)
        decision = stage.decide(event, tables, now)
        tables.apply()
        alerts += [output.record for output in decision.outputs if isinstance(output.record, Alert)]
    return alerts


slow = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(st.lists(rule_parts, min_size=1, max_size=12), st.lists(events, min_size=1, max_size=10))
def test_the_index_loses_nothing_and_adds_nothing(parts, sample):
    rules = rule_set(parts)
    for event in sample:
        facts = Facts(event, NOW)
        indexed = [(rule.rule.id, matched) for rule, matched in rules.matches(facts, {})]
        linear = [(rule.rule.id, matched) for rule, matched in rules.matches_linear(facts, {})]
        assert indexed == linear


@slow
@given(streams, st.lists(st.integers(60, 20_000), min_size=2, max_size=2))
def test_a_longer_cooldown_never_alerts_more(stream, seconds):
    counts = []
    for length in sorted(seconds):
        notify = {"cooldown": f"{length}s"}
        rules = rule_set([{"match": {"parties": PARTIES}, "notify": notify}])
        counts.append(len(play(rules, stream)))
    assert counts[0] >= counts[1]


@slow
@given(streams)
def test_one_rule_alerts_once_for_an_event_and_status(stream):
    alerts = play(rule_set([{"match": {"parties": PARTIES}}]), stream)
    assert len({alert.alert_id for alert in alerts}) == len(alerts)
    fired = [(alert.event.event_id, alert.event.status) for alert in alerts]
    assert len(set(fired)) == len(fired)
    first_seen = {(e.event_id, e.status) for e, _ in stream if e.parties & set(PARTIES)}
    assert set(fired) == first_seen


@slow
@given(streams, rule_parts)
def test_reloading_the_same_rules_changes_nothing(stream, part):
    notify = {"cooldown": "1h", "key": "dyad"}
    window = {"type": "count", "over": "6h", "gte": 2}
    parts = [{**part, "notify": notify}, {"match": {"parties": PARTIES}, "window": window}]
    assert play(rule_set(parts), stream, rule_set(parts)) == play(rule_set(parts), stream)


@slow
@given(streams)
def test_deciding_is_the_same_after_state_went_through_the_changelog(stream):
    parts = [
        {"match": {"parties": PARTIES}, "notify": {"cooldown": "30m", "limit": {"alerts": 3, "per": "6h"}}},
        {"match": {"parties": PARTIES}, "window": {"type": "spike", "over": "1h", "gte": 2, "baseline": 2}},
        {"match": {"parties": PARTIES}, "window": {"type": "new", "over": "2h", "by": "dyad"}},
    ]
    stage = AlertStage(rule_set(parts))
    changelog, outputs, now = {}, [], NOW
    for event, seconds in stream:
        now += timedelta(seconds=seconds)
        tables = stage.tables()
        for key, value in changelog.items():
            tables.load(key, value)
        outputs += stage.decide(event, tables, now).outputs
        changelog.update(tables.changes())
        changelog = {key: value for key, value in changelog.items() if value is not None}
    assert [o.record for o in outputs if isinstance(o.record, Alert)] == play(rule_set(parts), stream)


def test_the_index_tries_few_of_a_thousand_rules():
    parts = [
        {"match": {"dyads": f"{a} - {b}", "score": {"min": -10 + n / 100}}}
        for n, (a, b) in enumerate([("EG", "ET"), ("EG", "SD"), ("US", "ET"), ("SD", "US")] * 250)
    ]
    rules = RuleSet(
        parse_rules(
            json.dumps({"rules": [{"id": f"r{n}", "title": "R", **part} for n, part in enumerate(parts)]}),
            "rules",
            Vocabulary(),
        )[0]
    )
    event = Event(event_id="e", revision=1, type="AGREE", actors=(Actor(party="EG"), Actor(party="ET")))
    assert len(rules._index.candidates(Facts(event, NOW))) == 250
    alone = msgspec.structs.replace(event, actors=(Actor(party="EG"),))
    assert rules._index.candidates(Facts(alone, NOW)) == []
