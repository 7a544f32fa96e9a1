"""The whole chain from articles to alerts on Kafka, killed at random moments: it comes to what the pure stages make.

`make test-faults` does it with RASID_FAULT_KILLS kills over RASID_FAULT_RECORDS articles.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import yaml
from chain_oracle import judge
from fault_run import OUTCOMES, SETTLED_SECONDS, Outcome, died, open_transactions
from generated_news import article
from namespaced_log import fresh_name, quick_settings

from agent.assembly import topics_of
from agent.codec import decode, encode
from agent.config.loader import load
from agent.log.api import Output
from agent.log.kafka import KafkaLog
from agent.records import Alert, Event

KILLS = int(os.environ.get("RASID_FAULT_KILLS", "2"))
ARTICLES = int(os.environ.get("RASID_FAULT_RECORDS", "200"))
GROUPS = {"extract": "articles", "resolve": "mentions", "alert": "events"}
RULE = """rules:
  - id: talks
    title: Talks
    match:
      types: [CONSULT]
"""

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300 + KILLS * 20 + ARTICLES / 10)]


class Chain:
    """One installation: its configuration, and the daemon that is killed."""

    def __init__(self, folder, broker):
        self.folder = folder
        self.broker = broker
        self.prefix = fresh_name()
        self.said = folder / "daemon.txt"
        (folder / "rules.yaml").write_text(RULE)
        (folder / "feeds.yaml").write_text("feeds: []\n")
        (folder / "agent.yaml").write_text(yaml.safe_dump({
            "files": {"feeds": "feeds.yaml", "rules": "rules.yaml"},
            "log": {"kind": "kafka", "prefix": self.prefix, "article_partitions": 2, "feed_partitions": 1},
            "kafka": {
                "bootstrap": [broker.bootstrap], "session_timeout": "6s", "group_instance_id": "one",
                "request_timeout": "10s", "stop_timeout": "1s",
            },
            "runtime": {"batch_records": 20},
            "http": {"enabled": False},
        }))
        self.config = load(folder / "agent.yaml", environment={})
        self.topics = topics_of(self.config)
        self.written = 0

    async def open(self):
        self.log = await KafkaLog.open(quick_settings(self.broker.bootstrap), self.prefix)
        await self.log.ensure_topics(list(self.topics.specs.values()))

    def start(self):
        with self.said.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "agent", "run", "--config", str(self.folder / "agent.yaml"),
                 "--stages", ",".join(GROUPS)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder,
            )

    async def write(self, count):
        """Write articles; every tenth comes a second time, as from a poller that has forgotten."""
        now = datetime.now(UTC)
        numbers = [n for n in range(self.written, self.written + count) for _ in range(2 if n % 10 == 0 else 1)]
        self.written += count
        await self.log.append([
            Output(self.topics["articles"], f"g{n}".encode(), encode(article(n, now, paragraphs=1))) for n in numbers
        ])

    async def lag(self, *stages):
        return sum([
            lag.records for stage in stages or GROUPS for lag in await self.log.lag(stage, self.topics[GROUPS[stage]])
        ])

    async def until(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while not await condition():
            assert time.monotonic() < deadline, self.said.read_text()[-3000:]
            await asyncio.sleep(0.1)


async def test_the_chain_killed_at_random_moments(kafka_broker, tmp_path):
    chain = Chain(tmp_path, kafka_broker)
    await chain.open()
    numbers = random.Random(chain.prefix)
    outcome = Outcome("the whole chain of stages killed at random moments", ARTICLES)
    daemon = None
    try:
        share = ARTICLES // KILLS
        for _ in range(KILLS):
            await chain.write(share)
            daemon = chain.start()
            # So many are left when it is killed: on average it has read what was written, so that it keeps up.
            goal = max(0, await chain.lag("extract") - numbers.randrange(1, 2 * share + 20))

            async def far_enough(goal=goal):
                return await chain.lag("extract") <= goal

            await chain.until(far_enough, 90)
            await asyncio.sleep(numbers.random() * 0.2)
            daemon.kill()
            await died(daemon)
            outcome.faults += 1
        since = time.monotonic()
        daemon = chain.start()

        async def done():
            return await chain.lag() == 0

        await chain.until(done, 60 + ARTICLES / 50)
        outcome.settled = time.monotonic() - since
        daemon.terminate()
        assert await asyncio.to_thread(daemon.wait, 30) == 0, chain.said.read_text()[-3000:]
        verdict = await judge(chain.log, chain.topics, chain.config)
        outcome.lost, outcome.doubled = sum(verdict.lost.values()), sum(verdict.doubled.values())
        outcome.disordered = verdict.disordered
        outcome.open_transactions = open_transactions(kafka_broker, chain.prefix)
        outcome.fault += f" ({', '.join(f'{count} {topic}' for topic, count in verdict.counts.items())})"
        OUTCOMES.append(outcome)
        assert verdict.in_order, outcome
        await nothing_twice(chain)
        assert verdict.counts["mentions"] == ARTICLES // KILLS * KILLS
        assert verdict.counts["alerts"] >= min(ARTICLES // KILLS * KILLS, 7000)
        assert outcome.open_transactions == 0
        assert outcome.settled < SETTLED_SECONDS, outcome
        assert [record async for record in chain.log.read(chain.topics["deadletters"])] == []
    finally:
        if daemon is not None and daemon.poll() is None:
            daemon.kill()
            daemon.wait()
        await chain.log.close()


async def nothing_twice(chain):
    alerts = [decode(record.value, Alert).alert_id async for record in chain.log.read(chain.topics["alerts"])]
    events = [decode(record.value, Event) async for record in chain.log.read(chain.topics["events"])]
    revisions = [(event.event_id, event.revision) for event in events]
    for found in (alerts, revisions):
        assert len(set(found)) == len(found)
