"""How many feeds one core carries: ``python tests/bench/poll_scale.py [FEEDS] [SECONDS]``.

A publisher in a process of its own answers over loopback HTTP as feeds do: four of five polls with "not modified", the
others with two new entries. The poller is the daemon's own poll stage, with its eight partitions, host gate, fetcher,
parse worker, metrics and embedded log, on one core. All feeds are due once within SECONDS (by default 120 for 10,000:
seven times the pace of a quarter of an hour), spread evenly as their schedule would have them.

Lateness is from the moment that a feed was due to its request. The processor time and the memory of the poller and of
its parse worker count; the publisher's do not. Names are not resolved and nothing is encrypted.
"""

import asyncio
import contextlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import msgspec
import psutil

from agent.clock import SystemClock
from agent.codec import encode
from agent.log.api import Output, Topics, partition_of
from agent.log.sqlite import SqliteLog
from agent.metrics import Metrics
from agent.sources import SourceRunner
from agent.topics import FEEDS, topic_specs
from producers.decide import current, decide
from producers.exchange import Response
from producers.feedlist import FeedSpec
from producers.fetch import FetchSettings, HttpFetcher
from producers.host_gate import HostGate
from producers.parse import parse
from producers.parse_pool import ParserPool
from producers.parsed import Document
from producers.poll_stage import Poller
from producers.settings import PollSettings

ENTRIES = 30
PARTITIONS = 8
CONCURRENCY = 16
SENTENCE = "بحث وزير الخارجية المصري مع نظيره الروسي سبل تعزيز العلاقات الثنائية وتطورات الأوضاع في المنطقة. "
EPOCH = datetime.now(UTC) - timedelta(hours=1)


def document(feed: str, newest: int) -> bytes:
    items = "".join(
        f"<item><title>وزير الخارجية {feed} {n}</title><link>https://x.example/{feed}/{n}</link><guid>{feed}-{n}</guid>"
        f"<pubDate>{format_datetime(EPOCH - timedelta(minutes=30 * (newest - n)))}</pubDate>"
        f"<description><![CDATA[<p>{SENTENCE * 6}{n}</p>]]></description></item>"
        for n in range(newest, newest - ENTRIES, -1)
    )
    return f'<rss version="2.0"><channel><title>{feed}</title><language>ar</language>{items}</channel></rss>'.encode()


def publish(pipe) -> None:
    async def serve(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            feed = head.split()[1].strip("/")
            if 'If-None-Match: "1"' in head and int(feed[1:]) % 5:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
            else:
                body = document(feed, 102)
                length = f"Content-Length: {len(body)}\r\n\r\n"
                writer.write(f'HTTP/1.1 200 OK\r\nETag: "2"\r\nConnection: close\r\n{length}'.encode() + body)
            await writer.drain()
        writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.sleep(3600)

    asyncio.run(main())


def feeds(number: int, port: int) -> list[FeedSpec]:
    return [
        FeedSpec(id=f"f{n}", url=f"http://h{n % (number // 4)}.example:{port}/f{n}", allow_private=("127.0.0.0/8",))
        for n in range(number)
    ]


def topics() -> Topics:
    return Topics("rasid", topic_specs(feed_partitions=PARTITIONS))


def prepare(folder: Path, number: int, port: int, first: float, seconds: float) -> None:
    """Write cursors to the log as a first read of every feed would leave them, due one after the other."""

    async def write():
        names = topics()
        log = await SqliteLog.open(folder / "log.db", own=True)
        await log.ensure_topics(list(names.specs.values()))
        settings, batch, sizes, now = PollSettings(), [], [], datetime.now(UTC)
        for place, feed in enumerate(feeds(number, port)):
            body = document(feed.id, 100)
            answer = Response(status=200, url=feed.url, headers={"etag": '"1"'}, body=body, wire_bytes=len(body))
            read = decide(feed, current(feed, None), answer, parse(Document(body=body)), now, settings).cursor
            due = datetime.fromtimestamp(first + seconds * place / number, UTC)
            cursor = msgspec.structs.replace(read, next_poll=due)
            key, value = feed.id.encode(), encode(cursor)
            sizes.append(len(value))
            batch.append(Output(names[FEEDS], key, value, partition=partition_of(key, PARTITIONS)))
            if len(batch) == 500:
                await log.append(batch)
                batch = []
        await log.append(batch)
        await log.close()
        size = statistics.median(sizes) / 1024
        print(f"{number} cursors of {ENTRIES} entries, {size:.1f} KB each in the log", flush=True)

    asyncio.run(write())


class Shifted(SystemClock):
    """A clock by which a few seconds are left until the first feed is due, whenever that was to be."""

    def __init__(self, first):
        self.shift = timedelta(seconds=first - 5 - time.time())

    def now(self):
        return super().now() + self.shift


class Watched(HttpFetcher):
    """A fetcher that notes how late each feed is asked for."""

    def __init__(self, clock, due, *args, **more):
        super().__init__(*args, **more)
        self.clock, self.due, self.late = clock, due, []

    async def fetch(self, request):
        self.late.append(self.clock.now().timestamp() - self.due[request.url])
        return await super().fetch(request)


def poll(folder: Path, number: int, port: int, first: float, seconds: float) -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    async def resolve(_host, _port):
        return ["127.0.0.1"]

    async def run():
        me = psutil.Process()
        listed = feeds(number, port)
        due = {feed.url: first + seconds * place / number for place, feed in enumerate(listed)}
        log = await SqliteLog.open(folder / "log.db", own=True)
        metrics, clock, gate = Metrics(), Shifted(first), HostGate(CONCURRENCY)
        fetcher, settings = Watched(clock, due, FetchSettings(), resolve=resolve), PollSettings(interval_floor=900.0)

        async with ParserPool(1) as parser:

            def poller_of(partition):
                mine = [feed for feed in listed if partition_of(feed.id.encode(), PARTITIONS) == partition]
                return Poller(mine, fetcher, parser, clock, settings, metrics.record, gate)

            runner = SourceRunner(poller_of, log, topics(), clock, metrics)
            task = asyncio.create_task(runner.run())
            await runner.ready.wait()
            most = 0
            while len(fetcher.late) < number and clock.now().timestamp() < first + seconds + 60:
                await asyncio.sleep(0.5)
                workers = me.children(recursive=True)
                most = max(most, sum(process.memory_info().rss for process in (me, *workers)))
            await asyncio.sleep(1)
            spent = sum(sum(process.cpu_times()[:2]) for process in (me, *me.children(recursive=True)))
            own = me.memory_info().rss
            runner.stop()
            await task
        await fetcher.close()
        await log.close()
        late = sorted(fetcher.late)
        kept = dict.fromkeys(("not_modified", "updated", "unchanged", "failed"), 0.0)
        for family in metrics.registry.collect():
            for sample in family.samples:
                if sample.name == "rasid_feed_polls_total":
                    kept[sample.labels["outcome"]] += sample.value
        shares = ", ".join(f"{name} {count:.0f}" for name, count in kept.items() if count)
        print(f"{len(late)} polls in {seconds:.0f} s ({shares})")
        print(
            f"late by {late[len(late) // 2]:.3f} s in the middle, "
            f"{late[len(late) * 99 // 100]:.3f} s at the 99th of a hundred, {late[-1]:.3f} s at most"
        )
        print(f"resident memory: poller {own >> 20} MB, with its worker at most {most >> 20} MB")
        each = spent / len(late)
        print(
            f"processor: {each * 1000:.2f} ms a poll, start and reading of the log included: 10,000 feeds every 15 "
            f"minutes take {10_000 / 900 * each:.0%} of one core"
        )

    asyncio.run(run())


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else number / 10_000 * 120
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    publisher = context.Process(target=publish, args=(theirs,), daemon=True)
    publisher.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        try:
            first = time.time()
            for step in (prepare, poll):
                worker = context.Process(target=step, args=(Path(folder), number, port, first, seconds))
                worker.start()
                worker.join()
        finally:
            publisher.terminate()
            publisher.join()


if __name__ == "__main__":
    main()
