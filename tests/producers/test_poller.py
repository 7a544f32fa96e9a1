import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.clock import FakeClock
from agent.log.api import Fenced, Unavailable
from producers.exchange import Failure, Response
from producers.failure import FailureClass
from producers.fake_fetch import FakeFetcher
from producers.feedlist import FeedSpec
from producers.parse_pool import InlineParser
from producers.poll_stage import Poller
from producers.settings import PollSettings

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Store:
    """Takes commits as a log would: all or nothing, and not while it is away."""

    def __init__(self):
        self.cursors, self.articles, self.counts, self.refused = {}, [], [], 0
        self.away = False
        self.fenced = False

    async def commit(self, cursor, articles, counts, health=None):
        await asyncio.sleep(0)
        if self.fenced:
            raise Fenced("another owner")
        if self.away:
            self.refused += 1
            raise Unavailable("broker away")
        self.cursors[cursor.feed] = cursor
        self.articles += articles
        self.counts += counts


class World:
    """A poller with a clock, a web and a log that tests can reach."""

    def __init__(self, feeds, **settings):
        self.feeds = feeds
        self.clock, self.web, self.store = FakeClock(START), FakeFetcher(), Store()
        self.settings = PollSettings(**{"jitter": 0.0, **settings})
        self.observed = []
        self.stop = asyncio.Event()
        self.task = None

    def start(self, parser=None):
        self.stop = asyncio.Event()
        poller = Poller(self.feeds, self.web, parser or InlineParser(), self.clock, self.settings, self.observed.append)
        self.task = asyncio.create_task(poller.run(dict(self.store.cursors), self.store.commit, self.stop))

    async def settle(self):
        for _ in range(60):
            await asyncio.sleep(0)

    async def pass_time(self, seconds, step=10.0):
        await self.settle()
        while seconds > 0:
            self.clock.advance(min(step, seconds))
            seconds -= step
            await self.settle()

    async def end(self):
        self.stop.set()
        async with asyncio.timeout(60):
            await self.task


def spec(number=1, host="f.example", **changes):
    return FeedSpec(**{"id": f"f{number}", "url": f"https://{host}/{number}", **changes})


@pytest.fixture
def rss(make_rss):
    return lambda *numbers: make_rss(*((f"g{n}", f"https://f.example/a/{n}", f"T{n}", "x", "") for n in numbers))


async def test_articles_and_cursor_arrive_together(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1, 2), etag='"1"')
    world.start()
    await world.pass_time(1)
    assert {article.guid for article in world.store.articles} == {"g1", "g2"}
    assert world.store.cursors["f1"].etag == '"1"'
    assert [count.metric for count in world.observed][-2:] == ["fetch_duration_seconds", "parse_duration_seconds"]
    await world.end()


async def test_a_feed_is_read_again_when_due_and_not_before(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.start()
    await world.pass_time(890)
    assert len(world.web.requests) == 1
    await world.pass_time(20)
    assert len(world.web.requests) == 2
    await world.end()


async def test_a_restart_reads_nothing_early(rss):
    world = World([spec(n) for n in range(5)])
    for n in range(5):
        world.web.put_feed(f"https://f.example/{n}", rss(n))
    world.start()
    await world.pass_time(5, step=0.1)
    await world.end()
    assert len(world.web.requests) == 5
    for _ in range(3):
        world.start()
        await world.pass_time(60)
        await world.end()
    assert len(world.web.requests) == 5
    assert len(world.store.articles) == 5


async def test_a_killed_poll_is_done_again_and_nothing_is_lost_or_doubled(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.store.away = True
    world.start()
    await world.pass_time(2)
    assert world.store.refused
    world.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await world.task
    world.store.away = False
    world.start()
    await world.pass_time(2)
    assert [article.version for article in world.store.articles] == [1]
    await world.end()


async def test_while_the_log_is_away_the_decision_waits_and_is_not_fetched_again(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.store.away = True
    world.start()
    await world.pass_time(300)
    assert world.store.refused > 3
    assert len(world.web.requests) == 1
    world.store.away = False
    await world.pass_time(40)
    assert [article.guid for article in world.store.articles] == ["g1"]
    await world.end()


async def test_stop_while_the_log_is_away_returns_at_once(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.store.away = True
    world.start()
    await world.pass_time(5)
    await world.end()
    assert not world.store.cursors


async def test_losing_the_partition_ends_the_run(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.store.fenced = True
    world.start()
    await world.pass_time(1)
    with pytest.raises(Fenced):
        await world.task


class SlowFetcher(FakeFetcher):
    """Answers when told to, and knows how many requests were open at once."""

    def __init__(self):
        super().__init__()
        self.open, self.most, self.hosts = 0, 0, set()
        self.go = asyncio.Event()
        self.doubled = False

    async def fetch(self, request):
        host = request.url.split("/")[2]
        self.doubled |= host in self.hosts
        self.hosts.add(host)
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await self.go.wait()
            return await super().fetch(request)
        finally:
            self.open -= 1
            self.hosts.discard(host)


async def test_one_connection_a_host_and_a_bound_over_all(rss):
    feeds = [spec(n, host=f"h{n % 10}.example") for n in range(40)]
    world = World(feeds, concurrency=6, start_rate=1000.0)
    world.web = SlowFetcher()
    for feed in feeds:
        world.web.put_feed(feed.url, rss(1))
    world.start()
    await world.pass_time(1)
    assert world.web.open == 6
    world.web.go.set()
    await world.pass_time(1)
    assert world.web.most == 6
    assert not world.web.doubled
    assert len(world.store.cursors) == 40
    await world.end()


async def test_a_slow_host_keeps_no_other_out(rss):
    feeds = [spec(n, host="slow.example") for n in range(20)] + [spec(99, host="quick.example")]
    world = World(feeds, concurrency=2, start_rate=1000.0)
    world.web = SlowFetcher()
    world.web.put_feed("https://quick.example/99", rss(1))
    slow_go = world.web.go

    class HalfSlow(SlowFetcher):
        async def fetch(self, request):
            if "quick" in request.url:
                return await FakeFetcher.fetch(self, request)
            return await SlowFetcher.fetch(self, request)

    half = HalfSlow()
    half.put_feed("https://quick.example/99", rss(1))
    half.go = slow_go
    world.web = half
    world.start()
    await world.pass_time(1)
    assert "f99" in world.store.cursors
    await world.end()


async def test_retry_after_silences_the_host_for_all_its_feeds_even_over_a_restart(rss):
    feeds = [spec(1), spec(2)]
    world = World(feeds, start_rate=0.01)  # the second begins 100 s after the first
    busy = Response(status=429, url="", headers={"retry-after": "1000"})
    for feed in feeds:
        world.web.put(feed.url, busy)
    world.start()
    await world.pass_time(500)
    assert len(world.web.requests) == 1
    await world.end()
    world.start()
    await world.pass_time(450)
    assert len(world.web.requests) == 1
    await world.pass_time(400)
    assert len(world.web.requests) >= 2
    await world.end()


async def test_a_failing_feed_leaves_the_others_alone(rss):
    world = World([spec(1), spec(2)])
    world.web.put("https://f.example/1", Failure(FailureClass.TIMEOUT, "slow"))
    world.web.put_feed("https://f.example/2", rss(1))
    world.start()
    await world.pass_time(3600)
    assert world.store.cursors["f1"].failures > 1
    assert world.store.cursors["f2"].failures == 0
    await world.end()


async def test_a_mistake_of_ours_costs_one_feed_one_poll(rss, caplog):
    class Broken(InlineParser):
        async def parse(self, document):
            if document.url.endswith("/1"):
                raise ZeroDivisionError
            return await super().parse(document)

    world = World([spec(1), spec(2)])
    for n in (1, 2):
        world.web.put_feed(f"https://f.example/{n}", rss(n))
        world.web._answers[f"https://f.example/{n}"][0] = Response(
            status=200, url=f"https://f.example/{n}", body=rss(n).encode()
        )
    world.start(Broken())
    await world.pass_time(2)
    assert world.store.cursors["f1"].last_outcome == "internal"
    assert [article.guid for article in world.store.articles] == ["g2"]
    assert "ZeroDivisionError" in caplog.text
    await world.end()


async def test_disabled_feeds_are_left_out(rss):
    world = World([spec(1, enabled=False)])
    world.start()
    await world.pass_time(60)
    assert not world.web.requests
    await world.end()


async def test_an_overslept_machine_catches_up(rss):
    world = World([spec()])
    world.web.put_feed("https://f.example/1", rss(1))
    world.start()
    await world.pass_time(1)
    world.clock._now += timedelta(days=2)  # the wall clock jumped; the monotonic one did not
    await world.pass_time(40)
    assert len(world.web.requests) == 2
    await world.end()
