import asyncio
import contextlib
import http.client
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
from producers.score.hazards import Lies
from producers.score.server import ScoreServer, behaviours, hazards
from producers.settings import PollSettings


class Reader:
    """Our poller on a clock that can be hurried; its cursors outlive it."""

    def __init__(self, clock, addresses, total_seconds=20.0):
        self.clock = clock
        self.settings = FetchSettings(contact="https://rasid.example/bot", total_seconds=total_seconds)
        self.feeds = [
            FeedSpec(id=f"s{number}", url=url, allow_private=("127.0.0.1",)) for number, url in enumerate(addresses)
        ]
        self.cursors = {}
        self.running = None

    async def commit(self, cursor, articles, counts, health=None):
        self.cursors[cursor.feed] = cursor

    async def start(self):
        self.fetcher = HttpFetcher(self.settings)
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
    server = ScoreServer(clock, behaviours())
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


async def hazards_met(members, seconds):
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    server = ScoreServer(clock, members)
    async with server.listening():
        reader = Reader(clock, server.addresses(), total_seconds=0.5)
        await reader.start()
        await reader.live(seconds)
        await reader.end()
        return server, {member.title: (verdict.mark, verdict.detail) for member, verdict in server.score()}


async def test_the_poller_survives_the_hazards():
    quick = [member for member in hazards() if not isinstance(member, Lies)]
    server, verdicts = await hazards_met(quick, 2 * 3600)
    assert {title: v for title, v in verdicts.items() if v[0] is not Mark.PASS} == {}
    assert server.passed(of_hazards=True) == 8
    assert server.passed() == 0


async def test_the_poller_doubts_a_server_that_lies():
    server, verdicts = await hazards_met([Lies()], 80 * 3600)
    assert server.passed(of_hazards=True) == 1, verdicts


async def test_a_credulous_reader_fails_the_hazards():
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    server = ScoreServer(clock, hazards())

    def credulous(url, etags):
        request = urllib.request.Request(url, headers={"If-None-Match": etags[url]} if etags.get(url) else {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                etags[url] = answer.headers.get("ETag")
                with contextlib.suppress(http.client.IncompleteRead):
                    answer.read()
        except urllib.error.HTTPError as error:
            error.close()

    etags = {}
    async with server.listening():
        for _ in range(3):
            urls = [url for url in server.addresses() if "/slow" not in url]
            await asyncio.gather(*(asyncio.to_thread(credulous, url, etags) for url in urls))
            clock.advance(80 * 3600)
    marks = {member.number: verdict.mark for member, verdict in server.score()}
    assert {number for number, mark in marks.items() if mark is not Mark.FAIL} == {16, 18}
    assert marks[16] is Mark.WAITING


async def test_a_rude_reader_fails():
    clock = FakeClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    server = ScoreServer(clock, behaviours())

    def rude(url):
        request = urllib.request.Request(
            re.sub("#.*", "%23latest", url), headers={"Cookie": "id=1", "User-Agent": f"x{clock.now()}"}
        )
        try:
            urllib.request.urlopen(request, timeout=60).close()
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
