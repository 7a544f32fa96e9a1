"""Windows: count, distinct, new, spike and absence."""

from datetime import timedelta

import msgspec
import pytest

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def window(body, match="{types: ACCUSE}"):
    return f"match: {match}\nwindow: {{{body}}}"


@pytest.fixture
def feed(event_of):
    """Decide events one after another, each under its own id."""
    serial = iter(range(10_000))

    def step(running, act, after=timedelta()):
        return running.decide(event_of(act, event_id=f"e{next(serial)}"), after)

    return step


def test_count_fires_when_full_and_starts_empty_again(run, feed):
    running = run(window("type: count, over: 1d, gte: 3"))
    fired = [bool(feed(running, "EG -> IL ACCUSE", HOUR)) for _ in range(7)]
    assert fired == [False, False, True, False, False, True, False]
    assert running.counted("rule_matches_total", disposition="pending") == 5
    assert running.alerts[0].matched["window"] == ["3 such events within 2 hours."]
    assert "3 such events within 2 hours." in running.alerts[0].reason


def test_what_left_the_window_does_not_count(run, feed):
    running = run(window("type: count, over: 1d, gte: 3"))
    assert not any(feed(running, "EG -> IL ACCUSE", timedelta(hours=12)) for _ in range(10))


def test_reports_of_one_event_count_once(run, event_of):
    running = run(window("type: count, over: 1d, gte: 2"))
    event = event_of("EG -> IL ACCUSE")
    for revision in range(1, 6):
        running.decide(msgspec.structs.replace(event, revision=revision, independent_sources=revision))
    assert running.alerts == []


def test_each_group_has_its_own_window(run, feed):
    running = run(window("type: count, over: 1d, gte: 2, by: recipients"))
    acts = ["EG -> IL ACCUSE", "EG -> IR ACCUSE", "SA -> IL + SY ACCUSE", "SA -> SY ACCUSE"]
    fired = [[alert.alert_id for alert in feed(running, act)] for act in acts]
    assert [len(alerts) for alerts in fired] == [0, 0, 1, 1]
    keys = [output.key for output in running.outputs if output.topic == "alerts"]
    assert keys == ["watch|IL", "watch|SY"]


def test_an_event_that_fills_two_windows_raises_two_alerts(run, feed):
    running = run(window("type: count, over: 1d, gte: 2, by: recipients"))
    feed(running, "EG -> IL + IR ACCUSE")
    assert len({alert.alert_id for alert in feed(running, "SA -> IL + IR ACCUSE")}) == 2


def test_withdrawn_events_leave_the_window(run, event_of):
    running = run(window("type: count, over: 1d, gte: 2"))
    first = event_of("EG -> IL ACCUSE", event_id="first")
    running.decide(first)
    running.decide(msgspec.structs.replace(first, revision=2, withdrawn=True))
    assert running.decide(event_of("SA -> IL ACCUSE", event_id="second")) == []
    assert len(running.decide(event_of("QA -> IL ACCUSE", event_id="third"))) == 1


def test_an_event_taken_in_by_another_counts_as_that_one(run, event_of):
    running = run(window("type: count, over: 1d, gte: 2"))
    first = event_of("EG -> IL ACCUSE", event_id="first")
    running.decide(first)
    running.decide(msgspec.structs.replace(first, merged_into="home"))
    assert running.decide(msgspec.structs.replace(first, event_id="home", revision=2)) == []
    assert len(running.decide(event_of("SA -> IL ACCUSE", event_id="second"))) == 1


def test_two_counted_events_that_turn_out_to_be_one_count_once(run, event_of):
    running = run(window("type: count, over: 1d, gte: 3"))
    first, second = (event_of("EG -> IL ACCUSE", event_id=name) for name in ("first", "second"))
    running.decide(first)
    running.decide(second)
    running.decide(msgspec.structs.replace(second, revision=2, merged_into="first"))
    assert running.decide(event_of("SA -> IL ACCUSE", event_id="third")) == []


def test_distinct_counts_values(run, feed):
    running = run(window("type: distinct, of: actors, by: recipients, over: 1d, gte: 3"))
    acts = ["EG -> IL ACCUSE", "EG -> IL ACCUSE", "SA + EG -> IL ACCUSE", "QA -> IR ACCUSE", "QA -> IL ACCUSE"]
    assert [len(feed(running, act, HOUR)) for act in acts] == [0, 0, 0, 0, 1]
    assert running.alerts[0].matched["window"] == [
        "3 different actors (EG, QA, SA) within 2 hours for recipients IL."
    ]


def test_new_fires_for_what_was_not_there_for_as_long_as_the_window(run, feed):
    running = run(window("type: new, by: dyad, over: 30d", "{types: CONSULT}"))
    steps = [("EG + TR", DAY), ("TR + EG", DAY), ("EG + SY", DAY), ("EG + TR", 31 * DAY)]
    assert [len(feed(running, f"{pair} CONSULT", after)) for pair, after in steps] == [1, 0, 1, 1]
    assert "The first for dyad EG~SY in 2 days." in running.alerts[1].reason


def test_new_can_learn_first(run, feed):
    running = run(window("type: new, by: dyad, over: 30d, warmup: 7d", "{types: CONSULT}"))
    steps = [("EG + TR", DAY), ("EG + SY", 6 * DAY), ("EG + SY", DAY), ("EG + US", DAY)]
    assert [len(feed(running, f"{pair} CONSULT", after)) for pair, after in steps] == [0, 0, 0, 1]


def test_spike_compares_with_the_usual_level(run, feed):
    running = run(window("type: spike, over: 1d, gte: 4, times: 3, baseline: 5"))
    for _ in range(9):  # the usual: one a day
        assert feed(running, "EG -> IL ACCUSE", DAY) == []
    fired = [len(feed(running, "EG -> IL ACCUSE", HOUR)) for _ in range(6)]
    assert fired == [0, 0, 1, 0, 0, 0]
    assert "where 1 are usual" in running.alerts[0].reason


def test_a_spike_needs_a_past_to_compare_with(run, feed):
    running = run(window("type: spike, over: 1d, gte: 2, baseline: 5"))
    assert not any(feed(running, "EG -> IL ACCUSE", timedelta(minutes=1)) for _ in range(50))


def test_absence_fires_once_for_each_silence(run, feed):
    running = run(window("type: absence, over: 6h"))
    feed(running, "EG -> IL ACCUSE")
    assert running.tick(HOUR) == []
    (alert,) = running.tick(5 * HOUR)
    assert "No such event for 6 hours; the last came at 2026-11-23 09:00 UTC." in alert.reason
    assert alert.event.event_id == "e0"
    assert running.tick(HOUR) == []
    feed(running, "EG -> IL ACCUSE")
    running.tick()
    assert running.tick(5 * HOUR) == []
    assert len(running.tick(HOUR)) == 1
    assert len({alert.alert_id for alert in running.alerts}) == 2


def test_absence_waits_for_a_first_event(run):
    running = run(window("type: absence, over: 6h"))
    running.tick()
    assert running.tick(30 * DAY) == []


def test_a_backlog_is_not_taken_for_silence(run, feed):
    running = run(window("type: absence, over: 1h"))
    feed(running, "EG -> IL ACCUSE")
    stopped_at = running.now
    # The daemon was away for a day and reads what came meanwhile; its clock ticks between batches.
    wall = stopped_at + DAY
    for _ in range(23):
        running.now = wall
        assert running.tick() == []
        wall += timedelta(seconds=1)
        stopped_at += timedelta(minutes=55)
        running.now = stopped_at
        feed(running, "EG -> IL ACCUSE")
    running.now = wall
    assert running.tick() == []
    # Once the backlog is read and nothing comes, silence counts.
    assert len(running.tick(4 * HOUR)) == 1


def test_an_edited_window_starts_empty_and_does_not_count_what_was_dealt_with(run, rules_of, event_of):
    running = run(window("type: count, over: 1d, gte: 2"))
    first = event_of("EG -> IL ACCUSE", event_id="first")
    running.decide(first)
    running.stage.replace_rules(rules_of(window("type: count, over: 2d, gte: 2")))
    assert running.decide(msgspec.structs.replace(first, revision=2)) == []
    assert running.decide(event_of("SA -> IL ACCUSE", event_id="second")) == []
    assert len(running.decide(event_of("QA -> IL ACCUSE", event_id="third"))) == 1


def test_other_edits_leave_the_window_as_it_is(run, rules_of, event_of):
    running = run(window("type: count, over: 1d, gte: 2"))
    running.decide(event_of("EG -> IL ACCUSE", event_id="first"))
    running.stage.replace_rules(rules_of("severity: high\n" + window("type: count, over: 1d, gte: 2")))
    assert len(running.decide(event_of("SA -> IL ACCUSE", event_id="second"))) == 1


def test_a_summit_of_all_the_world_fills_a_bounded_number_of_windows(run, event_of, vocabulary):
    running = run(window("type: count, over: 1d, gte: 2, by: dyad", "{types: CONSULT}"))
    running.decide(event_of(" + ".join(sorted(vocabulary.countries)) + " CONSULT"))
    assert len(running.tables["windows"]) == 100


def test_windows_are_forgotten_when_they_are_over(run, feed):
    running = run(window("type: count, over: 1d, gte: 9, by: recipients"))
    for code in ("IL", "IR", "SY", "TR", "US"):
        feed(running, f"EG -> {code} ACCUSE", 2 * DAY)
    assert len(running.tables["windows"]) <= 2


def test_windows_are_kept_for_what_the_rule_watches_not_for_whom_that_deals_with(run, feed):
    running = run(window("type: count, over: 1d, gte: 2, by: countries", "{countries: [SA, QA], types: CONSULT}"))
    for act in ("SA + US CONSULT", "QA + US CONSULT", "QA + IR CONSULT"):
        feed(running, act)
    assert [output.key for output in running.outputs if output.topic == "alerts"] == ["watch|QA"]


@pytest.mark.parametrize(("match", "alerts"), [("{dyads: EG - ET}", 0), ("{parties: [EG, ET], types: CONSULT}", 1)])
def test_dyads_are_counted_as_the_rule_names_them(match, alerts, run, feed):
    running = run(window("type: count, over: 1d, gte: 2, by: dyad", match))
    feed(running, "EG + ET + SD CONSULT")
    feed(running, "EG + SD CONSULT")
    assert len(running.alerts) == alerts


def test_distinct_counts_only_watched_values(run, feed):
    running = run(window("type: distinct, of: actors, over: 1d, gte: 2", "{actors: [SA, QA]}"))
    assert feed(running, "SA + US -> IL ACCUSE") == []
    assert len(feed(running, "QA -> IL ACCUSE")) == 1
