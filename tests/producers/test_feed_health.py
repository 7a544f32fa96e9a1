"""How a feed is doing: judged after each poll, said once when it changes."""

import dataclasses
from datetime import timedelta

import msgspec
import pytest

from agent.codec import decode as decode_record
from agent.codec import encode
from agent.records import FeedCursor, FeedHealth, FeedState
from producers.decide import current, decide
from producers.exchange import Failure, Response
from producers.failure import FailureClass
from producers.parsed import ParsedEntry, ParsedFeed

URL = "https://f.example/rss"
HOUR, DAY = 3600.0, 86400.0


class Feed:
    def __init__(self, spec, settings, now):
        self.spec, self.settings, self.now = spec, settings, now
        self.cursor = current(spec, None)
        self.told, self.counts = [], []

    def _poll(self, result, parsed, after):
        self.now += timedelta(seconds=after)
        decision = decide(self.spec, self.cursor, result, parsed, self.now, self.settings)
        self.cursor, self.counts = decision.cursor, list(decision.counts)
        if decision.health:
            self.told.append(decision.health)
        return decision.health

    def read(self, *entries, after=HOUR, moved_to=""):
        body = repr((entries, self.now)).encode()
        result = Response(status=200, url=URL, body=body, moved_to=moved_to)
        found = tuple(ParsedEntry(guid=f"g{n}", title=f"T{n}", text="x", published=date) for n, date in entries)
        return self._poll(result, ParsedFeed(kind="rss20", entries=found), after)

    def news(self, *numbers, after=HOUR):
        """Read a feed in which entries come at the hours of polling."""
        stamp = (self.now + timedelta(seconds=after - 600)).isoformat()
        return self.read(*((n, stamp) for n in numbers), after=after)

    def fail(self, kind=FailureClass.TIMEOUT, after=HOUR):
        return self._poll(Failure(kind, "too slow"), None, after)

    def gone(self, after=HOUR):
        return self._poll(Response(status=410, url=URL), None, after)

    def code(self):
        return next(c.value for c in self.counts if c.metric == "feed_state")


@pytest.fixture
def polled(feed, settings, now):
    return Feed(feed, settings, now)


def test_a_new_feed_that_can_be_read_is_no_news(polled):
    assert polled.news(1) is None
    assert polled.cursor.state is FeedState.OK
    assert polled.code() == 0


def test_one_or_two_failures_happen_to_every_feed(polled):
    polled.news(1)
    assert polled.fail() is None
    assert polled.fail() is None
    assert polled.news(1) is None
    assert not polled.told


def test_failing_then_dead_then_well_again_is_told_once_each(polled):
    polled.news(1)
    success = polled.now
    for _ in range(80):
        polled.fail()
    polled.news(2)
    assert [(h.was.value, h.state.value) for h in polled.told] == [
        ("ok", "failing"), ("failing", "dead"), ("dead", "ok"),
    ]  # fmt: skip
    failing, dead, well = polled.told
    assert [h.revision for h in polled.told] == [1, 2, 3]
    assert failing.since == dead.since == success + timedelta(hours=1)
    assert (dead.error, dead.detail, dead.last_success) == ("timeout", "too slow", success)
    assert dead.at - dead.since >= timedelta(days=3)
    assert (well.failures, well.error) == (0, "")
    assert well.since == polled.now
    assert (dead.outlet, dead.language, dead.configured_url) == ("F", "ar", URL)


def test_a_feed_that_was_never_there_is_told_of_too(polled):
    for _ in range(3):
        polled.fail(FailureClass.DNS)
    assert [h.state for h in polled.told] == [FeedState.FAILING]
    assert polled.told[0].last_success is None


def test_410_is_gone_at_once_until_it_can_be_read_again(polled):
    polled.news(1)
    assert polled.gone().state is FeedState.GONE
    assert polled.gone(after=30 * DAY) is None
    assert polled.news(2, after=30 * DAY).state is FeedState.OK


def test_a_failure_of_another_class_is_no_recovery_from_410(polled):
    polled.gone()
    polled.gone()
    assert polled.fail() is None
    assert polled.cursor.state is FeedState.GONE


def test_silence_beyond_the_rhythm_is_quiet_until_the_next_entry(polled):
    for number in range(1, 40):
        polled.news(*range(number, max(0, number - 10), -1), after=6 * HOUR)
    assert not polled.told
    last = polled.now
    while not polled.told:
        polled.read((39, ""), after=6 * HOUR)
    (quiet,) = polled.told
    assert quiet.state is FeedState.QUIET
    assert quiet.since == quiet.last_new == last
    assert timedelta(days=2) <= polled.now - last <= timedelta(days=10)
    assert polled.code() == 2
    assert polled.news(40).state is FeedState.OK


def test_the_feed_list_can_say_what_silence_is(feed, settings, now):
    polled = Feed(dataclasses.replace(feed, quiet_after=6 * HOUR), settings, now)
    polled.news(1)
    for _ in range(5):
        polled.read((1, ""))
    assert not polled.told
    assert polled.read((1, "")).state is FeedState.QUIET


def test_304s_are_silence_too(polled):
    polled.news(1)
    polled.cursor = msgspec.structs.replace(polled.cursor, etag='"1"')
    states = [polled._poll(Response(status=304, url=URL), None, DAY) for _ in range(40)]
    assert [h.state for h in states if h] == [FeedState.QUIET]


def test_an_archive_that_is_read_for_the_first_time_is_as_quiet_as_its_newest_entry(polled):
    assert polled.read((1, "Mon, 05 Jan 2026 10:00:00 GMT")).state is FeedState.QUIET
    assert polled.told[0].since.month == 1


def test_an_edited_entry_is_no_sign_of_life(feed, settings, now):
    polled = Feed(dataclasses.replace(feed, quiet_after=3 * HOUR), settings, now)
    polled.news(1)
    for _ in range(3):
        polled.now += timedelta(seconds=HOUR)
        entry = ParsedEntry(guid="g1", title="T1", text=f"{polled.now}", published=polled.now.isoformat())
        polled._poll(
            Response(status=200, url=URL, body=str(polled.now).encode()), ParsedFeed(kind="rss20", entries=(entry,)), 0
        )
    assert [h.state for h in polled.told] == [FeedState.QUIET]


def test_a_move_for_good_is_told_until_the_feed_list_has_it(polled):
    new = "https://new.example/rss"
    assert polled.read((1, ""), moved_to=new) is None
    moved = polled.read((1, ""), moved_to=new)
    assert (moved.state, moved.url, moved.configured_url) == (FeedState.MOVED, new, URL)
    spec = dataclasses.replace(polled.spec, url=new)
    polled.spec, polled.cursor = spec, current(spec, polled.cursor)
    assert polled.read((1, "")).state is FeedState.OK


def test_an_edited_address_does_not_forget_that_the_feed_was_dead(polled):
    for _ in range(80):
        polled.fail()
    spec = dataclasses.replace(polled.spec, url="https://f.example/new")
    polled.spec, polled.cursor = spec, current(spec, polled.cursor)
    assert polled.news(1).was is FeedState.DEAD


def test_each_change_is_counted(polled):
    for _ in range(3):
        polled.fail()
    assert ("feed_state_changes_total", {"state": "failing"}) in [(c.metric, dict(c.labels)) for c in polled.counts]


def test_health_and_cursor_survive_the_log(polled):
    for _ in range(3):
        polled.fail()
    (health,) = polled.told
    assert decode_record(encode(health), FeedHealth) == health
    assert decode_record(encode(polled.cursor), FeedCursor) == polled.cursor


def test_a_cursor_of_an_older_version_goes_by_the_date_of_its_newest_entry(polled):
    polled.news(1)
    polled.cursor = msgspec.structs.replace(polled.cursor, etag='"1"', last_new=None, usual_gap_seconds=0.0)
    assert polled._poll(Response(status=304, url=URL), None, 8 * DAY).state is FeedState.QUIET
