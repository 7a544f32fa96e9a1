"""The poller with pages, on real loopback HTTP and real worker processes."""

import asyncio
import itertools
import random

import psutil
import pytest
from article_site import ARABIC, SUMMARY, ArticleSite, Reply, article_page

from agent.clock import SystemClock
from agent.log.api import Unavailable
from producers.content_encoding import BodyLimits
from producers.feedlist import FeedSpec
from producers.fetch import PAGE_TYPES, FetchSettings, HttpFetcher
from producers.host_gate import HostGate
from producers.pages.boilerplate import bundled_boilerplate
from producers.pages.questions import PagePool
from producers.pages.reader import PageReader
from producers.pages.settings import PageSettings
from producers.pages.worker import answer
from producers.parse_pool import InlineParser
from producers.poll_stage import Poller
from producers.settings import PollSettings

FULL = "\n".join(ARABIC)


class Store:
    """Takes commits as a log would."""

    def __init__(self):
        self.cursors, self.articles, self.counts, self.away, self.refused = {}, [], [], False, 0
        self.changed = asyncio.Event()

    async def commit(self, cursor, articles, counts, health):
        await asyncio.sleep(0)
        if self.away:
            self.refused += 1
            self.changed.set()
            raise Unavailable("away")
        self.cursors[cursor.feed] = cursor
        self.articles += articles
        self.counts += counts
        self.changed.set()

    def versions(self):
        return sorted((a.guid, a.version, a.text_source, a.text_reason) for a in self.articles)


class InlineWorker:
    async def robots(self, question):
        return answer(question)

    async def extract(self, question):
        await asyncio.sleep(0.01)
        return answer(question).text


class Reading:
    """A poller that reads pages of a site, started and killed at will."""

    def __init__(self, site, pages=None, limits=None, patience=60.0, interval=0.2, **changes):
        self.site, self.store, self.patience = site, Store(), patience
        self.feed = FeedSpec(
            **{"id": "f", "url": f"{site.root}/rss", "language": "ar", "allow_private": ("127.0.0.1",), **changes}
        )
        settings = {"spacing": 0.05, "retry_wait": 0.1, "min_words": 40, **(pages or {})}
        self.settings = PollSettings(
            jitter=0.0, interval_floor=interval, interval_ceiling=interval, pages=PageSettings(**settings)
        )
        self.limits = limits or BodyLimits(wire_bytes=500_000, decoded_bytes=500_000)

    async def __aenter__(self):
        self.fetcher = HttpFetcher(FetchSettings(total_seconds=self.patience, limits=self.limits, accept=PAGE_TYPES))
        self.pool = PagePool(1, 60.0)
        self.start()
        return self

    async def __aexit__(self, *_):
        await self.kill()
        await self.fetcher.close()
        await self.pool.close()

    def start(self, worker=None):
        clock, gate = SystemClock(), HostGate(8)
        reader = PageReader(
            self.fetcher, worker or self.pool, gate, clock, bundled_boilerplate(), self.settings.pages,
            lambda count: None,
        )
        poller = Poller(
            [self.feed], self.fetcher, InlineParser(), clock, self.settings, lambda count: None, gate, reader
        )
        self.task = asyncio.create_task(poller.run(dict(self.store.cursors), self.store.commit, asyncio.Event()))

    async def kill(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def until(self, seen, seconds=100):
        async with asyncio.timeout(seconds):
            while not seen():
                self.store.changed.clear()
                waiting = asyncio.ensure_future(self.store.changed.wait())
                await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if self.task.done():
                    self.task.result()

    async def settled(self):
        """Wait until every article has its text or a reason."""
        await self.until(lambda: self.store.articles and not self.store.cursors["f"].pages)


@pytest.fixture
def site():
    with ArticleSite() as running:
        yield running


async def test_the_pages_text_follows_the_summary(site):
    site.publish("/a/1")
    async with Reading(site) as reading:
        await reading.settled()
        first, second = reading.store.articles
    assert (first.version, first.text, first.text_source, first.text_reason) == (1, SUMMARY, "summary", "waiting")
    assert (second.version, second.text, second.text_source, second.text_reason) == (2, FULL, "page", "")
    assert second.article_id == first.article_id
    assert second.title == first.title
    assert second.content_hash != first.content_hash
    outcomes = [count.labels["outcome"] for count in reading.store.counts if count.metric == "feed_pages_total"]
    assert outcomes == ["read"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(b"%PDF-1.7" + b"x" * 100_000, headers={"Content-Type": "application/pdf"}), "not_html"),
        (Reply(b"<html>", endless=b"<p>word</p>" * 1000), "too_large"),
        (Reply(b"", 404), "not_found"),
        (Reply(b"", 302, {"Location": "http://10.1.2.3/admin"}), "forbidden_address"),
        (Reply(b"", 302, {"Location": "http://[::ffff:127.0.0.1]/"}), "forbidden_address"),
        (Reply(b"", 302, {"Location": "file:///etc/passwd"}), "redirect"),
        (Reply(b"<html><body><form><input></form></body></html>"), "no_text"),
    ],
    ids=["pdf", "endless", "missing", "private", "private-v6", "file", "form"],
)
async def test_without_the_page_the_summary_is_kept_and_the_reason_said(site, reply, reason):
    site.publish("/a/1", reply=reply)
    async with Reading(site) as reading:
        await reading.settled()
    assert reading.store.versions() == [("/a/1", 1, "summary", "waiting"), ("/a/1", 2, "summary", reason)]
    assert {article.text for article in reading.store.articles} == {SUMMARY}


async def test_what_robots_txt_forbids_is_never_asked_for(site):
    site.put("/robots.txt", Reply(b"User-agent: *\nDisallow: /a/", headers={"Content-Type": "text/plain"}))
    site.publish("/a/1")
    site.publish("/b/1")
    async with Reading(site) as reading:
        await reading.settled()
    assert reading.store.versions() == [
        ("/a/1", 1, "summary", "waiting"), ("/a/1", 2, "summary", "robots"),
        ("/b/1", 1, "summary", "waiting"), ("/b/1", 2, "page", ""),
    ]  # fmt: skip
    assert not site.times("/a/1")
    assert len(site.times("/robots.txt")) == 1


async def test_a_slow_page_is_given_up_and_keeps_no_poll_back(site):
    import threading

    site.publish("/a/1", reply=Reply(article_page(), gate=threading.Event()))
    async with Reading(site, pages={"attempts": 1}, patience=1.0) as reading:
        await reading.settled()
    assert reading.store.versions()[-1] == ("/a/1", 2, "summary", "timeout")


async def test_pages_of_a_host_are_spaced(site):
    for number in range(4):
        site.publish(f"/a/{number}")
    async with Reading(site, pages={"spacing": 0.4}) as reading:
        await reading.settled()
    times = site.times()
    assert len(times) == 4
    assert all(after - before >= 0.4 for before, after in itertools.pairwise(times))


async def test_windows_1256(site):
    reply = Reply(article_page(charset="windows-1256"), headers={"Content-Type": "text/html"})
    site.publish("/a/1", reply=reply)
    async with Reading(site) as reading:
        await reading.settled()
    assert reading.store.articles[-1].text == FULL


async def test_a_redirect_within_the_site_is_followed(site):
    site.publish("/a/1", reply=Reply(b"", 301, {"Location": "/b/1"}))
    site.put("/b/1", Reply(article_page()))
    async with Reading(site) as reading:
        await reading.settled()
    assert reading.store.articles[-1].text == FULL
    assert reading.store.articles[-1].url.endswith("/a/1")


async def test_killed_at_any_moment_no_page_is_lost_and_no_version_doubled(site):
    kills, seeded = 0, random.Random(1)
    async with Reading(site, pages={"spacing": 0.02}) as reading:
        while len(reading.store.articles) < 24:
            await reading.kill()
            if kills < 6:  # none of these lives can be the last, however quick the machine
                site.publish(f"/a/{2 * kills}")
                site.publish(f"/a/{2 * kills + 1}")
            reading.start(InlineWorker())
            # Ever longer lives: the first are too short for anything, in the end one is long enough on any machine.
            await asyncio.sleep(seeded.uniform(0.0, 0.01 * (kills + 1)))
            kills += 1
    versions = [(a.guid, a.version, a.text_source) for a in reading.store.articles]
    assert sorted(versions) == sorted(
        (f"/a/{n}", v, source) for n in range(12) for v, source in ((1, "summary"), (2, "page"))
    )


async def test_while_the_log_is_away_what_was_read_waits(site):
    site.publish("/a/1")
    async with Reading(site, interval=600.0) as reading:
        await reading.until(lambda: reading.store.articles)
        reading.store.away = True
        await reading.until(lambda: reading.store.refused)
        reading.store.away = False
        await reading.settled()
    assert [a.version for a in reading.store.articles] == [1, 2]
    assert len(site.times("/a/1")) == 1


async def test_an_edit_in_the_feed_goes_together_with_its_page(site):
    site.publish("/a/1")
    async with Reading(site) as reading:
        await reading.settled()
        path, title, summary = site.entries[0]
        corrected = [*ARABIC[:2], "واتفق الجانبان على عقد جولة من المشاورات في الإسكندرية قبل نهاية العام الجاري."]
        site.put(path, Reply(article_page(corrected)))
        site.entries[0] = (path, title, summary + " تصحيح")
        await reading.until(lambda: len(reading.store.articles) == 3)
    assert [(a.version, a.text_source) for a in reading.store.articles] == [(1, "summary"), (2, "page"), (3, "page")]
    assert "الإسكندرية" in reading.store.articles[-1].text


async def test_an_edit_does_not_wait_for_a_host_that_asks_for_silence(site):
    site.pages_root = site.root.replace("127.0.0.1", "localhost")  # else the feed would be left alone as well
    site.publish("/a/1")
    busy = Reply(b"", 429, {"Retry-After": "3600"})
    async with Reading(site, pages={"retry_wait": 60}, allow_private=("127.0.0.1", "::1")) as reading:
        await reading.settled()
        path, title, summary = site.entries[0]
        site.publish("/a/2", reply=busy)
        await reading.until(lambda: any(page.attempts for page in reading.store.cursors["f"].pages.values()))
        site.entries[1] = (path, title, summary + " تصحيح")
        await reading.until(lambda: len(reading.store.articles) == 4)
    assert (reading.store.articles[-1].version, reading.store.articles[-1].text) == (3, SUMMARY + " تصحيح")
    assert len(site.times("/a/1")) == 1


async def test_pages_that_are_switched_off_are_settled_unread(site):
    site.publish("/a/1")
    async with Reading(site, pages={"spacing": 600}) as reading:
        site.publish("/a/2")
        await reading.until(lambda: len(reading.store.articles) >= 3)
        await reading.kill()
        waiting = len(reading.store.cursors["f"].pages)
        reading.feed = FeedSpec(id="f", url=reading.feed.url, allow_private=("127.0.0.1",), full_text="never")
        reading.start()
        await reading.settled()
    assert waiting == 1
    assert [reason for *_, reason in reading.store.versions()].count("off") == 1


async def test_bombs_cost_no_memory(site):
    import gzip

    bomb = gzip.compress(b"<p>word</p>" * 10_000_000, compresslevel=9)
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    for number in range(5):
        site.publish(f"/a/{number}", reply=Reply(bomb, headers=headers))
    before = psutil.Process().memory_info().rss
    async with Reading(site, limits=BodyLimits()) as reading:
        await reading.settled()
    assert [reason for *_, reason in reading.store.versions()].count("too_large") == 5
    assert psutil.Process().memory_info().rss - before < 50_000_000
