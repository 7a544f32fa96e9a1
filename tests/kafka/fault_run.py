"""One input, workers on it, faults, and what must come out all the same: held to an oracle, and written down."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from fault_worker import topics
from namespaced_log import fresh_name, quick_settings

from agent.log.api import LogError, Output
from agent.log.kafka import KafkaLog

KEYS = 7
WORKER = Path(__file__).with_name("fault_worker.py")
OPEN = ("Ongoing", "PrepareCommit", "PrepareAbort")
SETTLED_SECONDS = 60
"""So soon after the last fault nothing may be left to do."""


@dataclass
class Outcome:
    """What a run came to."""

    fault: str
    records: int = 0
    faults: int = 0
    recoveries: list[float] = field(default_factory=list)
    settled: float = 0.0
    """Seconds from the end of the last fault until nothing was left to do."""
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    open_transactions: int = 0

    def __str__(self) -> str:
        recovery = f", recovered in {max(self.recoveries):.1f} s at most" if self.recoveries else ""
        return (
            f"{self.fault}: {self.faults} faults, {self.records} records{recovery}, lag 0 after {self.settled:.1f} s; "
            f"lost {self.lost}, doubled {self.doubled}, out of order {self.disordered}, "
            f"open transactions {self.open_transactions}"
        )


OUTCOMES: list[Outcome] = []
"""Shown at the end of the session."""


class Run:
    """One input, workers on it, and what must come out."""

    def __init__(self, kafka, fault, *, records=600, bootstrap=None, one_partition=False):
        """Prepare.

        Args:
            kafka: The broker or cluster.
            fault: What is done to it, for the report.
            records: How many there are to process.
            bootstrap: Where the workers connect, when not to the same address.
            one_partition: Of the input, instead of two.
        """
        self.kafka = kafka
        self.bootstrap = bootstrap or kafka.bootstrap
        self.prefix = fresh_name()
        self.topics = topics(self.prefix, 1 if one_partition else 2)
        self.numbers = random.Random(self.prefix)
        self.workers = []
        self._records = records
        self.says = kafka.folder / "workers" / f"{self.prefix}.log"
        self.outcome = Outcome(fault)
        self.expected = defaultdict(list)
        self._totals = Counter()
        self._last_fault = time.monotonic()

    async def __aenter__(self):
        self.log = await KafkaLog.open(quick_settings(self.kafka.bootstrap), self.prefix)
        await self.log.ensure_topics(list(self.topics.specs.values()))
        await self.feed(self._records)
        return self

    async def __aexit__(self, *_):
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        await self.log.close()

    async def feed(self, records):
        """Write so many numbers, and reckon what must become of them."""
        self.outcome.records += records
        outputs = []
        for _ in range(records):
            key, number = f"k{self.numbers.randrange(KEYS)}", self.numbers.randrange(1000)
            self._totals[key] += number
            self.expected[key].append([number, self._totals[key]])
            outputs.append(Output(self.topics["articles"], key.encode(), json.dumps([key, number]).encode()))
        # Over connections of its own: those of the run may have been to a broker that has gone since.
        log = await KafkaLog.open(quick_settings(self.kafka.bootstrap), self.prefix)

        async def end():
            return sum((await log.topology.ends(self.topics["articles"])).values())

        before = await end()
        for start in range(0, len(outputs), 2000):
            await log.append(outputs[start:start + 2000])
        while await end() < before + records:
            await asyncio.sleep(0.05)  # what is committed can be read a moment later
        await log.close()

    def forget_totals(self):
        """Reckon as if sums began again: the stage has lost its memory."""
        self._totals.clear()

    def start(self, *words):
        """Start a worker; --static NAME, --die-at STEP:TIMES, --batch RECORDS."""
        self.says.parent.mkdir(parents=True, exist_ok=True)
        with self.says.open("ab") as output:
            worker = subprocess.Popen(
                [sys.executable, "-W", "error", str(WORKER), self.bootstrap, self.prefix, *words], stderr=output
            )
        self.workers.append(worker)
        return worker

    @contextlib.asynccontextmanager
    async def fault(self, records=1, seconds=90):
        """Do the harm inside; afterwards wait until every partition goes on, and note how long that has taken."""
        began = time.monotonic()
        yield
        self.outcome.faults += 1
        await self.progressed(records, seconds)
        self.outcome.recoveries.append(time.monotonic() - began)
        self._last_fault = time.monotonic()

    def noted(self):
        """Count a fault whose harm is done, and after which nothing is waited for."""
        self.outcome.faults += 1
        self._last_fault = time.monotonic()

    async def said_ready(self, worker):
        """Wait until a worker has started."""

        async def said():
            return f"ready {worker.pid}" in self.says.read_text()

        await self.until(said)

    async def results(self):
        """Return what came out, by key."""
        found = defaultdict(list)
        async for record in self.log.read(self.topics["mentions"]):
            key, number, total = json.loads(record.value)
            found[key].append([number, total])
        return found

    async def until(self, condition, seconds=90):
        """Wait until ``condition`` holds; a cluster that does not answer is asked again."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(LogError):
                if await condition():
                    return
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s; {self.complaints()}")
            await asyncio.sleep(0.1)

    async def lags(self):
        """Return how many records are left in each partition."""
        return {lag.partition: lag.records for lag in await self.log.lag("extract", self.topics["articles"])}

    async def lag(self):
        """Return how many records are left."""
        return sum((await self.lags()).values())

    async def progressed(self, records=1, seconds=90):
        """Wait until so many records more are processed and each partition has gone on, or nothing is left."""
        left = []

        async def further():
            left.append(await self.lags())
            first, last = left[0], left[-1]
            return sum(last.values()) <= max(0, sum(first.values()) - records) and all(
                last.get(partition, 0) < count or not count for partition, count in first.items()
            )

        await self.until(further, seconds)

    async def finish(self, *workers):
        """Wait until everything is processed, end the workers in good order, and hold the outcome to the oracle."""
        records = self.outcome.records

        async def done():
            said = self.says.read_text()
            return all(f"ready {worker.pid}" in said for worker in workers) and await self.lag() == 0

        await self.until(done, 90 + records / 40)
        self.outcome.settled = time.monotonic() - self._last_fault
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            assert await asyncio.to_thread(worker.wait, 90) == 0, self.complaints()
        await self.judge()

    async def judge(self):
        """Hold what is on the topics to the oracle."""
        found, state = await self.results(), await self.state()
        self._note(found)
        OUTCOMES.append(self.outcome)
        assert self.outcome.lost == self.outcome.doubled == 0, self.outcome
        assert found == self.expected, self.outcome
        assert state == {key: sums[-1][1] for key, sums in self.expected.items()}
        assert self.outcome.open_transactions == 0
        assert self.outcome.settled < SETTLED_SECONDS, self.outcome

    def _note(self, found):
        def counted(by_key):
            return Counter((key, *pair) for key, pairs in by_key.items() for pair in pairs)

        wanted, there = counted(self.expected), counted(found)
        self.outcome.lost = sum((wanted - there).values())
        self.outcome.doubled = sum((there - wanted).values())
        self.outcome.disordered = sum(found[key] != self.expected[key] for key in self.expected)
        self.outcome.open_transactions = open_transactions(self.kafka, self.prefix)

    async def state(self):
        """Return the sums that the stage remembers."""
        rows = {}
        async for record in self.log.read(self.topics["extract.state"]):
            rows[record.key] = record.value
        return {key.decode().removeprefix("sums/"): json.loads(value) for key, value in rows.items()}

    def times_said(self, words):
        """Return how often workers have said ``words``."""
        return self.says.read_text().count(words)

    def complaints(self):
        """Return the last of what the workers said."""
        return self.says.read_text()[-3000:] if self.says.exists() else "no worker has said anything"


def open_transactions(kafka, prefix):
    """Return how many transactions of ``prefix`` have neither been committed nor aborted."""
    listing = kafka.tool("org.apache.kafka.tools.TransactionsCommand", "list")
    mine = [line for line in listing.splitlines() if prefix in line]
    assert mine, "no transaction at all?"
    return sum(any(state in line for state in OPEN) for line in mine)


async def died(worker, seconds=90):
    """Wait for the death of a worker that was, or does, kill itself."""
    assert await asyncio.to_thread(worker.wait, seconds) == -signal.SIGKILL
