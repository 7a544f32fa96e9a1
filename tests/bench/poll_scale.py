"""What polling costs, and so how many feeds one core carries: ``python tests/bench/poll_scale.py [FEEDS]``.

A publisher in another process answers over loopback HTTP; the poller, its fetcher and its parse worker are the real
ones; the log only takes what it is given. Three rounds: everything new, "not modified", two new entries each. The
processor time of the poller and of its parse worker counts, the publisher's does not.
"""

import asyncio
import contextlib
import multiprocessing
import sys
import time
from datetime import timedelta

import msgspec
import psutil

from agent.clock import SystemClock
from agent.codec import encode
from producers.feedlist import FeedSpec
from producers.fetch import FetchSettings, HttpFetcher
from producers.parse_pool import ParserPool
from producers.poll_stage import Poller
from producers.settings import PollSettings

ENTRIES = 30
SENTENCE = "بحث وزير الخارجية المصري مع نظيره الروسي سبل تعزيز العلاقات الثنائية وتطورات الأوضاع في المنطقة. "


def document(feed: str, newest: int) -> bytes:
    items = "".join(
        f"<item><title>وزير الخارجية {feed} {n}</title><link>https://x.example/{feed}/{n}</link><guid>{feed}-{n}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 {n % 24:02}:00:00 +0300</pubDate>"
        f"<description><![CDATA[<p>{SENTENCE * 6}{n}</p>]]></description></item>"
        for n in range(newest, newest - ENTRIES, -1)
    )
    return f'<rss version="2.0"><channel><title>{feed}</title><language>ar</language>{items}</channel></rss>'.encode()


def publish(pipe, edition) -> None:
    async def serve(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            etag = f'"{edition.value}"'
            if f"If-None-Match: {etag}" in head:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
            else:
                body = document(head.split()[1].strip("/"), 100 + 2 * edition.value)
                length = f"Content-Length: {len(body)}\r\n\r\n"
                writer.write(f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nConnection: close\r\n{length}".encode() + body)
            await writer.drain()
        writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.sleep(3600)

    asyncio.run(main())


class Round:
    """Takes commits and stops when every feed has had its poll."""

    def __init__(self, feeds, stop):
        self.left, self.stop, self.articles, self.bytes, self.cursors = len(feeds), stop, 0, 0, {}

    async def commit(self, cursor, articles, counts, health=None):
        self.bytes += len(encode(cursor)) + sum(len(encode(article)) for article in articles)
        self.articles += len(articles)
        self.cursors[cursor.feed] = cursor
        self.left -= 1
        if not self.left:
            self.stop.set()


def processor_seconds() -> float:
    me = psutil.Process()
    workers = [child for child in me.children() if "parse_worker" in " ".join(child.cmdline())]
    return sum(sum(process.cpu_times()[:2]) for process in (me, *workers))


async def measure(number: int, port: int, edition) -> None:
    feeds = [
        FeedSpec(id=f"f{n}", url=f"http://h{n % 500}.example:{port}/f{n}", allow_private=("127.0.0.0/8",))
        for n in range(number)
    ]

    async def resolve(_host, _port):
        return ["127.0.0.1"]

    fetcher = HttpFetcher(FetchSettings(), resolve=resolve)
    settings = PollSettings(start_rate=1e9, jitter=0.0)
    cursors = {}
    costs = []
    async with ParserPool(1) as parser:
        for label, turn in (("everything new", 1), ("not modified", 1), ("two new entries", 2)):
            edition.value = turn
            stop = asyncio.Event()
            taken = Round(feeds, stop)
            poller = Poller(feeds, fetcher, parser, SystemClock(), settings, lambda _count: None)
            before, began = processor_seconds(), time.monotonic()
            await poller.run(cursors, taken.commit, stop)
            seconds, wall = processor_seconds() - before, time.monotonic() - began
            costs.append(seconds / number * 1000)
            print(
                f"{label:<18}{number} polls in {wall:6.1f} s, {costs[-1]:6.2f} ms of processor each, "
                f"{taken.articles} articles, {taken.bytes / number / 1024:.1f} KB committed a poll"
            )
            past = timedelta(days=1)
            cursors = {
                name: msgspec.structs.replace(cursor, next_poll=cursor.next_poll - past)
                for name, cursor in taken.cursors.items()
            }
    await fetcher.close()
    each = sum(costs[1:]) / 2
    share = 10_000 / 900 * each / 1000
    print(f"resident memory with {number} cursors of {ENTRIES} entries: {psutil.Process().memory_info().rss >> 20} MB")
    print(f"10,000 feeds every 15 minutes, half of them changed: {share:.0%} of one core")


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    edition = context.Value("i", 1)
    publisher = context.Process(target=publish, args=(theirs, edition), daemon=True)
    publisher.start()
    try:
        asyncio.run(measure(number, ours.recv(), edition))
    finally:
        publisher.terminate()
        publisher.join()


if __name__ == "__main__":
    main()
