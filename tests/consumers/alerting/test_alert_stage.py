"""From events to alerts: once for each event and status, with cooldowns, limits and everything accounted for."""

from datetime import timedelta

import msgspec
import pytest

from agent.codec import decode, encode
from agent.records import Alert, AuditEntry, Event, Evidence, Headline, Source
from consumers.alerting.stage import AlertStage
from consumers.alerting.wording import PLACEHOLDERS

DAM = "match: {dyads: EG - ET}"


@pytest.fixture
def talks(event_of):
    return event_of("EG/foreign_minister@badr-abdelatty + ET CONSULT meeting planned")


def next_revision(event, **changes):
    return msgspec.structs.replace(event, revision=event.revision + 1, **changes)


def test_an_alert_says_what_matched_and_whose_words_say_so(run, event_of):
    event = event_of(
        "EG + ET CONSULT meeting",
        headline=Headline(en="Egypt and Ethiopia hold talks"),
        sources=(Source(article_id="a1", outlet="Al Ahram", language="ar"), Source(article_id="a2", outlet="BBC")),
        evidence=(Evidence(sentence="التقى الوزيران\nفي القاهرة", trigger="التقى", start=0, end=5, article_id="a1"),),
    )
    (alert,) = run("severity: high\nmatch: {dyads: EG - ET, types: [CONSULT, AGREE]}").decide(event)
    assert alert.rule.severity == "high"
    assert alert.matched == {"types": ["CONSULT"], "dyads": ["EG - ET"]}
    assert alert.reason == (
        "Watch: Egypt and Ethiopia hold talks (matched by types CONSULT, dyads EG - ET); "
        "Al Ahram wrote: “التقى الوزيران في القاهرة”."
    )
    assert alert.event == event


def test_a_message_words_the_alert(run, event_of):
    event = event_of(
        "{act: EG/foreign_minister@badr-abdelatty -> ET REQUEST planned, place: US, topics: [gaza, trade], sources: 2}",
        headline=Headline(ar="مصر تطلب"),
        sources=(Source(article_id="a1", outlet="Al Ahram", url="https://example.org/1"),),
        evidence=(Evidence(sentence="طلب " * 100, trigger="طلب", start=0, end=3, article_id="a1"),),
    )
    event = msgspec.structs.replace(event, actors=(msgspec.structs.replace(event.actors[0], name="Badr Abdelatty"),))
    template = "|".join(f"{{{name}}}" for name in PLACEHOLDERS if name != "evidence")
    (alert,) = run(f'match: {{countries: EG}}\nmessage: "{template}"').decide(event)
    assert alert.reason.startswith(
        "Watch: Watch|مصر تطلب|مصر تطلب|Badr Abdelatty (EG)|ET|EG, ET|REQUEST||planned|2026-01-05|US|gaza, trade|2|"
        "Al Ahram|https://example.org/1 (matched by countries EG); Al Ahram wrote: “طلب"
    )
    assert alert.reason.endswith("…”.")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"date": None, "sources": (), "evidence": ()}, "Watch: EG -> ET REQUEST planned on an unknown date"),
        ({"headline": Headline(en="Egypt asks.")}, "Watch: Egypt asks. on 2026-01-05 (matched by"),
    ],
)
def test_an_event_that_says_little_is_worded_all_the_same(changes, told, run, event_of):
    event = event_of("EG -> ET REQUEST planned", **changes)
    (alert,) = run('match: {countries: EG}\nmessage: "{headline} on {date}"').decide(event)
    assert alert.reason.startswith(told)


def test_alerts_go_out_keyed_with_cloudevents_attributes(run, talks):
    running = run(DAM)
    running.decide(talks)
    output = next(output for output in running.outputs if output.topic == "alerts")
    headers = dict(output.headers)
    assert output.key == f"watch|{talks.event_id}"
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": output.record.alert_id.encode(),
        "ce_type": b"org.rasid.alert.v1",
        "ce_source": b"urn:rasid:test",
        "ce_time": b"2026-11-23T09:00:00Z",
        "ce_subject": b"watch",
        "content-type": b"application/json",
    }
    assert decode(encode(output.record), Alert) == output.record


def test_copies_and_further_sources_do_not_alert_again(run, talks):
    running = run(DAM)
    running.decide(talks)
    for sources in (2, 3, 9):
        talks = next_revision(talks, independent_sources=sources)
        assert running.decide(talks, timedelta(minutes=5)) == []
    assert running.dispositions == ["emitted"]
    assert running.counted("rule_matches_total", rule="watch", disposition="repeat") == 3
    assert running.counted("alerts_total", severity="medium") == 1


def test_a_new_status_alerts_once_more_under_its_own_id(run, talks):
    running = run(DAM)
    first = running.decide(talks)[0]
    occurred = next_revision(talks, status="occurred")
    second = running.decide(occurred)[0]
    assert "The act is now occurred; it was planned." in second.reason
    assert second.alert_id != first.alert_id
    back = next_revision(occurred, status="planned")
    assert running.decide(back) == []
    assert running.decide(next_revision(back, status="occurred")) == []


@pytest.mark.parametrize(("repeat", "alerts"), [("never", 1), ("status", 2), ("revision", 4)])
def test_how_often_one_event_alerts_is_the_rules_choice(repeat, alerts, run, talks):
    running = run(f"{DAM}\nnotify: {{repeat: {repeat}}}")
    for change in ({}, {"independent_sources": 2}, {"status": "occurred"}, {"independent_sources": 3}):
        talks = next_revision(talks, **change)
        running.decide(talks)
        running.decide(talks)  # the same revision again is never news
    assert len(running.alerts) == alerts
    assert len({alert.alert_id for alert in running.alerts}) == alerts


def test_ids_follow_from_rule_and_event_alone(run, talks):
    assert run(DAM).decide(talks)[0].alert_id == run(DAM).decide(talks)[0].alert_id
    # State that was lost does not change the id of a later status either.
    occurred = next_revision(talks, status="occurred")
    running = run(DAM)
    running.decide(talks)
    assert running.decide(occurred)[0].alert_id == run(DAM).decide(occurred)[0].alert_id


def test_one_event_matched_by_two_rules_is_two_alerts(run, event_of):
    running = run("""
rules:
  - {id: a, title: A, match: {countries: EG}}
  - {id: b, title: B, match: {countries: ET}}
""")
    alerts = running.decide(event_of("EG -> ET THREATEN"))
    assert [alert.rule.id for alert in alerts] == ["a", "b"]
    assert alerts[0].alert_id != alerts[1].alert_id


def test_what_comes_to_match_later_alerts_then(run, talks):
    running = run("match: {dyads: EG - ET, independent_sources: 2}")
    assert running.decide(talks) == []
    assert len(running.decide(next_revision(talks, independent_sources=2))) == 1


def test_withdrawn_and_merged_events_do_not_fire(run, talks):
    running = run(DAM)
    assert running.decide(msgspec.structs.replace(talks, withdrawn=True)) == []
    assert running.decide(msgspec.structs.replace(talks, merged_into="e9")) == []
    assert running.outputs == []


def test_an_alert_is_taken_back_where_the_rule_asks_for_it(run, talks):
    running = run(f"{DAM}\nnotify: {{retract: yes, cooldown: 1d}}")
    running.decide(talks)
    withdrawn = next_revision(talks, withdrawn=True, reason="Al Ahram corrected its report")
    (alert,) = running.decide(withdrawn)
    assert alert.event.withdrawn
    assert "Withdrawn: Al Ahram corrected its report." in alert.reason
    assert alert.alert_id != running.alerts[0].alert_id
    assert running.decide(next_revision(withdrawn)) == []


@pytest.mark.parametrize(
    "body",
    [
        f"{DAM}",
        f"stage: shadow\n{DAM}\nnotify: {{retract: yes}}",
        f"{DAM}\nmute: {{until: 2030-01-01}}\nnotify: {{retract: yes}}",
        "match: {dyads: EG - SD}\nnotify: {retract: yes}",
    ],
)
def test_what_was_not_alerted_is_not_taken_back(body, run, talks):
    running = run(body)
    running.decide(talks)
    before = len(running.alerts)
    assert running.decide(next_revision(talks, withdrawn=True)) == []
    assert len(running.alerts) == before


def test_an_event_that_takes_another_in_does_not_alert_for_it_again(run, talks):
    running = run(DAM)
    running.decide(talks)
    running.decide(next_revision(talks, merged_into="home"))
    home = msgspec.structs.replace(talks, event_id="home", revision=2)
    assert running.decide(home) == []
    assert len(running.decide(next_revision(home, status="occurred"))) == 1


def test_merging_into_an_event_that_has_alerted_joins_what_is_known_of_both(run, talks):
    running = run(DAM)
    home = msgspec.structs.replace(talks, event_id="home")
    running.decide(home)
    running.decide(msgspec.structs.replace(talks, status="occurred"))
    running.decide(next_revision(talks, merged_into="home"))
    assert running.decide(next_revision(home, status="occurred")) == []


def test_a_cooldown_holds_back_other_events_and_the_next_alert_says_how_many(run, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1h}")
    events = [event_of("EG -> ET ACCUSE", event_id=f"e{n}") for n in range(5)]
    assert len(running.decide(events[0])) == 1
    assert running.decide(events[1], timedelta(minutes=10)) == []
    assert running.decide(events[2], timedelta(minutes=49, seconds=59)) == []
    (alert,) = running.decide(events[3], timedelta(seconds=1))
    assert "2 more matches were held back since 2026-11-23 09:00 UTC." in alert.reason
    assert running.dispositions == ["emitted", "cooldown", "cooldown", "emitted"]
    assert running.audit[1].note == (
        "an alert with this key came at 2026-11-23 09:00 UTC; cooldown until 2026-11-23 10:00 UTC"
    )
    # What was held back stays held back: a copy of it is no news.
    assert running.decide(next_revision(events[1]), timedelta(hours=5)) == []


def test_a_cooldown_is_kept_apart_by_its_key(run, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1h, key: dyad}")
    for serial, act in enumerate(["EG -> ET ACCUSE", "EG -> SD ACCUSE", "ET -> EG REJECT", "SD + EG AGREE"]):
        running.decide(event_of(act, event_id=f"e{serial}"))
    assert [alert.event.event_id for alert in running.alerts] == ["e0", "e1"]
    assert {o.key for o in running.outputs if o.topic == "alerts"} == {"watch|EG~ET", "watch|EG~SD"}


def test_what_has_none_of_the_keys_fields_falls_under_no_cooldown(run, event_of):
    running = run("match: {types: AGREE}\nnotify: {cooldown: 1d, key: [dyad, topics]}")
    for serial, act in enumerate(["EG AGREE", "SD AGREE", "EG AGREE"]):
        running.decide(event_of(act, event_id=f"e{serial}"))
    assert [alert.event.event_id for alert in running.alerts] == ["e0", "e1"]
    running = run("match: {types: AGREE}\nnotify: {cooldown: 1d, key: topics}")
    for serial in range(2):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"))
    assert len(running.alerts) == 2


def test_times_without_a_zone_are_taken_as_utc(run, talks):
    running = run("match: {dyads: EG - ET, age: {max: 1h, of: first_seen}}")
    naive = running.now.replace(tzinfo=None)
    source = msgspec.structs.replace(talks.sources[0], published=naive)
    assert len(running.decide(msgspec.structs.replace(talks, first_seen=naive, sources=(source,)))) == 1
    assert running.counted("alert_latency_seconds") == 0


def test_an_edit_of_the_cooldown_counts_at_once(run, rules_of, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1d}")
    running.decide(event_of("EG AGREE", event_id="e1"))
    running.stage.replace_rules(rules_of("match: {countries: EG}\nnotify: {cooldown: 1h}"))
    assert len(running.decide(event_of("EG AGREE", event_id="e2"), timedelta(hours=2))) == 1


def test_many_matches_break_through_a_cooldown_with_a_higher_severity(run, event_of):
    running = run("""
match: {countries: EG}
severity: low
notify: {cooldown: 1d, escalate: {severity: critical, matches: 3}}
""")
    for serial in range(5):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"), timedelta(minutes=1))
    assert [(a.event.event_id, a.rule.severity) for a in running.alerts] == [("e0", "low"), ("e3", "critical")]
    assert "2 more matches were held back" in running.alerts[1].reason


def test_confirmation_by_more_sources_alerts_once_more_through_any_cooldown(run, talks):
    running = run(f"{DAM}\nnotify: {{cooldown: 1d, escalate: {{severity: critical, independent_sources: 3}}}}")
    running.decide(talks)
    assert running.decide(next_revision(talks, independent_sources=2)) == []
    (alert,) = running.decide(next_revision(talks, independent_sources=3))
    assert (alert.rule.severity, "3 independent sources report it now." in alert.reason) == ("critical", True)
    assert running.decide(next_revision(talks, independent_sources=4)) == []
    assert len({alert.alert_id for alert in running.alerts}) == 2


def test_an_event_confirmed_from_the_start_alerts_once_and_severely(run, talks):
    running = run(f"{DAM}\nnotify: {{escalate: {{severity: critical, independent_sources: 3}}}}")
    (alert,) = running.decide(msgspec.structs.replace(talks, independent_sources=4))
    assert alert.rule.severity == "critical"
    assert running.decide(next_revision(talks, independent_sources=5)) == []


def test_a_limit_bounds_the_alerts_of_a_rule(run, event_of):
    running = run("match: {countries: EG}\nnotify: {limit: {alerts: 2, per: 1h}}")
    for serial in range(4):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"), timedelta(minutes=1))
    running.decide(event_of("EG AGREE", event_id="e9"), timedelta(hours=1))
    assert running.dispositions == ["emitted", "emitted", "limited", "limited", "emitted"]


def test_a_muted_rule_keeps_its_record(run, event_of):
    running = run("match: {countries: EG}\nmute: {until: 2026-11-23T10:00Z, reason: summit}")
    event = event_of("EG AGREE")
    assert running.decide(event) == []
    assert running.audit[0].note == "muted until 2026-11-23 10:00 UTC (summit)"
    assert running.decide(event_of("EG AGREE", event_id="later"), timedelta(hours=1)) != []
    assert running.decide(next_revision(event)) == []
    assert running.dispositions == ["silenced", "emitted"]


def test_a_shadow_rule_only_records_and_its_cooldown_ends_when_it_goes_live(run, rules_of, event_of):
    body = "match: {countries: EG}\nnotify: {cooldown: 1h}\nstage: "
    running = run(body + "shadow")
    event = event_of("EG AGREE")
    assert running.decide(event) == []
    assert running.decide(event_of("EG AGREE", event_id="e2")) == []
    assert running.dispositions == ["shadow", "cooldown"]
    running.stage.replace_rules(rules_of(body + "live"))
    assert running.decide(next_revision(event)) == []
    assert len(running.decide(event_of("EG AGREE", event_id="e3"))) == 1


def test_a_rule_that_is_off_does_nothing(run, event_of):
    running = run("match: {countries: EG}\nstage: off")
    running.decide(event_of("EG AGREE"))
    assert (running.outputs, running.counts) == ([], [])


@pytest.mark.parametrize(
    "edited",
    [DAM, "match: {countries: EG}", DAM + "\nseverity: critical", DAM + "\nnotify: {repeat: never, key: dyad}"],
)
def test_edits_and_reloads_do_not_alert_again(edited, run, rules_of, talks):
    running = run(DAM)
    running.decide(talks)
    running.stage.replace_rules(rules_of(edited))
    assert running.decide(next_revision(talks)) == []
    running.stage.replace_rules(rules_of("rules: []"))
    assert running.decide(next_revision(talks)) == []
    running.stage.replace_rules(rules_of(DAM))
    assert running.decide(next_revision(talks)) == []


def test_every_match_is_on_the_audit_topic_and_only_emitted_ones_on_the_alert_topic(run, event_of):
    running = run("match: {countries: EG}\nnotify: {limit: {alerts: 1, per: 1h}}")
    for serial in range(3):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"))
    topics = [output.topic for output in running.outputs]
    assert (topics.count("alerts"), topics.count("audit")) == (1, 3)
    entry = next(output for output in running.outputs if output.topic == "audit")
    assert entry.key == "watch"
    assert decode(encode(entry.record), AuditEntry) == entry.record
    assert entry.record.alert_id == running.alerts[0].alert_id


def test_latency_is_counted_from_the_latest_report(run, talks):
    running = run(DAM)
    published = running.now - timedelta(seconds=40)
    source = msgspec.structs.replace(talks.sources[0], published=published)
    running.decide(msgspec.structs.replace(talks, sources=(source,)))
    assert running.counted("alert_latency_seconds") == 40


def test_a_missing_field_fails_the_condition_and_is_counted(run, talks):
    running = run("match: {dyads: EG - ET, age: 3d}")
    running.decide(msgspec.structs.replace(talks, date=None, first_seen=None))
    assert running.alerts == []
    assert running.counted("rule_missing_fields_total", field="age") == 1


def test_state_is_restored_from_the_changelog(run, talks):
    running = run("match: {dyads: EG - ET}\nnotify: {cooldown: 1d}")
    decision = running.stage.decide(talks, running.tables, running.now)
    changes = running.tables.changes()
    assert len(decision.outputs) == 2
    restored = running.stage.tables()
    for key, value in changes:
        restored.load(key, value)
    other = msgspec.structs.replace(talks, event_id="other")
    assert running.stage.decide(next_revision(talks), restored, running.now).outputs == []
    (held,) = running.stage.decide(other, restored, running.now).outputs
    assert held.record.disposition == "cooldown"


def test_a_batch_that_was_not_committed_is_decided_the_same_again(run, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1h}\nwindow: {type: count, over: 1d, gte: 2}")
    events = [event_of("EG AGREE", event_id=f"e{n}") for n in range(5)]
    first = [running.stage.decide(event, running.tables, running.now) for event in events]
    running.tables.discard()
    assert [running.stage.decide(event, running.tables, running.now) for event in events] == first
    assert running.tables.changes()


def test_old_events_are_forgotten_by_the_time_of_the_stream(run, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1h, limit: {alerts: 9, per: 1h}}")
    for day in range(60):
        running.decide(event_of("EG AGREE", event_id=f"e{day}"), timedelta(days=1))
    assert len(running.tables["handled"]) <= 16
    assert len(running.tables["cooldowns"]) == 1
    assert len(running.alerts) == 60
    # The wall clock alone forgets nothing: an old log read anew finds the state of its own time.
    running.tick(timedelta(days=900))
    assert len(running.tables["handled"]) > 10


def test_a_backlog_with_times_out_of_order_is_taken(run, event_of):
    running = run("match: {countries: EG}\nnotify: {cooldown: 1h}")
    for serial, minutes in enumerate([0, 90, -50, 30]):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"), timedelta(minutes=minutes))
    assert len(running.alerts) == 2


def test_a_clock_that_was_wrong_for_a_while_stops_nothing(run, event_of):
    running = run("""
rules:
  - {id: a, title: A, match: {countries: EG}, notify: {cooldown: 1h, limit: {alerts: 2, per: 1d}}}
  - {id: b, title: B, match: {countries: EG}, window: {type: count, over: 1d, gte: 3}}
""")
    years = timedelta(days=9 * 365)
    running.decide(event_of("EG AGREE", event_id="future"), years)
    for serial in range(2):
        running.decide(event_of("EG AGREE", event_id=f"e{serial}"), -years if serial == 0 else timedelta(hours=2))
    assert [(alert.rule.id, alert.event.event_id) for alert in running.alerts] == [
        ("a", "future"), ("a", "e0"), ("a", "e1"),
    ]  # fmt: skip


def test_the_stage_names_what_it_reads():
    assert (AlertStage.name, AlertStage.source, AlertStage.record_type) == ("alert", "events", Event)
