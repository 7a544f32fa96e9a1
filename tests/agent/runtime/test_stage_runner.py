"""The runtime on a small stage: sums numbers by key, with everything that can go wrong on the way."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from namespaced_log import NamespacedLog

from agent.clock import FakeClock, SystemClock
from agent.deadletters import describe, original
from agent.log.api import Fenced, LogError, Output, RecordTooLarge, Topics, Unavailable
from agent.log.sqlite import SqliteLog
from agent.metrics import Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.stage import Count, Decision, Emit
from agent.state import Table, Tables
from agent.topics import topic_specs


class Sum:
    """Adds up the numbers of a key; takes offence at 13."""

    name = "extract"
    source = "articles"
    record_type = int

    def __init__(self):
        self.ticks = 0

    def tables(self):
        return Tables(Table("sums", int))

    def decide(self, record, tables, now):
        sums = tables["sums"]
        total = (sums.get("total") or 0) + record
        sums.put("total", total)
        if record == 13:
            raise ValueError("unlucky")
        size = 17 * 1024 * 1024 if record == 999 else 1
        return Decision([Emit("mentions", "total", [total, "x" * size])], [Count("mentions_total", {"type": "AID"})])

    def tick(self, tables, now):
        self.ticks += 1
        return Decision()


@pytest.fixture
def topics():
    return Topics("rasid", topic_specs(article_partitions=1))


@pytest.fixture(params=["sqlite", "kafka"])
async def log(request, tmp_path, topics):
    if request.param == "kafka":
        opened = await NamespacedLog.open(request.getfixturevalue("kafka_bootstrap"))
    else:
        opened = await SqliteLog.open(tmp_path / "rasid.db")
    await opened.ensure_topics(list(topics.specs.values()))
    yield opened
    await opened.close()


async def feed(log, topics, values):
    await log.append([Output(topics["articles"], b"k", v if v is None else str(v).encode()) for v in values])


async def totals(log, topics):
    return [json.loads(r.value)[0] async for r in log.read(topics["mentions"])]


def runner(log, topics, **settings):
    metrics = Metrics()
    made = StageRunner(
        Sum(), log, topics, SystemClock(), metrics, RuntimeSettings(batch_seconds=0.02, offload=False, **settings)
    )
    return made, metrics


async def run_until(made, count):
    await made.run(until=lambda: made.processed >= count, timeout=90)


async def test_everything_is_processed_once_over_restarts(log, topics):
    await feed(log, topics, [1, 2, 3])
    made, metrics = runner(log, topics, batch_records=2)
    await run_until(made, 3)
    await feed(log, topics, [4])
    again, _ = runner(log, topics)
    await run_until(again, 1)
    assert await totals(log, topics) == [1, 3, 6, 10]
    value = metrics.registry.get_sample_value
    assert value("rasid_records_total", {"stage": "extract", "outcome": "processed"}) == 3
    assert value("rasid_mentions_total", {"type": "AID"}) == 3
    assert value("rasid_records_total", {"stage": "extract", "outcome": "dead_letter"}) == 0


async def test_a_poison_record_becomes_a_dead_letter_and_leaves_no_trace_in_the_state(log, topics):
    await feed(log, topics, [1, 13, "not json{", None, 5])
    made, metrics = runner(log, topics)
    await run_until(made, 5)
    assert await totals(log, topics) == [1, 6]
    letters = [record async for record in log.read(topics["deadletters"])]
    assert [(describe(r).reason, describe(r).offset) for r in letters] == [
        ("ValueError", 1), ("RecordError", 2), ("RecordError", 3)
    ]
    assert describe(letters[0]).message == "unlucky"
    back = original(letters[0])
    assert (back.topic, back.key, back.value, back.headers) == (topics["articles"], b"k", b"13", ())
    assert metrics.registry.get_sample_value(
        "rasid_deadletter_records_total", {"stage": "extract", "reason": "RecordError"}
    ) == 2


async def test_an_output_that_is_too_large_costs_only_its_own_record(log, topics):
    await feed(log, topics, [1, 999, 5])
    made, _ = runner(log, topics)
    await run_until(made, 3)
    assert await totals(log, topics) == [1, 6]
    (letter,) = [describe(r) async for r in log.read(topics["deadletters"])]
    assert letter.reason == "RecordTooLarge"


class Failing:
    """A task that fails at will in front of a real one."""

    def __init__(self, task, failures):
        self._task = task
        self._failures = failures

    def __getattr__(self, name):
        return getattr(self._task, name)

    async def commit(self, outputs, next_offset):
        if self._failures:
            error, after = self._failures.pop(0)
            if after:
                await self._task.commit(outputs, next_offset)
            else:
                self._task._position = None
            raise error
        await self._task.commit(outputs, next_offset)


class FailingLog:
    def __init__(self, log, failures):
        self._log = log
        self._failures = failures

    def join(self, subscription):
        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def joined():
            async with self._log.join(subscription) as member:
                class Wrapped:
                    async def joined(wrapped):
                        return await member.joined()

                    async def next_task(wrapped):
                        return Failing(await member.next_task(), self._failures)

                yield Wrapped()

        return joined()


async def test_a_failed_commit_is_tried_again_from_the_same_records(log, topics):
    await feed(log, topics, [1, 2, 3])
    failures = [(Unavailable("broker away"), False)] * 2
    made = StageRunner(Sum(), FailingLog(log, failures), topics, SystemClock(), Metrics(),
                       RuntimeSettings(batch_seconds=0.02, offload=False))
    await run_until(made, 3)
    assert await totals(log, topics) == [1, 3, 6]
    assert failures == []


async def test_a_fenced_task_is_left_without_another_word(log, topics):
    await feed(log, topics, [1])
    failures = [(Fenced("another owner"), False)]
    made = StageRunner(Sum(), FailingLog(log, failures), topics, SystemClock(), Metrics(),
                       RuntimeSettings(batch_seconds=0.02, offload=False))
    await made.run(until=lambda: not failures and not made._tasks, timeout=60)
    assert failures == []
    assert await totals(log, topics) == []


async def test_what_no_retry_can_help_ends_the_run(log, topics):
    await feed(log, topics, [1])
    made = StageRunner(Sum(), FailingLog(log, [(LogError("gone for good"), False)]), topics, SystemClock(), Metrics(),
                       RuntimeSettings(batch_seconds=0.02, offload=False))
    with pytest.raises(ExceptionGroup) as caught:
        await made.run(timeout=60)
    assert caught.group_contains(LogError, match="gone for good")


async def test_stop_finishes_the_batch_in_hand(log, topics):
    await feed(log, topics, list(range(1, 101)))
    made, _ = runner(log, topics, batch_records=10)
    running = asyncio.create_task(made.run())
    await made.ready.wait()
    made.stop()
    await asyncio.wait_for(running, 60)
    done = await totals(log, topics)
    assert len(done) == made.processed
    assert len(done) % 10 == 0


async def test_ticks_come_by_the_clock(log, topics):
    clock = FakeClock(datetime(2026, 11, 23, tzinfo=UTC))
    stage = Sum()
    made = StageRunner(stage, log, topics, clock, Metrics(), RuntimeSettings(batch_seconds=0.01, offload=False))

    def until():
        clock.advance(0.5)
        return stage.ticks >= 3

    await made.run(until=until, timeout=600)
    assert stage.ticks >= 3


def test_errors_say_whether_a_retry_can_help():
    assert Unavailable.retriable
    assert not any(kind.retriable for kind in (LogError, Fenced, RecordTooLarge))
