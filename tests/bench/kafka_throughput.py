"""How fast a stage runs on Kafka, beside a bare transactional consume-produce loop of aiokafka with the same batches.

    python tests/bench/kafka_throughput.py [--records 30000] [--bytes 1000] [--batch 500] [--rounds 3]
    python tests/bench/kafka_throughput.py --extract [--records 6000] [--workers 1 2]

Starts a broker of its own (see deploy/kafka), unless $KAFKA_BOOTSTRAP names one. Both sides read the same topic of one
partition and write one record for each; the stage decodes and encodes JSON besides. Rounds alternate, the best of each
side counts.

With --extract: articles a second through the daemon's extract stage, by so many daemons at a time, each a process, over
as many partitions; from the first report to the last, so that their start does not count. Broker and daemons share the
machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "deploy" / "kafka"), str(ROOT / "tests" / "kafka")]

from generated_news import article  # noqa: E402
from local_broker import Broker  # noqa: E402

from agent.clock import SystemClock  # noqa: E402
from agent.codec import encode  # noqa: E402
from agent.log.api import Output, Topics  # noqa: E402
from agent.log.kafka import KafkaLog  # noqa: E402
from agent.log.kafka_client import BATCH_BYTES  # noqa: E402
from agent.log.kafka_settings import KafkaSettings  # noqa: E402
from agent.metrics import Metrics  # noqa: E402
from agent.runtime import RuntimeSettings, StageRunner  # noqa: E402
from agent.stage import Decision, Emit  # noqa: E402
from agent.state import Tables  # noqa: E402
from agent.topics import topic_specs  # noqa: E402


class Passing:
    """Passes every record on."""

    name = "extract"
    source = "articles"
    record_type = dict

    def tables(self):
        return Tables()

    def decide(self, record, tables, now):
        return Decision([Emit("mentions", record["id"], record)])

    def tick(self, tables, now):
        return Decision()


async def fill(log, topics, args):
    body = "x" * args.bytes
    for start in range(0, args.records, 1000):
        await log.append([
            Output(topics["articles"], str(n).encode(), json.dumps({"id": str(n), "text": body}).encode())
            for n in range(start, min(args.records, start + 1000))
        ])


async def bare(bootstrap, topics, args):
    """Return records a second of the loop in aiokafka's documentation, its sends awaited, with our batch size."""
    group = f"bare-{uuid.uuid4().hex}"
    consumer = AIOKafkaConsumer(
        topics["articles"], bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False,
        auto_offset_reset="earliest", isolation_level="read_committed",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=group, compression_type="lz4", acks="all",
        max_batch_size=BATCH_BYTES,
    )
    await consumer.start()
    await producer.start()
    done, began = 0, time.perf_counter()
    while done < args.records:
        found = await consumer.getmany(timeout_ms=100, max_records=args.batch)
        for partition, records in found.items():
            async with producer.transaction():
                sent = [await producer.send(topics["mentions"], r.value, r.key, 0) for r in records]
                await asyncio.gather(*sent)
                await producer.send_offsets_to_transaction({partition: records[-1].offset + 1}, group)
            done += len(records)
    seconds = time.perf_counter() - began
    await consumer.stop()
    await producer.stop()
    return args.records / seconds


async def stage(settings, prefix, topics, args):
    """Return records a second of a stage that passes everything on."""
    log = await KafkaLog.open(settings, prefix)
    runner = StageRunner(
        Passing(), log, topics, SystemClock(), Metrics(), RuntimeSettings(batch_records=args.batch, offload=True)
    )
    running = asyncio.create_task(runner.run(timeout=120))
    while not runner.ready.is_set():
        await asyncio.sleep(0.001)
    began = time.perf_counter()
    while runner.processed < args.records:
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began  # leaving the group is not part of it, as it is not of the other side
    runner.stop()
    await running
    await log.close()
    return args.records / seconds


async def measure(bootstrap, args):
    settings = KafkaSettings(bootstrap=(bootstrap,))
    best = {"bare": 0.0, "stage": 0.0}
    for number in range(args.rounds):
        prefix = f"bench-{uuid.uuid4().hex[:8]}"
        topics = Topics(prefix, topic_specs(prefix=prefix, article_partitions=1, feed_partitions=1))
        log = await KafkaLog.open(settings, prefix)
        await log.ensure_topics(list(topics.specs.values()))
        await fill(log, topics, args)
        await log.close()
        rates = {"bare": await bare(bootstrap, topics, args), "stage": await stage(settings, prefix, topics, args)}
        best = {side: max(best[side], rate) for side, rate in rates.items()}
        sys.stdout.write(json.dumps({"round": number + 1, **{k: round(v) for k, v in rates.items()}}) + "\n")
    sys.stdout.write(json.dumps({
        "records": args.records, "bytes": args.bytes, "batch": args.batch,
        "bare_per_second": round(best["bare"]), "stage_per_second": round(best["stage"]),
        "ratio": round(best["stage"] / best["bare"], 2),
    }) + "\n")


def start_daemon(folder, name, bootstrap, prefix, partitions):
    """Start a daemon that only extracts."""
    config = folder / f"{name}.yaml"
    config.write_text(yaml.safe_dump({
        "log": {"kind": "kafka", "prefix": prefix, "article_partitions": partitions, "feed_partitions": 1},
        "kafka": {"bootstrap": [bootstrap]}, "http": {"enabled": False},
    }))
    with (folder / f"{name}.txt").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "agent", "run", "--config", str(config), "--stages", "extract"],
            stdout=output, stderr=output, cwd=folder,
        )


async def extraction(bootstrap, folder, workers, args):
    """Return articles that ``workers`` daemons extract in a second, and in a second of their processors."""
    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    topics = Topics(prefix, topic_specs(prefix=prefix, article_partitions=workers, feed_partitions=1))
    log = await KafkaLog.open(KafkaSettings(bootstrap=(bootstrap,)), prefix)
    await log.ensure_topics(list(topics.specs.values()))

    async def left():
        return sum(lag.records for lag in await log.lag("extract", topics["articles"]))

    async def write(numbers):
        now = datetime.now(UTC)
        await log.append([
            Output(topics["articles"], f"g{n}".encode(), encode(article(n, now)), partition=n % workers)
            for n in numbers
        ])

    daemons = [start_daemon(folder, f"{prefix}-{n}", bootstrap, prefix, workers) for n in range(workers)]
    try:
        await write(range(100))
        while await left() or any("partitions assigned" not in said(folder, prefix, n) for n in range(workers)):
            await asyncio.sleep(0.1)
        await asyncio.sleep(2)  # the partitions have come to rest with their owners
        began, used = time.perf_counter(), processors(daemons)
        for start in range(100, args.records + 100, 2000):
            await write(range(start, min(start + 2000, args.records + 100)))
        while await left():
            await asyncio.sleep(0.02)
        return args.records / (time.perf_counter() - began), args.records / (processors(daemons) - used)
    finally:
        for daemon in daemons:
            daemon.terminate()
        for daemon in daemons:
            daemon.wait(30)
        await log.close()


def processors(daemons):
    """Return the seconds of processors that the daemons have used."""
    return sum(sum(psutil.Process(daemon.pid).cpu_times()[:2]) for daemon in daemons)


def said(folder, prefix, number):
    """Return what a daemon has said."""
    return (folder / f"{prefix}-{number}.txt").read_text(encoding="utf-8")


async def measure_extraction(bootstrap, args):
    """Write how fast each number of daemons is."""
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        for workers in args.workers:
            rates = [await extraction(bootstrap, Path(folder), workers, args) for _ in range(args.rounds)]
            sys.stdout.write(json.dumps({
                "articles": args.records, "workers": workers,
                "articles_per_second": round(max(rate for rate, _ in rates)),
                "articles_per_processor_second": round(max(rate for _, rate in rates)),
            }) + "\n")
            sys.stdout.flush()


@contextmanager
def cluster():
    if named := os.environ.get("KAFKA_BOOTSTRAP"):
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        broker = Broker(Path(folder))
        broker.start()
        try:
            yield broker.bootstrap
        finally:
            broker.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, help="default: 30000, with --extract 6000")
    parser.add_argument("--bytes", type=int, default=1_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--extract", action="store_true", help="the real extraction instead")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="with --extract: daemons at a time")
    args = parser.parse_args()
    args.records = args.records or (6_000 if args.extract else 30_000)
    with cluster() as bootstrap:
        asyncio.run((measure_extraction if args.extract else measure)(bootstrap, args))


if __name__ == "__main__":
    main()
