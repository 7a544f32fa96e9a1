"""What holds for any run of reports."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consumers.resolve.conftest import START, Desk, mention, report

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
@given(told())
def test_withdrawn_and_told_again_converges(stage, run):
    desk = Desk(stage)
    for record in run:
        desk.read(record)
    before = {event.event_id for event in desk.standing}
    final = {record.article_id: record for record in run}
    alone = [r for r in final.values() if r.mentions and len(final) == 1]
    for record in alone:
        desk.read(report(record.article_id, at=30, version=record.version + 1))
        assert not desk.standing
        desk.read(report(record.article_id, *record.mentions, at=31, version=record.version + 2))
        assert len(desk.standing) == len(before)


def test_expiry_never_splits_an_event_that_is_still_told(desk):
    for day in range(0, 40, 10):
        desk.read(report(f"a{day}", mention(), at=day * 24))
    (event,) = desk.standing
    assert len(event.sources) == 4


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
