"""What operators and time do to topics while Rasid works: everything that is still there is processed once."""

import asyncio
import json
from collections import Counter, defaultdict

import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition
from fault_run import Run
from fault_worker import OVERSIZE

from agent.deadletters import describe
from agent.log.api import LogError, Output

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


async def administer(run, what):
    admin = AIOKafkaAdminClient(bootstrap_servers=run.kafka.bootstrap)
    await admin.start()
    try:
        return await what(admin)
    finally:
        await admin.close()


async def make_anew(run, topic):
    """Delete a topic and make it again, empty."""
    await administer(run, lambda admin: admin.delete_topics([run.topics[topic]]))
    for _ in range(600):
        run.log.topology.forget()
        try:
            await run.log.ensure_topics(list(run.topics.specs.values()))
            if not sum((await run.log.topology.ends(run.topics[topic])).values()):
                return
        except LogError:
            pass  # it is half gone
        await asyncio.sleep(0.1)
    raise AssertionError(f"{topic} is still there")


async def test_a_record_whose_outcome_is_too_large(kafka_broker):
    async with Run(kafka_broker, "a record whose outcome no topic takes", records=200) as run:
        worker = run.start("--batch", "20")
        await run.progressed(20)
        large = json.dumps(["k0", OVERSIZE]).encode()
        await run.log.append([Output(run.topics["articles"], b"k0", large)])
        async with run.fault():
            await run.feed(200)
        await run.finish(worker)
        (letter,) = [describe(record) async for record in run.log.read(run.topics["deadletters"])]
        assert (letter.reason, letter.value) == ("RecordTooLarge", large.decode())


async def test_the_input_is_deleted_and_made_again(kafka_broker):
    async with Run(kafka_broker, "the input topic deleted and made again under a running worker", records=200) as run:
        worker = run.start("--batch", "20")
        await run.until(lambda: done(run))
        async with run.fault():
            await make_anew(run, "articles")
            await run.feed(300)
        await run.finish(worker)


async def done(run):
    return await run.lag() == 0 and sum(len(sums) for sums in (await run.results()).values()) == run.outcome.records


async def test_retention_passes_the_offset_while_nobody_reads(kafka_broker):
    async with Run(kafka_broker, "retention past the committed offset", records=200) as run:
        worker = run.start("--batch", "5")
        await run.progressed(30)
        worker.kill()
        await asyncio.to_thread(worker.wait, 30)
        stood = {lag.partition: lag.committed for lag in await run.log.lag("extract", run.topics["articles"])}
        records = [record async for record in run.log.read(run.topics["articles"])]
        begins = {p: stood[p] + 20 for p in stood}
        await administer(run, lambda admin: admin.delete_records({
            TopicPartition(run.topics["articles"], p): RecordsToDelete(before_offset=begin)
            for p, begin in begins.items()
        }))
        left = [r for r in records if r.offset < stood[r.partition] or r.offset >= begins[r.partition]]
        assert len(left) == len(records) - 40
        run.expected, totals = defaultdict(list), Counter()
        for record in left:
            key, number = json.loads(record.value)
            totals[key] += number
            run.expected[key].append([number, totals[key]])
        run.noted()
        await run.finish(run.start("--batch", "5"))
        assert "dropped by the topic's retention" in run.complaints()


async def test_the_state_is_lost(kafka_broker):
    async with Run(kafka_broker, "the state topic deleted and made again between two runs", records=200) as run:
        worker = run.start("--batch", "20")
        await run.until(lambda: done(run))
        worker.terminate()
        assert await asyncio.to_thread(worker.wait, 30) == 0
        await make_anew(run, "extract.state")
        run.forget_totals()
        await run.feed(200)
        run.noted()
        await run.finish(run.start("--batch", "20"))
        assert "the state is gone" in run.complaints()
