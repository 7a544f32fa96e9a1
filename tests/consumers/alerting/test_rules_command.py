"""rasid rules: check, test, explain, backtest, list, schema."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from agent.cli import main
from agent.codec import decode, encode
from agent.config.folder import bundled_config
from agent.records import Alert
from consumers.alerting.backtest import backtest
from consumers.alerting.inline import load_tested_rules, run_tests
from consumers.alerting.loading import load_rules, parse_rules
from consumers.alerting.model import SEVERITIES
from consumers.alerting.problems import RuleError
from consumers.alerting.schema import rules_schema
from consumers.alerting.stage import AlertStage

GOOD = """
rules:
  - id: dam
    title: Dam
    owner: desk
    match: {dyads: EG - ET}
    exceptions: {praise: {types: SUPPORT, modes: praise}}
    tests:
      - {name: talks, event: EG + ET CONSULT, fires: yes}
      - {name: praise, event: EG -> ET SUPPORT praise, fires: no}
"""
FAILING = GOOD.replace("event: EG + ET CONSULT", "event: EG + SD CONSULT")


@pytest.fixture
def file(tmp_path):
    def write(text, name="rules.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def rasid(capsys):
    def call(*words):
        code = main(["rules", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def event_lines(event_of, file):
    events = [
        event_of("EG + ET CONSULT", event_id="e1"),
        event_of("EG -> ET SUPPORT praise", event_id="e2"),
        event_of("EG + SD CONSULT", event_id="e3"),
        event_of("EG + ET CONSULT", event_id="e1", revision=2),
    ]
    return file("\n".join(encode(event).decode() for event in events), "events.jsonl")


def test_check_of_rules_in_order(rasid, file):
    code, out, err = rasid("check", file(GOOD))
    assert (code, out) == (0, "")
    assert "1 rule, 2 tests, 0 findings" in err


def test_check_of_doubtful_rules(rasid, file):
    text = """
lists: {spare: [EG]}
rules:
  - {id: a, title: A, match: {status: planned}}
  - id: b
    title: B
    match: {countries: EG}
    mute: {until: 2020-01-01}
    notify: {escalate: {matches: 3, severity: high}}
  - id: c
    title: C
    owner: d
    match: {countries: EG}
    window: {type: count, over: 1d, gte: 2}
    notify: {repeat: never, retract: yes}
  - {id: e, title: E, owner: d, match: {types: [CONSULT, AID], modes: phone}}
  - {id: d, title: D, owner: d, match: {countries: EG}, tests: [{event: EG AGREE, fires: yes}]}
"""
    code, out, err = rasid("check", file(text))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert {"level", "file", "line", "rule", "message"} == set(found[0])
    for words in (
        "list 'spare' is used by no rule",
        "it asks for nobody and no kind of act",
        "no test shows that it can fire",
        "nobody answers for it",
        "its mute ended at 2020-01-01",
        "there is no cooldown",
        "'repeat' says nothing for a rule with a window",
        "'retract' says nothing for a rule with a window",
        "it matches exactly what rule 'b' matches",
        "AID has no mode phone: asking for both leaves it out",
    ):
        assert words in err, words


def test_check_of_failing_tests(rasid, file):
    code, _, err = rasid("check", file(FAILING))
    assert code == 1
    assert "rule 'dam': test 'talks' fails: expected an alert, got none: " in err
    assert "dyads wants EG - ET, the event has EG - SD" in err


def test_check_of_broken_rules(rasid, file):
    code, out, err = rasid("check", file(GOOD.replace("dyads", "dyad")))
    assert code == 2
    assert "unknown key 'dyad' in match; did you mean 'dyads'?" in err
    assert json.loads(out.splitlines()[0])["line"] == 6


def test_text_is_for_people(rasid, file):
    assert rasid("check", "--format", "text", file(FAILING))[1] == ""
    assert rasid("test", "--format", "text", file(GOOD))[1] == "PASS  dam: talks\nPASS  dam: praise\n"
    assert rasid("list", "--format", "text", file(GOOD))[1] == "dam  live    medium    Dam\n"


def test_test_reports_each(rasid, file):
    code, out, err = rasid("test", file(FAILING))
    assert code == 1
    assert [json.loads(line)["passed"] for line in out.splitlines()] == [False, True]
    assert "2 tests, 1 failed" in err


def test_list_gives_rules_as_data(rasid, file):
    code, out, _ = rasid("list", file(GOOD))
    assert code == 0
    assert json.loads(out)["id"] == "dam"


@pytest.mark.parametrize("command", ["test", "list"])
def test_a_file_that_is_not_there(command, rasid, tmp_path):
    code, _, err = rasid(command, str(tmp_path / "none.yaml"))
    assert code == 2
    assert "there is no such rules file" in err


def test_explain_shows_every_condition(rasid, file, event_lines):
    code, out, _ = rasid("explain", event_lines, "--rules", file(GOOD), "--rule", "dam")
    explained = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [found["matches"] for found in explained] == [True, False, False, True]
    text = rasid("explain", event_lines, "--rules", file(GOOD), "--rule", "dam", "--format", "text")[1]
    assert "MATCH  dam (Dam) on e1 revision 1\n  PASS  dyads: wants EG - ET; has EG - ET\n" in text
    assert "  FAIL  exception 'praise' applies\n    holds  types: wants any of [SUPPORT]; has SUPPORT" in text
    assert "  FAIL  dyads: wants EG - ET; has EG - SD\n" in text


def test_explain_without_a_rule_shows_matches_and_near_misses(rasid, file, event_lines):
    both = GOOD + "  - {id: far, title: Far, match: {dyads: US - IR, types: AID}}\n"
    out = rasid("explain", event_lines, "--rules", file(both))[1]
    assert {json.loads(line)["rule"] for line in out.splitlines()} == {"dam"}


def test_an_unknown_rule_is_named_with_the_nearest(rasid, file, event_lines):
    code, _, err = rasid("explain", event_lines, "--rules", file(GOOD), "--rule", "dams")
    assert code == 2
    assert "has no rule 'dams'; did you mean 'dam'?" in err


def test_backtest_gives_the_alerts_that_would_have_come(rasid, file, event_lines):
    code, out, err = rasid("backtest", event_lines, "--rules", file(GOOD))
    (line,) = out.splitlines()
    assert code == 0
    assert decode(line.encode(), Alert).event.event_id == "e1"
    assert "4 events, 1 alert" in err
    audit = rasid("backtest", event_lines, "--rules", file(GOOD.replace("owner", "stage: shadow\n    owner")), "--all")
    assert json.loads(audit[1])["disposition"] == "shadow"


@pytest.mark.parametrize("stage", ["off", "shadow"])
def test_a_rule_that_is_asked_for_is_tried_whatever_its_stage(stage, rasid, file, event_lines):
    rules = file(GOOD.replace("owner", f"stage: {stage}\n    owner"))
    assert rasid("backtest", event_lines, "--rules", rules)[1] == ""
    assert len(rasid("backtest", event_lines, "--rules", rules, "--rule", "dam")[1].splitlines()) == 1
    assert len(rasid("explain", event_lines, "--rules", rules, "--rule", "dam")[1].splitlines()) == 4


def test_lines_that_are_no_events_are_named_and_passed_over(rasid, file, event_lines):
    with Path(event_lines).open("ab") as lines:
        lines.write(b'\n{"event_id": 1}\n\xff\xfe\n\n{"event_id": "e", "revision": 1, "type": "AIDE"}\n')
    code, out, err = rasid("backtest", event_lines, "--rules", file(GOOD))
    assert code == 1
    assert len(out.splitlines()) == 1
    for number in (5, 6, 8):
        assert f"events.jsonl:{number}: no event: " in err
    assert "4 events, 1 alert, 3 lines passed over" in err


def test_events_come_from_standard_input(rasid, file, event_lines, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(event_lines).read_bytes())))
    assert len(rasid("backtest", "-", "--rules", file(GOOD))[1].splitlines()) == 1


def test_missing_events_are_an_error(rasid, file, tmp_path):
    code, _, err = rasid("backtest", str(tmp_path / "none.jsonl"), "--rules", file(GOOD))
    assert code == 2
    assert "none.jsonl: cannot be read" in err


def test_the_schema_takes_what_the_loader_takes_and_finds_slips(rasid):
    code, out, _ = rasid("schema")
    schema = json.loads(out)
    assert code == 0
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid(yaml.safe_load(GOOD))
    assert check.is_valid(yaml.safe_load((bundled_config() / "rules.yaml").read_text(encoding="utf-8")))
    assert not check.is_valid(yaml.safe_load(GOOD.replace("dyads", "dyad")))
    assert not check.is_valid(yaml.safe_load(GOOD.replace("SUPPORT,", "SUPORT,")))
    assert schema["$defs"]["rule"]["properties"]["severity"]["enum"] == list(SEVERITIES)
    assert rules_schema() == schema


def test_the_bundled_rules_are_in_order(rasid):
    code, _, err = rasid("check")
    assert code == 0, err


def test_every_bundled_rule_shows_that_it_can_fire_and_that_it_can_hold_still():
    for rule in load_rules(bundled_config() / "rules.yaml").rules:
        assert all(outcome.passed for outcome in run_tests(rule))
        assert {test.fires for test in rule.tests} == {True, False}, rule.id


def test_a_daemon_takes_no_rules_whose_tests_fail(file, vocabulary):
    assert len(load_tested_rules(Path(file(GOOD)), vocabulary)) == 1
    with pytest.raises(RuleError, match=r"rules.yaml:9: rule 'dam': test 'talks' fails"):
        load_tested_rules(Path(file(FAILING)), vocabulary)


@pytest.mark.parametrize(
    ("body", "passed", "why"),
    [
        ("stage: off\n    tests: [{event: EG AGREE, fires: yes}]", True, ""),
        ("stage: shadow\n    tests: [{event: EG AGREE, fires: yes}]", True, ""),
        ("mute: {until: 2099-01-01}\n    tests: [{event: EG AGREE, fires: yes}]", True, ""),
        ("quiet: {from: '00:00', to: '00:00'}\n    tests: [{event: EG AGREE, fires: yes}]", True, ""),
        ("window: {type: absence, over: 1h}\n    tests: [{event: EG AGREE, fires: yes}]", True, ""),
        ("tests: [{event: EG AGREE, fires: no}]", False, "expected no alert, got 1: Watch"),
        ("window: {type: count, over: 1h, gte: 2}\n    tests: [{event: EG AGREE, fires: yes}]", False, "not full"),
        ("tests: [{event: {act: EG AGREE, withdrawn: yes}, fires: yes}]", False, "the event is withdrawn"),
        (
            "notify: {cooldown: 1h}\n    tests: [{events: [EG AGREE, EG AGREE], fires: yes, alerts: 2}]",
            False,
            "expected 2 alerts, got 1",
        ),
    ],
)
def test_inline_tests(body, passed, why, vocabulary):
    text = f"rules:\n  - id: a\n    title: Watch\n    match: {{countries: EG}}\n    {body}\n"
    (outcome,) = run_tests(parse_rules(text, "rules.yaml", vocabulary)[0].rules[0])
    assert outcome.passed is passed
    assert why in outcome.why


def test_a_backtest_raises_what_production_raises(rules_of, event_of):
    text = """
rules:
  - {id: a, title: A, match: {countries: EG}, notify: {cooldown: 2h}, quiet: {from: "22:00", to: "03:00"}}
  - {id: b, title: B, match: {countries: EG}, window: {type: count, over: 1d, gte: 3}}
  - {id: c, title: C, match: {countries: EG}, window: {type: absence, over: 5h}}
"""
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    stream = [(event_of("EG AGREE", event_id=f"e{n}"), start + timedelta(hours=n * n / 3)) for n in range(12)]
    stage = AlertStage(rules_of(text))
    tables = stage.tables()
    produced, clock = [], start
    for event, now in stream:
        while clock < now:
            produced += stage.tick(tables, clock).outputs
            clock += timedelta(minutes=1)
        produced += stage.decide(event, tables, now).outputs
        tables.apply()
    expected = [o.record.alert_id for o in produced if isinstance(o.record, Alert)]
    tested = [record.alert_id for record in backtest(rules_of(text), stream) if isinstance(record, Alert)]
    assert sorted(tested) == sorted(expected)
    assert {record.rule.id for record in backtest(rules_of(text), stream) if isinstance(record, Alert)} == set("abc")
