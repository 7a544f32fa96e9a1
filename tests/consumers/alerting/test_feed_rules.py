"""Rules that watch the feeds themselves."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from agent.codec import decode, encode
from agent.records import Alert, AuditEntry, FeedHealth, FeedState
from consumers.alerting.backtest import backtest
from consumers.alerting.explain import explain, first_failure, render
from consumers.alerting.feeds.facts import FeedFacts
from consumers.alerting.feeds.stage import FeedAlertStage
from consumers.alerting.inline import run_tests
from consumers.alerting.lint import findings
from consumers.alerting.loading import parse_rules
from consumers.alerting.problems import RuleError
from consumers.commands.rules import configure
from consumers.commands.rules import run as run_command

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOST = "feeds: {states: [dead, gone]}"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Feeds:
    """The stage with its state and a clock, and what it has published."""

    def __init__(self, rules, now):
        self.stage = FeedAlertStage(rules, "test")
        self.tables = self.stage.tables()
        self.now = now
        self.outputs, self.counts, self.states, self.revisions = [], [], {}, {}

    def _take(self, decision):
        self.tables.apply()
        self.outputs += decision.outputs
        self.counts += decision.counts
        return [output.record for output in decision.outputs if isinstance(output.record, Alert)]

    def becomes(self, state, feed="sana", after=HOUR, **changes):
        self.now += after
        self.revisions[feed] = self.revisions.get(feed, 0) + 1
        known = {
            "feed": feed, "revision": self.revisions[feed], "state": FeedState(state),
            "was": self.states.get(feed, FeedState.OK), "since": self.now - DAY, "at": self.now, "outlet": "SANA",
            "language": "ar", "country": "SY", "url": "https://sana.example/rss",
            "configured_url": "https://sana.example/rss", "failures": 9, "error": "timeout", "detail": "too slow",
        }  # fmt: skip
        self.states[feed] = FeedState(state)
        return self._take(self.stage.decide(FeedHealth(**{**known, **changes}), self.tables, self.now))

    def tick(self, after=timedelta()):
        self.now += after
        return self._take(self.stage.tick(self.tables, self.now))

    @property
    def audit(self):
        return [output.record for output in self.outputs if isinstance(output.record, AuditEntry)]

    @property
    def dispositions(self):
        return [entry.disposition.value for entry in self.audit]


@pytest.fixture
def start(run):
    return run("match: {types: CONSULT}").now


@pytest.fixture
def feeds(rules_of, start):
    return lambda text: Feeds(rules_of(text), start)


def test_a_feed_that_comes_to_a_watched_state_is_an_alert_that_explains_itself(feeds):
    stage = feeds(LOST)
    assert not stage.becomes("failing")
    (alert,) = stage.becomes("dead")
    assert alert.event is None
    assert (alert.feed.feed, alert.feed.state, alert.subject_id) == ("sana", "dead", "sana")
    assert alert.matched == {"states": ["dead"]}
    assert alert.reason.startswith("Watch: SANA (sana) is dead: it cannot be read since 2026-11-22 11:00 UTC")
    assert "timeout: too slow" in alert.reason
    assert "matched by states dead" in alert.reason
    assert stage.dispositions == ["emitted"]
    assert stage.audit[0].event_id == "sana"
    assert decode(encode(alert), Alert) == alert


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ("feeds: {states: dead, outlets: SANA}", True),
        ("feeds: {states: dead, outlets: APS}", False),
        ("feeds: {states: dead, languages: {none: [ar]}}", False),
        ("feeds: {states: dead, countries: [EG, SY]}", True),
        ("feeds: {states: dead, feeds: [sana, aps]}", True),
        ("feeds: {states: dead, feeds: {none: [sana]}}", False),
        ("feeds: {states: dead, was: failing}", True),
        ("feeds: {states: dead, was: quiet}", False),
    ],
)  # fmt: skip
def test_conditions(feeds, rule, matches):
    stage = feeds(rule)
    stage.becomes("failing")
    assert bool(stage.becomes("dead")) is matches


@pytest.mark.parametrize("state", FeedState)
def test_every_state_is_told_in_words(feeds, state):
    (alert,) = feeds(f"feeds: {{states: {state}}}").becomes(state)
    assert "SANA (sana) " in alert.reason
    assert alert.reason.endswith(".")


def test_two_feeds_are_two_alerts_and_one_feed_twice_is_two(feeds):
    stage = feeds(LOST)
    ids = [
        stage.becomes(*change)[0].alert_id if change[0] == "dead" else stage.becomes(*change)
        for change in (("dead", "sana"), ("dead", "aps"), ("ok", "sana"), ("dead", "sana"))
    ]
    assert ids[2] == []
    assert len({ids[0], ids[1], ids[3]}) == 3


def test_reading_the_log_anew_gives_the_same_ids(feeds):
    first, second = feeds(LOST), feeds(LOST)
    assert first.becomes("dead")[0].alert_id == second.becomes("dead")[0].alert_id


def test_with_retract_another_alert_says_that_it_is_over(feeds):
    stage = feeds(f"{LOST}\nnotify: {{retract: yes}}")
    (dead,) = stage.becomes("dead")
    (over,) = stage.becomes("ok", failures=0, error="", detail="", after=90 * DAY)
    assert over.matched == {"recovered": ["dead -> ok"]}
    assert "is well again (it was dead)" in over.reason
    assert over.alert_id != dead.alert_id
    assert not stage.becomes("failing")
    assert not stage.becomes("ok")


def test_without_retract_it_is_silent_when_it_is_over(feeds):
    stage = feeds(LOST)
    stage.becomes("dead")
    assert not stage.becomes("ok")


def test_failing_then_dead_alerts_twice_or_once(feeds):
    both = "feeds: {states: [failing, dead]}"
    twice, once = feeds(both), feeds(f"{both}\nnotify: {{repeat: never}}")
    assert [len(stage.becomes(state)) for stage in (twice, once) for state in ("failing", "dead")] == [1, 1, 1, 0]
    assert not once.becomes("ok")
    assert once.becomes("failing")


def test_one_alert_for_an_outage_that_takes_all(feeds):
    stage = feeds(f"{LOST}\nnotify: {{key: rule, cooldown: 1h}}")
    alerts = [len(stage.becomes("dead", f"feed{n}", after=timedelta(minutes=1))) for n in range(10)]
    assert alerts == [1] + [0] * 9
    (later,) = stage.becomes("dead", "late", after=2 * HOUR)
    assert "9 more matches were held back" in later.reason


def test_the_key_can_be_a_field_of_the_feed(feeds):
    stage = feeds(f"{LOST}\nnotify: {{key: [outlet, state], cooldown: 1d}}")
    stage.becomes("dead")
    assert [output.key for output in stage.outputs if isinstance(output.record, Alert)] == ["watch|SANA|dead"]
    assert not stage.becomes("dead", "sana-2")


def test_mute_shadow_and_limit_hold_for_feeds(feeds):
    assert not (stage := feeds(f"{LOST}\nstage: shadow")).becomes("dead")
    assert stage.dispositions == ["shadow"]
    assert not (stage := feeds(f"{LOST}\nmute: {{until: 2027-01-01}}")).becomes("dead")
    assert stage.dispositions == ["silenced"]
    stage = feeds(f"{LOST}\nnotify: {{limit: {{alerts: 1, per: 1d}}}}")
    assert [len(stage.becomes("dead", feed)) for feed in "abc"] == [1, 0, 0]


def test_quiet_hours_hold_an_alert_unless_the_feed_is_well_before_they_end(feeds):
    rule = f'{LOST}\nquiet: {{from: "00:00", to: "23:00"}}'
    held = feeds(rule)
    assert not held.becomes("dead")
    assert held.tick(13 * HOUR)
    assert held.dispositions == ["quiet", "emitted"]
    well = feeds(rule)
    well.becomes("dead")
    well.becomes("ok")
    assert not well.tick(13 * HOUR)
    assert well.dispositions == ["quiet", "withdrawn"]


def test_a_message_of_its_own(feeds):
    text = "{outlet} [{feed}] {was}>{state} since {since}: {error} x{failures}, read {last_success}, {last_new}, {url}"
    (alert,) = feeds(f'{LOST}\nmessage: "{text}"').becomes("dead")
    assert "SANA [sana] ok>dead since 2026-11-22 10:00 UTC: timeout: too slow x9, read never" in alert.reason


def test_rules_on_feeds_and_rules_on_events_leave_each_other_alone(rules_of, run, event_of, start):
    text = (
        "defaults: {match: {confidence: 0.5}}\n"
        "rules:\n  - {id: a, title: A, match: {types: CONSULT}}\n  - {id: b, title: B, feeds: {states: dead}}\n"
    )
    rules = rules_of(text)
    assert len(rules) == 2
    assert [rule.rule.id for rule in rules.compiled] == ["a"]
    assert [rule.rule.id for rule in rules.feeds] == ["b"]
    assert len(run(text).decide(event_of("EG + ET CONSULT"))) == 1
    assert [alert.rule.id for alert in Feeds(rules, start).becomes("dead")] == ["b"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("owner: x", "a rule needs 'match' (events to watch) or 'feeds' (feeds to watch)"),
        ("match: {types: CONSULT}, feeds: {states: dead}", "and not both"),
        ("feeds: {states: daed}", "did you mean 'dead'?"),
        ("feeds: {languages: ar}", "feeds needs 'states'"),
        ("feeds: {states: dead}, window: {type: count, over: 1h, gte: 3}", "no such 'window'"),
        ("feeds: {states: dead}, exceptions: {x: {types: CONSULT}}", "no such 'exceptions'"),
        ("feeds: {states: dead}, notify: {key: dyad}", "'dyad' is no field of feeds"),
        ("match: {types: CONSULT}, notify: {key: outlet}", "'outlet' is no field of events"),
        ("feeds: {states: dead}, notify: {escalate: {severity: high, independent_sources: 3}}", "no such 'notify'"),
        ("feeds: {states: dead}, message: '{actors}'", "{actors} is nothing that a rule that watches feeds can tell"),
        ("match: {types: CONSULT}, message: '{last_success}'", "{last_success} is nothing"),
        ("feeds: {states: dead}, tests: [{event: EG + ET CONSULT, fires: no}]", "must be about feeds"),
        ("match: {types: CONSULT}, tests: [{feed: dead, fires: no}]", "must be about events"),
        ("feeds: {states: dead}, tests: [{feed: {id: x}, fires: no}]", "a feed needs 'state'"),
    ],
)  # fmt: skip
def test_a_slip_is_named(vocabulary, body, said):
    with pytest.raises(RuleError) as raised:
        parse_rules(f"rules:\n  - {{id: r, title: t, {body}}}\n", "rules.yaml", vocabulary)
    assert said in str(raised.value)
    assert "rules.yaml:2" in str(raised.value)


def test_inline_tests_run_on_the_stage_of_the_daemon(rules_of):
    rules = rules_of(
        "feeds: {states: dead, languages: ar}\n"
        "tests:\n"
        "  - {feed: {state: dead, language: ar}, fires: yes}\n"
        "  - {name: wrong, feed: dead, fires: yes}\n"
    )
    (good, wrong) = run_tests(rules.rules[0])
    assert good.passed
    assert not wrong.passed
    assert wrong.why == "expected an alert, got none: languages wants any of [ar], the feed has en"


def test_lint_knows_rules_on_feeds(vocabulary, start):
    text = (
        "rules:\n  - {id: a, title: A, owner: o, feeds: {states: dead}}\n"
        "  - {id: b, title: B, owner: o, feeds: {states: dead}, tests: [{feed: dead, fires: yes}]}\n"
    )
    content, unused = parse_rules(text, "rules.yaml", vocabulary)
    said = [str(problem) for problem in findings(content, unused, "rules.yaml", start, vocabulary)]
    assert len(said) == 2
    assert "no test shows that it can fire" in said[0]
    assert "matches exactly what rule 'a' matches" in said[1]


def test_explain_shows_each_condition(rules_of, start):
    rules = rules_of("feeds: {states: [dead, gone], languages: en}")
    stage = Feeds(rules, start)
    stage.becomes("failing")
    health = FeedHealth(feed="sana", revision=2, state=FeedState.DEAD, since=start, at=start, language="ar")
    facts = FeedFacts(health, start)
    shown = "\n".join(render(explain(rules.feeds[0], facts)))
    assert "NO MATCH  watch (Watch) on sana revision 2" in shown
    assert "PASS  states: wants any of [dead, gone]; has dead" in shown
    assert "FAIL  languages: wants any of [en]; has ar" in shown
    assert first_failure(rules.feeds[0], facts).startswith("languages wants")


def test_backtest_takes_events_and_feeds_as_they_came(rules_of, event_of, start):
    rules = rules_of(
        "rules:\n  - {id: a, title: A, match: {types: CONSULT}}\n"
        "  - {id: b, title: B, feeds: {states: dead}, quiet: {from: '00:00', to: '12:00'}}\n"
    )
    dead = FeedHealth(feed="sana", revision=1, state=FeedState.DEAD, since=start, at=start)
    stream = [(dead, start), (event_of("EG + ET CONSULT"), start + 6 * HOUR)]
    alerts = [(r.rule.id, r.created) for r in backtest(rules, stream) if isinstance(r, Alert)]
    assert [rule for rule, _ in alerts] == ["b", "a"]


def test_the_command_reads_records_of_the_health_topic(tmp_path, capsys):
    import argparse

    rules = tmp_path / "rules.yaml"
    rules.write_text("rules:\n  - {id: lost, title: Lost, feeds: {states: dead}}\n")
    health = FeedHealth(
        feed="sana", revision=1, state=FeedState.DEAD, since=START, at=START, configured_url="https://sana.example/rss"
    )
    records = tmp_path / "health.jsonl"
    records.write_bytes(encode(health) + b"\n")
    parser = argparse.ArgumentParser()
    configure(parser)
    for command in ("backtest", "explain"):
        args = parser.parse_args([command, str(records), "--rules", str(rules), "--format", "json"])
        assert run_command(args) == 0
    alert, explanation = map(json.loads, capsys.readouterr().out.splitlines())
    assert alert["feed"]["feed"] == "sana"
    assert alert["event"] is None
    assert explanation["matches"] is True


def test_an_alert_without_event_keeps_its_form(feeds):
    (alert,) = feeds(LOST).becomes("dead")
    fields = msgspec.json.decode(encode(alert))
    assert {"alert_id", "rule", "matched", "reason", "event", "feed", "revision", "created"} == set(fields)


def test_rules_that_are_replaced_keep_what_they_have_told(feeds, rules_of):
    stage = feeds(f"{LOST}\nnotify: {{retract: yes}}")
    stage.becomes("dead")
    stage.stage.replace_rules(rules_of(f"{LOST}\nseverity: high\nnotify: {{retract: yes}}"))
    (over,) = stage.becomes("ok")
    assert (over.rule.severity, over.matched) == ("high", {"recovered": ["dead -> ok"]})
