"""Whatever the order in which reports arrive, the events are the same in the end."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consumers.resolve.conftest import START, Desk, mention, report
from tests.consumers.resolve.plain_resolver import PlainResolver
from tests.consumers.resolve.strategies import END, latest, runs

anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


def read(stage, run):
    desk = Desk(stage)
    desk.now = END
    for record in run:
        desk.read(record)
    return desk


def as_seen(desk):
    """Return the standing events as a reader sees them, but for their ids and histories."""
    left_out = {"event_id", "revision", "reason", "split_from"}
    return sorted(
        repr([getattr(event, field) for field in event.__struct_fields__ if field not in left_out])
        for event in desk.standing
    )


@anything
@given(runs(), st.randoms(use_true_random=False))
def test_order_of_arrival_within_the_window_changes_no_final_event_set(stage, run, chance):
    shuffled = list(run)
    chance.shuffle(shuffled)
    assert as_seen(read(stage, shuffled)) == as_seen(read(stage, latest(run)))


@anything
@given(runs(articles=14), st.randoms(use_true_random=False))
def test_index_short_cuts_and_late_decisions_find_what_comparing_everything_finds(stage, run, chance):
    chance.shuffle(run)
    events = (row for _, row in read(stage, run).tables["events"].items() if row.supports)
    found = {frozenset(support.mention for support in row.supports) for row in events}
    assert found == PlainResolver().acts(latest(run))


@anything
@given(runs(), st.randoms(use_true_random=False))
def test_replay_of_the_same_input_gives_the_same_ids(stage, run, chance):
    chance.shuffle(run)
    one, other = read(stage, run), read(stage, run)
    assert one.revisions == other.revisions


@anything
@given(runs(articles=6, versions=False), st.randoms(use_true_random=False))
def test_withdrawn_and_told_again_converges(stage, run, chance):
    """Several articles are corrected to say nothing and later say again what they said."""
    plain = read(stage, run)
    steps = [(record, 1) for record in run] + [(record, 2) for record in run if chance.random() < 0.6]
    steps += [(record, 3) for record, version in steps if version == 2]
    chance.shuffle(steps)
    last = {}
    for record, version in steps:
        last[record.article_id] = max(version, last.get(record.article_id, 0))
    assert all(version != 2 for version in last.values())
    versions = [
        report(
            record.article_id, *(record.mentions if version != 2 else ()), outlet=record.outlet, url=record.url,
            at=(record.published - START).total_seconds() / 3600, version=version,
        )
        for record, version in steps
    ]  # fmt: skip
    texts = {record.article_id: record for record in run}
    versions = [
        type(v)(**{**{f: getattr(v, f) for f in v.__struct_fields__}, "sketch": texts[v.article_id].sketch})
        for v in versions
    ]
    assert as_seen(read(stage, versions)) == as_seen(plain)


@anything
@given(runs(), st.randoms(use_true_random=False))
def test_every_change_of_hands_is_said(stage, run, chance):
    """A reader who follows the revisions knows the standing events; each report is in the events that name it."""
    chance.shuffle(run)
    desk = Desk(stage)
    desk.now = END
    last = {}
    for record in run:
        for event in desk.read(record):
            before = last.get(event.event_id)
            assert event.revision == (before.revision + 1 if before else 1)
            assert before is None or not before.merged_into
            assert event.reason
            last[event.event_id] = event
        for event in last.values():
            if event.merged_into:
                assert event.merged_into in last
            if event.split_from:
                assert event.split_from in last
    standing = {event.event_id: event for event in desk.standing}
    pointed = set()
    for article, row in desk.tables["reports"].items():
        for event_id in row.events:
            pointed.add(event_id)
            assert article in {source.article_id for source in standing[event_id].sources}
    assert pointed == standing.keys()
    for event in standing.values():
        for source in event.sources:
            assert event.event_id in desk.tables["reports"].get(source.article_id).events


def test_a_hundred_reports_of_a_busy_day_in_any_order(stage):
    chance = random.Random(5)
    day = [
        report(
            f"r{n:03}",
            mention(
                by=chance.choice([("EG", "RU"), ("EG", "RU", "TR"), ("EG", "TR")]),
                mode=chance.choice(["phone", "meeting", "visit"]),
                date=chance.choice([None, "2025-06-02", "2025-06-03"]),
                place=chance.choice([None, "Cairo"]),
                country="EG",
            ),
            outlet=f"Outlet {chance.randrange(12)}",
            at=chance.random() * 30,
        )
        for n in range(100)
    ]
    chance.shuffle(day)
    assert as_seen(read(stage, day)) == as_seen(read(stage, latest(day)))
