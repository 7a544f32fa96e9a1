"""A worker to be killed: runs one stage on Kafka until it is ended, or dies by its own hand at a given step.

    python fault_worker.py BOOTSTRAP PREFIX [--die-at STEP:TIMES] [--static NAME] [--batch RECORDS] [--request SECONDS]

The stage keeps a sum for each key and writes every new sum out, so that a record lost, repeated or out of order, and
state that does not belong to the offset, all show in what comes out.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from datetime import timedelta

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.transaction import EndTxnRequest

from agent.clock import SystemClock
from agent.log.api import Topics
from agent.log.kafka import KafkaLog
from agent.log.kafka_producer import Producer
from agent.log.kafka_reader import Reader
from agent.log.kafka_settings import KafkaSettings
from agent.metrics import Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.stage import Decision, Emit
from agent.state import Table, Tables
from agent.topics import topic_specs

SESSION_SECONDS = 2
STEPS = ("start", "restore", "begin", "send", "arrived", "add_stand", "commit", "commit-sent", "committed")


def topics(prefix: str, partitions: int = 2) -> Topics:
    return Topics(prefix, topic_specs(prefix=prefix, article_partitions=partitions, feed_partitions=1))


OVERSIZE = 1_000_000_000
"""What comes of this number is larger than any topic takes."""


class Sums:
    """Adds up the numbers of each key."""

    name = "extract"
    source = "articles"
    record_type = tuple[str, int]

    def tables(self) -> Tables:
        return Tables(Table("sums", int))

    def decide(self, record, tables, now) -> Decision:
        key, number = record
        total = (tables["sums"].get(key) or 0) + number
        tables["sums"].put(key, total)
        ballast = ["x" * 5 * 1024 * 1024] if number == OVERSIZE else []
        return Decision([Emit("mentions", key, [key, number, total, *ballast])])

    def tick(self, tables, now) -> Decision:
        return Decision()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: str, times: int) -> None:
    """Arrange for this process to be killed when it comes to ``step`` for the ``times``-th time."""
    left = times

    def now_due() -> bool:
        nonlocal left
        left -= 1
        return left <= 0

    if step == "commit-sent":
        original = AIOKafkaClient.send

        async def send(client, node_id, request, **options):
            if isinstance(request, EndTxnRequest) and now_due():
                sending = asyncio.ensure_future(original(client, node_id, request, **options))
                await asyncio.wait({sending}, timeout=0.002)
                die()
            return await original(client, node_id, request, **options)

        AIOKafkaClient.send = send
        return
    owner, name, before = {
        "start": (Producer, "start", False), "restore": (Reader, "poll", False), "begin": (Producer, "begin", False),
        "send": (Producer, "send", False), "arrived": (Producer, "arrived", False),
        "add_stand": (Producer, "add_stand", False), "commit": (Producer, "commit", True),
        "committed": (Producer, "commit", False),
    }[step]
    whole = getattr(owner, name)

    async def guarded(*args, **kwargs):
        if before and now_due():
            die()
        result = await whole(*args, **kwargs)
        if not before and now_due():
            die()
        return result

    setattr(owner, name, guarded)


async def main() -> None:
    logging.basicConfig(level=logging.INFO)
    parser = argparse.ArgumentParser()
    parser.add_argument("bootstrap")
    parser.add_argument("prefix")
    parser.add_argument("--die-at", default="")
    parser.add_argument("--static", default="")
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--request", type=float, default=5.0)
    args = parser.parse_args()
    if args.die_at:
        step, _, times = args.die_at.partition(":")
        die_at(step, int(times))
    log = await KafkaLog.open(KafkaSettings(
        bootstrap=tuple(args.bootstrap.split(",")), group_instance_id=args.static,
        session_timeout=timedelta(seconds=SESSION_SECONDS),
        rebalance_timeout=timedelta(seconds=5), revoke_budget=timedelta(seconds=1),
        request_timeout=timedelta(seconds=args.request), stop_timeout=timedelta(seconds=1),
    ), args.prefix)
    runner = StageRunner(
        Sums(), log, topics(args.prefix), SystemClock(), Metrics(),
        RuntimeSettings(batch_records=args.batch, batch_seconds=0.05, offload=False),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
    sys.stderr.write(f"ready {os.getpid()}\n")
    await runner.run()
    await log.close()


if __name__ == "__main__":
    asyncio.run(main())
