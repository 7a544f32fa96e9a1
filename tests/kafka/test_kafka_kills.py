"""Killed, frozen and cut off at any moment: nothing lost, nothing twice, in order, and no transaction left open.

The short form runs with every test; `make test-faults` runs the long one (RASID_FAULT_KILLS, RASID_FAULT_RECORDS).
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest
from fault_worker import STEPS, topics
from namespaced_log import fresh_name, quick_settings

from agent.log.api import Output
from agent.log.kafka import KafkaLog

KILLS = int(os.environ.get("RASID_FAULT_KILLS", "4"))
RECORDS = int(os.environ.get("RASID_FAULT_RECORDS", "600"))
KEYS = 7
WORKER = Path(__file__).with_name("fault_worker.py")
OPEN = ("Ongoing", "PrepareCommit", "PrepareAbort")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240 + KILLS * 15 + RECORDS / 20)]


class Run:
    """One input, workers on it, and what must come out."""

    def __init__(self, broker, records=RECORDS):
        self.broker = broker
        self.prefix = fresh_name()
        self.topics = topics(self.prefix)
        self.count = records
        self.numbers = random.Random(self.prefix)
        self.workers = []
        self.says = broker.folder / "workers" / f"{self.prefix}.log"

    async def __aenter__(self):
        self.log = await KafkaLog.open(quick_settings(self.broker.bootstrap), self.prefix)
        await self.log.ensure_topics(list(self.topics.specs.values()))
        self.expected = defaultdict(list)
        total = defaultdict(int)
        outputs = []
        for _ in range(self.count):
            key, number = f"k{self.numbers.randrange(KEYS)}", self.numbers.randrange(1000)
            total[key] += number
            self.expected[key].append([number, total[key]])
            outputs.append(Output(self.topics["articles"], key.encode(), json.dumps([key, number]).encode()))
        for start in range(0, len(outputs), 2000):
            await self.log.append(outputs[start:start + 2000])
        return self

    async def __aexit__(self, *_):
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        await self.log.close()

    def start(self, *words):
        self.says.parent.mkdir(parents=True, exist_ok=True)
        with self.says.open("ab") as output:
            worker = subprocess.Popen(
                [sys.executable, "-W", "error", str(WORKER), self.broker.bootstrap, self.prefix, *words],
                stderr=output,
            )
        self.workers.append(worker)
        return worker

    async def results(self):
        found = defaultdict(list)
        async for record in self.log.read(self.topics["mentions"]):
            key, number, total = json.loads(record.value)
            found[key].append([number, total])
        return found

    async def until(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not await condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {await self.lag()} left; {self.complaints()}")
            await asyncio.sleep(0.1)

    async def lag(self):
        return sum(lag.records for lag in await self.log.lag("extract", self.topics["articles"]))

    async def progressed(self, records=1):
        left = await self.lag()

        async def further():
            return await self.lag() <= max(0, left - records)

        await self.until(further)

    async def finish(self, *workers):
        """Wait until everything is processed, end the workers in good order, and hold the outcome to the oracle."""

        async def done():
            said = self.says.read_text()
            return all(f"ready {worker.pid}" in said for worker in workers) and await self.lag() == 0

        await self.until(done, 90 + self.count / 40)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            assert await asyncio.to_thread(worker.wait, 30) == 0, self.complaints()
        assert await self.results() == self.expected
        assert await self.state() == {key: sums[-1][1] for key, sums in self.expected.items()}
        self.no_open_transactions()

    async def state(self):
        rows = {}
        async for record in self.log.read(self.topics["extract.state"]):
            rows[record.key] = record.value
        return {key.decode().removeprefix("sums/"): json.loads(value) for key, value in rows.items()}

    def no_open_transactions(self):
        listing = self.broker.tool("org.apache.kafka.tools.TransactionsCommand", "list")
        mine = [line for line in listing.splitlines() if self.prefix in line]
        assert mine, "no transaction at all?"
        assert not [line for line in mine if any(state in line for state in OPEN)]

    def complaints(self):
        return self.says.read_text()[-3000:]


async def died(worker, seconds=40):
    assert await asyncio.to_thread(worker.wait, seconds) == -signal.SIGKILL


async def test_killed_at_every_step(kafka_broker):
    async with Run(kafka_broker) as run:
        for step in STEPS:
            times = 2 if step == "start" else run.numbers.randint(3, 9)  # each of two tasks starts once
            await died(run.start("--static", "one", "--die-at", f"{step}:{times}"))
        await run.finish(run.start("--static", "one"))


async def test_killed_at_random_moments(kafka_broker):
    async with Run(kafka_broker) as run:
        for _ in range(KILLS):
            worker = run.start("--static", "one", "--batch", str(run.numbers.choice([1, 3, 20])))
            if await run.lag():
                await run.progressed()
            await asyncio.sleep(run.numbers.random() * 0.3)
            worker.kill()
            await died(worker)
        await run.finish(run.start("--static", "one", "--batch", "100"))


@pytest.mark.faults
async def test_frozen_past_its_session_while_another_takes_over(kafka_broker):
    async with Run(kafka_broker) as run:
        sleeper = run.start("--batch", "3")
        await run.progressed()
        sleeper.send_signal(signal.SIGSTOP)
        other = run.start("--batch", "3")
        await run.progressed(20)
        sleeper.send_signal(signal.SIGCONT)
        await run.progressed(20)
        await run.finish(sleeper, other)


@pytest.mark.faults
async def test_workers_come_and_go(kafka_broker):
    async with Run(kafka_broker) as run:
        first = run.start("--batch", "5")
        await run.progressed()
        second = run.start("--batch", "5")
        await run.progressed(100)
        third = run.start("--batch", "5")
        await run.progressed(100)
        second.kill()
        await died(second)
        first.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(first.wait, 30) == 0
        await run.finish(third)


@pytest.mark.faults
async def test_the_broker_dies_and_comes_back(kafka_broker):
    async with Run(kafka_broker) as run:
        worker = run.start("--batch", "3")
        await run.progressed(20)
        kafka_broker.kill()
        await asyncio.sleep(1)
        kafka_broker.start()
        await run.progressed(20)
        kafka_broker.freeze()
        await asyncio.sleep(3)  # past the session's end
        kafka_broker.thaw()
        await run.progressed(20)
        await run.finish(worker)
