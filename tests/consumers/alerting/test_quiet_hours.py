"""Quiet hours: when they are, and what becomes of alerts in them."""

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest

from consumers.alerting.model import Quiet
from consumers.alerting.quiet import is_quiet

NIGHT = 'match: {countries: EG}\nquiet: {from: "22:00", to: "06:00", tz: Africa/Cairo'


def clock(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-11-23T19:59", False),  # Cairo is two hours ahead in winter
        ("2026-11-23T20:00", True),
        ("2026-11-24T03:59", True),
        ("2026-11-24T04:00", False),
        ("2026-07-01T19:00", True),  # and three in summer
        ("2026-07-01T03:00", False),
    ],
)
def test_a_night_in_another_zone(moment, quiet):
    night = Quiet(start=time(22), end=time(6), tz="Africa/Cairo")
    assert is_quiet(night, clock(moment), "medium") is quiet


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-11-27T12:00", False),  # Friday noon
        ("2026-11-27T23:00", True),
        ("2026-11-28T05:00", True),  # Saturday morning belongs to Friday night
        ("2026-11-28T23:00", False),
        ("2026-11-27T05:00", False),  # Friday morning belongs to Thursday night
    ],
)
def test_days_are_those_on_which_it_begins(moment, quiet):
    friday = Quiet(start=time(22), end=time(6), days=(4,))
    assert is_quiet(friday, clock(moment), "medium") is quiet


def test_a_whole_day_and_a_siesta():
    saturday = Quiet(start=time(0), end=time(0), days=(5,))
    assert is_quiet(saturday, clock("2026-11-28T00:00"), "low")
    assert is_quiet(saturday, clock("2026-11-28T23:59"), "low")
    assert not is_quiet(saturday, clock("2026-11-29T00:00"), "low")
    siesta = Quiet(start=time(13), end=time(15))
    assert [is_quiet(siesta, clock(f"2026-11-23T{hour}:00"), "low") for hour in (12, 13, 14, 15)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_severe_alerts_pass():
    night = Quiet(start=time(22), end=time(6), unless_severity="high")
    assert is_quiet(night, clock("2026-11-23T23:00"), "medium")
    assert not is_quiet(night, clock("2026-11-23T23:00"), "critical")
    assert not is_quiet(None, clock("2026-11-23T23:00"), "low")


def test_an_alert_is_held_and_comes_at_the_end_unchanged(run, event_of):
    running = run(NIGHT + "}")
    running.now = clock("2026-11-23T21:00")
    assert running.decide(event_of("EG AGREE")) == []
    assert running.tick(timedelta(hours=6)) == []
    (alert,) = running.tick(timedelta(hours=1))
    assert alert.created == clock("2026-11-23T21:00")
    assert running.tick(timedelta(hours=1)) == []
    assert running.dispositions == ["quiet", "emitted"]
    assert {entry.alert_id for entry in running.audit} == {alert.alert_id}


def test_held_alerts_come_in_their_order_and_respect_the_cooldown(run, event_of):
    running = run(NIGHT + "}\nnotify: {cooldown: 1h}")
    running.now = clock("2026-11-23T21:00")
    for serial in range(5):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"), timedelta(minutes=40))
    running.tick(timedelta(hours=9))
    assert [alert.event.event_id for alert in running.alerts] == ["e0", "e2", "e4"]


def test_dropped_when_the_rule_says_so(run, event_of):
    running = run(NIGHT + ", then: drop}")
    running.now = clock("2026-11-23T21:00")
    running.decide(event_of("EG AGREE"))
    assert running.tick(timedelta(hours=12)) == []
    assert running.dispositions == ["quiet"]


def test_an_alert_whose_event_is_withdrawn_meanwhile_does_not_come(run, event_of):
    running = run(NIGHT + "}")
    running.now = clock("2026-11-23T21:00")
    event = event_of("EG AGREE")
    running.decide(event)
    running.decide(msgspec.structs.replace(event, revision=2, withdrawn=True))
    assert running.tick(timedelta(hours=12)) == []
    assert running.dispositions == ["quiet", "withdrawn"]


def test_an_alert_that_was_held_can_be_taken_back_once_it_came(run, event_of):
    running = run(NIGHT + "}\nnotify: {retract: yes}")
    running.now = clock("2026-11-23T21:00")
    event = event_of("EG AGREE")
    running.decide(event)
    running.tick(timedelta(hours=12))
    assert len(running.decide(msgspec.structs.replace(event, revision=2, withdrawn=True))) == 1


@pytest.mark.parametrize(
    ("edit", "last"),
    [("stage: off\n", "silenced"), ("stage: shadow\n", "silenced"), ("mute: {until: 2030-01-01}\n", "silenced")],
)
def test_a_rule_that_was_turned_off_meanwhile_lets_nothing_out(edit, last, run, rules_of, event_of):
    running = run(NIGHT + "}")
    running.now = clock("2026-11-23T21:00")
    running.decide(event_of("EG AGREE"))
    running.stage.replace_rules(rules_of(edit + NIGHT + "}"))
    assert running.tick(timedelta(hours=12)) == []
    assert running.dispositions == ["quiet", last]


def test_quiet_hours_taken_away_let_everything_out(run, rules_of, event_of):
    running = run(NIGHT + "}")
    running.now = clock("2026-11-23T21:00")
    running.decide(event_of("EG AGREE"))
    running.stage.replace_rules(rules_of("match: {countries: EG}"))
    assert len(running.tick(timedelta(seconds=1))) == 1
