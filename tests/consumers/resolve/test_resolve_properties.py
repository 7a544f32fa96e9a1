"""What holds for any run of reports."""

from datetime import timedelta, timezone

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consumers.resolve.conftest import START, Desk, mention, report
from tests.consumers.resolve.strategies import runs

PARTIES = [("EG", "RU"), ("EG", "TR"), ("RU", "UA", "TR"), ("RU", "UA")]


@st.composite
def told(draw):
    """A run of reports by eight articles, versions and withdrawals among them."""
    run, versions = [], {}
    for _ in range(draw(st.integers(1, 12))):
        article = draw(st.sampled_from("abcdefgh"))
        versions[article] = versions.get(article, 0) + 1
        acts = [
            mention(
                by=draw(st.sampled_from(PARTIES)),
                mode=draw(st.sampled_from(["phone", "meeting", "visit"])),
                status=draw(st.sampled_from(["occurred", "planned", "denied"])),
                date=f"2025-06-{draw(st.integers(1, 6)):02}",
                number=n,
            )
            for n in range(draw(st.integers(0, 2)))
        ]
        run.append(report(article, *acts, at=len(run), version=versions[article]))
    return run


anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@anything
@given(told())
def test_a_replay_makes_the_same_revisions(stage, run):
    one, other = Desk(stage), Desk(stage)
    for record in run:
        assert one.read(record) == other.read(record)


@anything
@given(told())
def test_state_restored_from_the_changelog_decides_alike(stage, run):
    half = len(run) // 2
    desk, restored = Desk(stage), stage.tables()
    for record in run[:half]:
        stage.decide(record, desk.tables, record.published)
        for key, value in desk.tables.changes():
            restored.load(key, value)
        desk.tables.apply()
    for record in run[half:]:
        again = stage.decide(record, restored, record.published)
        assert again.outputs == stage.decide(record, desk.tables, record.published).outputs
        restored.apply()
        desk.tables.apply()


@anything
@given(told())
def test_revisions_count_up_and_every_mention_has_one_standing_event(stage, run):
    desk, last = Desk(stage), {}
    for record in run:
        for event in desk.read(record):
            assert event.revision == last.get(event.event_id, 0) + 1
            assert event.reason
            last[event.event_id] = event.revision
    standing = {event.event_id: event for event in desk.standing}
    for article, row in desk.tables["reports"].items():
        for event_id in row.events:
            assert article in {source.article_id for source in standing[event_id].sources}


@anything
@given(st.lists(st.integers(6, 24 * 13), min_size=2, max_size=8), st.booleans())
def test_expiry_never_splits_an_event_that_is_still_told(stage, gaps, noise):
    """However long it goes on: what is told again within two weeks finds its event, all of its reports still there."""
    desk = Desk(stage)
    at = 0
    for number, gap in enumerate([0, *gaps]):
        at += gap
        if noise:
            desk.read(report(f"n{number}", mention(by=("FR", "DE"), date=None), at=at - 0.5))
        desk.read(report(f"a{number}", mention("SANCTION", ("EG",), ("RU",), mode="impose"), at=at))
    (event,) = [event for event in desk.standing if event.type == "SANCTION"]
    assert len(event.sources) == len(gaps) + 1
    assert event.revision == len(gaps) + 1
    rows = [desk.tables["reports"].get(f"a{number}") for number in range(len(gaps) + 1)]
    assert all(row is not None and row.events == (event.event_id,) for row in rows)


@anything
@given(runs(), st.integers(0, 60))
def test_expiry_takes_whole_events_and_leaves_nothing_behind(stage, run, days):
    desk = Desk(stage)
    for record in run:
        desk.read(record)
    before = {event_id: {s.article_id for s in row.supports} for event_id, row in desk.tables["events"].items()}
    desk.read(report("later", mention(by=("FR", "DE"), date=None), at=24 * days + 60))
    desk.read(report("last", mention(by=("FR", "DE"), date=None), at=24 * days + 70))
    events = dict(desk.tables["events"].items())
    for event_id, articles in before.items():
        if event_id in events:
            assert {s.article_id for s in events[event_id].supports} >= articles - {"later", "last"}
    resting = {s.article_id for row in events.values() for s in row.supports}
    kept = {article for article, row in desk.tables["reports"].items() if any(row.events)}
    assert resting == kept
    if days >= 50:
        assert kept == {"later", "last"}


def test_an_event_is_forgotten_two_weeks_after_its_last_report(desk):
    desk.read(report("a", mention()))
    desk.read(report("b", mention(by=("FR", "DE"), date="2025-06-20"), at=24 * 18))
    assert len(desk.tables["events"]) == 1
    assert "a" not in desk.tables["reports"]


def test_a_plan_is_kept_until_its_day(desk):
    desk.read(report("a", mention(mode="visit", status="planned", date="2025-07-20")))
    desk.read(report("b", mention(by=("FR", "DE")), at=24 * 30))
    desk.read(report("c", mention(mode="visit", date="2025-07-20"), at=24 * 48))
    assert [e.status for e in desk.standing if {a.party for a in e.actors} == {"EG", "RU"}] == ["occurred"]


def test_texts_are_forgotten_after_three_days(desk):
    desk.read(report("a", mention()))
    desk.read(report("b", mention(by=("FR", "DE")), at=80))
    assert desk.tables["texts"].get("a") is None
    assert desk.tables["texts"].get("b").seen == START + timedelta(hours=80)


def test_times_of_any_zone_are_kept_and_forgotten_as_utc(stage):
    """A row has the same days at hand, packed, and back from the changelog."""
    desk = Desk(stage)
    zone = timezone(timedelta(hours=3))
    for n in range(40):
        told = report(f"a{n}", mention("SANCTION", (PARTIES[n % 4][0],), ("IL",), date=None, mode="impose"), at=14 * n)
        local = msgspec.structs.replace(told, published=told.published.astimezone(zone))
        desk.read(local, now=told.published.astimezone(zone))
    row = desk.tables["reports"].get("a39")
    assert row.published.utcoffset() == row.seen.utcoffset() == timedelta(0)
    assert all(event.last_report.utcoffset() == timedelta(0) for _, event in desk.tables["events"].items())
    desk.read(report("last", mention(by=("FR", "DE"), date=None), at=24 * 60))
    desk.read(report("more", mention(by=("FR", "DE"), date=None), at=24 * 61))
    assert {key for key, _ in desk.tables["reports"].items()} == {"last", "more"}
