"""How long it takes on Kafka from an article that is written to its alert that a subscriber sees.

    python tests/bench/kafka_latency.py [--rates 20 100] [--seconds 40]

Starts a broker of its own (see deploy/kafka), unless $KAFKA_BOOTSTRAP names one, and the daemon as users run it, with
the stages extract, resolve and alert in one process. Articles of 150 words are written one by one at an even pace; each
tells of an act of its own, for which a rule raises an alert. A read_committed subscriber notes when it comes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "kafka"), str(ROOT / "tests" / "bench")]

from generated_news import KINDS, article  # noqa: E402
from kafka_throughput import cluster  # noqa: E402

from agent.assembly import topics_of  # noqa: E402
from agent.codec import encode  # noqa: E402
from agent.config.loader import load  # noqa: E402
from agent.log.api import partition_of  # noqa: E402
from agent.log.kafka import KafkaLog  # noqa: E402
from agent.log.kafka_settings import KafkaSettings  # noqa: E402

RULE = "rules:\n  - id: talks\n    title: Talks\n    match:\n      types: [CONSULT]\n"
WARM_ARTICLES = 50
PATIENCE_SECONDS = 60.0


def write_configuration(folder, bootstrap, partitions):
    """Write the daemon's files; return the configuration."""
    (folder / "rules.yaml").write_text(RULE)
    (folder / "feeds.yaml").write_text("feeds: []\n")
    (folder / "agent.yaml").write_text(yaml.safe_dump({
        "files": {"feeds": "feeds.yaml", "rules": "rules.yaml"},
        "log": {"kind": "kafka", "prefix": f"bench-{uuid.uuid4().hex[:8]}", "article_partitions": partitions,
                "feed_partitions": 1},
        "kafka": {"bootstrap": [bootstrap]},
        "http": {"enabled": False},
    }))
    return load(folder / "agent.yaml", environment={})


class Subscriber:
    """Notes when the alert for each article has come."""

    def __init__(self, topic, bootstrap):
        self._consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        self.seen = {}

    async def run(self):
        await self._consumer.start()
        try:
            async for record in self._consumer:
                now = time.perf_counter()
                for source in json.loads(record.value)["event"]["sources"]:
                    self.seen.setdefault(source["article_id"], now)
        finally:
            await self._consumer.stop()


async def write(producer, topic, partitions, numbers, rate):
    """Write articles at an even pace; return when each was handed over."""
    written, began = {}, time.perf_counter()
    for count, number in enumerate(numbers):
        await asyncio.sleep(max(0.0, began + count / rate - time.perf_counter()))
        made = article(number, datetime.now(UTC))
        key = made.article_id.encode()
        written[made.article_id] = time.perf_counter()
        await producer.send(topic, encode(made), key, partition_of(key, partitions))
    return written


def quantile(values, share):
    """Return the value that ``share`` of the sorted ``values`` do not exceed."""
    return values[min(len(values) - 1, int(len(values) * share))]


async def measure(bootstrap, folder, args):
    """Start daemon and subscriber, and write at each rate in turn."""
    config = write_configuration(folder, bootstrap, args.partitions)
    topics = topics_of(config)
    log = await KafkaLog.open(KafkaSettings(bootstrap=(bootstrap,)), topics.prefix)
    await log.ensure_topics(list(topics.specs.values()))
    await log.close()
    with (folder / "daemon.txt").open("wb") as output:
        daemon = subprocess.Popen(  # noqa: ASYNC220 - nothing is measured yet
            [sys.executable, "-m", "agent", "run", "--config", str(folder / "agent.yaml"), "--stages",
             "extract,resolve,alert"], stdout=output, stderr=output, cwd=folder,
        )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    subscriber = Subscriber(topics["alerts"], bootstrap)
    subscribed = asyncio.create_task(subscriber.run())
    await producer.start()
    try:
        number = 0
        for rate in [0, *args.rates]:
            count = int(rate * args.seconds) or WARM_ARTICLES
            if number + count > KINDS:
                sys.exit(f"only {KINDS} different acts are generated: fewer --seconds or --rates")
            numbers = range(number, number + count)
            written = await write(producer, topics["articles"], args.partitions, numbers, rate or WARM_ARTICLES)
            number += count
            deadline = time.perf_counter() + PATIENCE_SECONDS
            while written.keys() - subscriber.seen.keys() and time.perf_counter() < deadline:
                await asyncio.sleep(0.05)
            if not rate:
                continue  # the daemon has started
            took = sorted(subscriber.seen[a] - at for a, at in written.items() if a in subscriber.seen)
            sys.stdout.write(json.dumps({
                "articles_per_second": rate, "seconds": args.seconds, "articles": count, "alerts": len(took),
                **{f"p{int(share * 100)}_ms": round(quantile(took, share) * 1000) for share in (0.5, 0.9, 0.99)},
                "max_ms": round(took[-1] * 1000),
            }) + "\n")
            sys.stdout.flush()
    finally:
        subscribed.cancel()
        await asyncio.wait({subscribed})
        await producer.stop()
        daemon.terminate()
        daemon.wait(30)


def main():
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", type=float, nargs="+", default=[20.0, 100.0], help="articles a second")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long each rate goes on")
    parser.add_argument("--partitions", type=int, default=2, help="of the articles topic")
    args = parser.parse_args()
    with cluster() as bootstrap, tempfile.TemporaryDirectory(prefix="rasid-bench-") as folder:
        asyncio.run(measure(bootstrap, Path(folder), args))


if __name__ == "__main__":
    main()
