import asyncio
import json
import re
import urllib.request
from datetime import UTC, datetime

from agent.clock import FakeClock
from producers.feedlist import FeedSpec
from producers.fetch import FetchSettings, HttpFetcher
from producers.parse_pool import InlineParser
from producers.poll_stage import Poller
from producers.score.behaviour import Mark
from producers.score.server import ScoreServer, behaviours
from producers.settings import PollSettings


class Reader:
    """Our poller on a clock that can be hurried; its cursors outlive it."""

    def __init__(self, clock, addresses):
        self.clock = clock
        self.feeds = [
            FeedSpec(id=f"s{number}", url=url, allow_private=("127.0.0.1",)) for number, url in enumerate(addresses)
        ]
        self.cursors = {}
        self.running = None

    async def commit(self, cursor, articles, counts, health=None):
        self.cursors[cursor.feed] = cursor

    async def start(self):
        self.fetcher = HttpFetcher(FetchSettings(contact="https://rasid.example/bot"))
        self.poller = Poller(
            self.feeds, self.fetcher, InlineParser(), self.clock, PollSettings(), lambda count: None
        )  # fmt: skip
        self.stop = asyncio.Event()
        self.running = asyncio.create_task(self.poller.run(dict(self.cursors), self.commit, self.stop))

    async def end(self):
        self.stop.set()
        await self.running
        await self.fetcher.close()

    async def live(self, seconds, step=60.0):
        for _ in range(int(seconds / step)):
            self.clock.advance(step)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            while any(not task.done() for task in self.poller._tasks):
                await asyncio.sleep(0.001)


async def test_the_poller_scores_twelve_of_twelve():
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    server = ScoreServer(clock)
    async with server.listening():
        reader = Reader(clock, server.addresses())
        await reader.start()
        await reader.live(16 * 3600)
        await reader.end()
        await reader.start()
        await reader.live(16 * 3600)
        await reader.end()
    verdicts = {member.title: (verdict.mark, verdict.detail) for member, verdict in server.score()}
    assert {title: v for title, v in verdicts.items() if v[0] is not Mark.PASS} == {}
    assert server.passed() == 12


async def test_a_rude_reader_fails():
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    server = ScoreServer(clock)

    def rude(url):
        request = urllib.request.Request(
            re.sub("#.*", "%23latest", url), headers={"Cookie": "id=1", "User-Agent": f"x{clock.now()}"}
        )
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()

    async with server.listening():
        for _ in range(8):
            await asyncio.gather(*(asyncio.to_thread(rude, url) for url in server.addresses()))
            clock.advance(60)
    marks = {member.number: verdict.mark for member, verdict in server.score()}
    assert [number for number, mark in marks.items() if mark is Mark.PASS] == [4]


def test_a_server_nobody_visits_waits():
    server = ScoreServer(FakeClock(datetime(2026, 11, 23, tzinfo=UTC)))
    assert all(verdict.mark is Mark.WAITING and verdict.detail for _, verdict in server.score())
    assert [member.number for member in behaviours()] == list(range(1, 13))
    assert json.dumps(server.addresses())
