"""How fast a stage runs on Kafka, beside a bare transactional consume-produce loop of aiokafka with the same batches.

    python tests/bench/kafka_throughput.py [--records 30000] [--bytes 1000] [--batch 500] [--rounds 3] [--workers 1 2]
    python tests/bench/kafka_throughput.py --extract [--records 6000] [--workers 1 2]

Starts a broker of its own (see deploy/kafka), unless $KAFKA_BOOTSTRAP names one. Both sides read the same topic, with a
process for each of its partitions, and write one record for each; the stage decodes and encodes JSON besides. They
begin once every process has its partition. Rounds alternate, the best of each side counts.

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
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "deploy" / "kafka"), str(ROOT / "tests" / "kafka")]

from generated_news import article  # noqa: E402
from local_broker import Broker  # noqa: E402

from agent.clock import SystemClock  # noqa: E402
from agent.codec import encode  # noqa: E402
from agent.log.api import Output, Topics  # noqa: E402
from agent.log.kafka import KafkaLog  # noqa: E402
from agent.log.kafka_client import BATCH_BYTES  # noqa: E402
from agent.log.kafka_member import KafkaMember  # noqa: E402
from agent.log.kafka_settings import KafkaSettings  # noqa: E402
from agent.log.kafka_task import KafkaTask  # noqa: E402
from agent.metrics import Metrics  # noqa: E402
from agent.runtime import RuntimeSettings, StageRunner  # noqa: E402
from agent.stage import Decision, Emit  # noqa: E402
from agent.state import Tables  # noqa: E402
from agent.topics import topic_specs  # noqa: E402

SETTLED_SECONDS = 2.0
"""The partitions have come to rest with their owners."""


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


async def fill(log, topics, workers, args):
    """Write the records, as many to each partition."""
    body = "x" * args.bytes
    for start in range(0, args.records, 1000):
        await log.append([
            Output(
                topics["articles"], str(n).encode(), json.dumps({"id": str(n), "text": body}).encode(),
                partition=n % workers,
            )
            for n in range(start, min(args.records, start + 1000))
        ])


class Gate:
    """A worker's side of the start: it says what it has, waits for the word, and says when it is done."""

    def __init__(self):
        self.opened = asyncio.Event()

    def has(self, partitions):
        """Say how many partitions this worker has."""
        say(partitions=len(partitions))

    async def wait(self):
        """Wait for the word."""
        await asyncio.to_thread(sys.stdin.readline)
        self.opened.set()


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Assigned(ConsumerRebalanceListener):
    """Passes on what a bare consumer has."""

    def __init__(self, gate):
        self._gate = gate

    async def on_partitions_revoked(self, revoked):
        pass

    async def on_partitions_assigned(self, assigned):
        self._gate.has(assigned)


async def bare(bootstrap, prefix, share, batch):
    """Be a worker with the loop in aiokafka's documentation, its sends awaited, with our batch size."""
    gate, name = Gate(), uuid.uuid4().hex
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=f"{prefix}.bare", enable_auto_commit=False,
        auto_offset_reset="earliest", isolation_level="read_committed",
    )
    consumer.subscribe([f"{prefix}.articles"], listener=Assigned(gate))
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=f"{prefix}.{name}", compression_type="lz4", acks="all",
        max_batch_size=BATCH_BYTES,
    )
    await consumer.start()
    await producer.start()
    await gate.wait()
    done, began, used = 0, time.perf_counter(), time.process_time()
    while done < share:
        found = await consumer.getmany(timeout_ms=100, max_records=batch)
        for partition, records in found.items():
            async with producer.transaction():
                sent = [await producer.send(f"{prefix}.mentions", r.value, r.key, 0) for r in records]
                await asyncio.gather(*sent)
                await producer.send_offsets_to_transaction({partition: records[-1].offset + 1}, f"{prefix}.bare")
            done += len(records)
    say(seconds=time.perf_counter() - began, processor=time.process_time() - used)
    await consumer.stop()
    await producer.stop()


async def stage(bootstrap, prefix, share, batch):
    """Be a worker with a stage that passes everything on."""
    gate = Gate()
    fetch, assigned = KafkaTask.fetch, KafkaMember._assigned

    async def gated_fetch(task, limit, wait):
        await gate.opened.wait()
        return await fetch(task, limit, wait)

    def told(member, partitions):
        gate.has(partitions)
        assigned(member, partitions)

    KafkaTask.fetch, KafkaMember._assigned = gated_fetch, told
    topics = Topics(prefix, topic_specs(prefix=prefix, article_partitions=1, feed_partitions=1))
    log = await KafkaLog.open(KafkaSettings(bootstrap=(bootstrap,)), prefix)
    runner = StageRunner(
        Passing(), log, topics, SystemClock(), Metrics(), RuntimeSettings(batch_records=batch, offload=True)
    )
    running = asyncio.create_task(runner.run())
    await runner.ready.wait()
    await gate.wait()
    began, used = time.perf_counter(), time.process_time()
    while runner.processed < share:
        await asyncio.sleep(0.005)
    say(seconds=time.perf_counter() - began, processor=time.process_time() - used)
    runner.stop()
    await running
    await log.close()


async def run_side(side, bootstrap, prefix, workers, args):
    """Return records a second of ``workers`` processes of one side, and in a second of their processors."""
    share = args.records // workers
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--be", side, "--of", bootstrap, "--prefix", prefix, "--records", str(share),
            "--batch", str(args.batch), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(workers)
    ]

    async def heard(worker):
        return json.loads(await worker.stdout.readline() or sys.exit("a worker has ended"))

    async def one_partition(worker):
        while (await heard(worker)).get("partitions") != 1:
            pass

    await asyncio.gather(*map(one_partition, started))
    await asyncio.sleep(SETTLED_SECONDS)
    for worker in started:
        worker.stdin.write(b"go\n")
    took = [await heard(worker) for worker in started]
    await asyncio.gather(*(worker.communicate() for worker in started))
    return args.records / max(one["seconds"] for one in took), args.records / sum(one["processor"] for one in took)


async def measure(bootstrap, args):
    """Compare the sides, for each number of workers."""
    settings = KafkaSettings(bootstrap=(bootstrap,))
    for workers in args.workers:
        best, spared = {"bare": 0.0, "stage": 0.0}, {"bare": 0.0, "stage": 0.0}
        for number in range(args.rounds):
            prefix = f"bench-{uuid.uuid4().hex[:8]}"
            topics = Topics(prefix, topic_specs(prefix=prefix, article_partitions=workers, feed_partitions=1))
            log = await KafkaLog.open(settings, prefix)
            await log.ensure_topics(list(topics.specs.values()))
            await fill(log, topics, workers, args)
            await log.close()
            sides = ("bare", "stage") if number % 2 else ("stage", "bare")
            rates = {side: await run_side(side, bootstrap, prefix, workers, args) for side in sides}
            best = {side: max(best[side], rate) for side, (rate, _) in rates.items()}
            spared = {side: max(spared[side], rate) for side, (_, rate) in rates.items()}
            say(workers=workers, round=number + 1, **{side: round(rate) for side, (rate, _) in rates.items()})
        say(
            workers=workers, records=args.records, bytes=args.bytes, batch=args.batch,
            bare_per_second=round(best["bare"]), stage_per_second=round(best["stage"]),
            ratio=round(best["stage"] / best["bare"], 2),
            ratio_per_processor_second=round(spared["stage"] / spared["bare"], 2),
        )


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
        await asyncio.sleep(SETTLED_SECONDS)
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
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes at a time")
    for internal in ("--be", "--of", "--prefix"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.be:
        worker = {"bare": bare, "stage": stage}[args.be]
        asyncio.run(worker(args.of, args.prefix, args.records, args.batch))
        return
    args.records = args.records or (6_000 if args.extract else 30_000)
    with cluster() as bootstrap:
        asyncio.run((measure_extraction if args.extract else measure)(bootstrap, args))


if __name__ == "__main__":
    main()
