import asyncio
import os
import signal

import psutil
import pytest

from producers.parse_pool import ParserPool
from producers.parsed import Document, ParsedFeed, Unparsed

FEED = Document(body=b"<rss version='2.0'><channel><title>x</title></channel></rss>")
# Open elements a million deep: feedparser would take minutes.
ENDLESS = Document(body=b"<rss version='2.0'><channel>" + b"<item>&</item>" * 240_000)


@pytest.fixture
def workers(processes_of):
    return lambda: processes_of("producers.parse_worker")


async def test_feeds_and_others(workers):
    async with ParserPool(1) as pool:
        assert isinstance(await pool.parse(FEED), ParsedFeed)
        assert await pool.parse(Document(body=b"x")) == Unparsed(reason="neither XML nor JSON")
        assert len(workers()) == 1
    assert not workers()


async def test_a_document_that_takes_too_long_costs_its_worker_and_nothing_else(workers):
    async with ParserPool(1, limit_seconds=1.0) as pool:
        stuck = await pool.parse(ENDLESS)
        assert isinstance(stuck, Unparsed)
        assert stuck.limit
        pool._limit = 60.0
        assert isinstance(await pool.parse(FEED), ParsedFeed)
        assert pool.killed == 1
        assert len(workers()) == 1
    assert not workers()


async def test_a_worker_that_dies_is_replaced(workers):
    async with ParserPool(1) as pool:
        await pool.parse(FEED)
        os.kill(workers()[0].pid, signal.SIGKILL)
        lost = await pool.parse(FEED)
        assert isinstance(lost, Unparsed)
        assert lost.limit
        assert isinstance(await pool.parse(FEED), ParsedFeed)


async def test_cancelling_a_parse_leaves_the_pool_in_order(workers):
    async with ParserPool(1, limit_seconds=60.0) as pool:
        await pool.parse(FEED)
        task = asyncio.create_task(pool.parse(ENDLESS))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert isinstance(await pool.parse(FEED), ParsedFeed)
    assert not workers()


async def test_no_more_workers_than_allowed(workers):
    async with ParserPool(2) as pool:
        await asyncio.gather(*(pool.parse(FEED) for _ in range(20)))
        assert len(workers()) <= 2


async def test_workers_end_with_their_owner(workers):
    async with ParserPool(1) as pool:
        await pool.parse(FEED)
        (child,) = workers()
        (process,) = pool._alive
        process.stdin.close()  # what the end of the owner does
        await asyncio.wait_for(process.wait(), 60)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
