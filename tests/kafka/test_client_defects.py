"""The defects of aiokafka 0.14 that lose or repeat records, or hang, and that our log stands firm against each.

Where the defect itself can be shown cheaply it is: when a release of aiokafka mends it, its test fails here, and the
guard can be looked at anew.
"""

import asyncio
import contextlib
import dataclasses
import gc

import aiokafka.client
import pytest
from aiokafka import AIOKafkaProducer
from namespaced_log import NamespacedLog

from agent.log.api import Cleanup, Output, RecordTooLarge, Subscription, TopicSpec
from agent.log.kafka_topics import create_missing

TOPICS = [TopicSpec("in", partitions=2), TopicSpec("out"), TopicSpec("state", partitions=2, cleanup=Cleanup.COMPACT)]
IN = Subscription("group", "in", "state")
LARGE = b"x" * 300_000
"""Larger than the topic `narrow` takes, smaller than what the client lets through."""


@pytest.fixture
async def log(kafka_bootstrap):
    opened = await NamespacedLog.open(kafka_bootstrap, compression="none")
    await opened.ensure_topics(TOPICS)
    small = dataclasses.replace(opened.log._client.settings, max_record_bytes=100_000)
    await create_missing(opened.log.topology, [TopicSpec(opened.outer("narrow"))], small)
    yield opened
    await opened.close()


@pytest.fixture
async def task(log):
    async with log.join(IN) as member:
        yield await member.next_task()


async def values(log, topic):
    return [record.value async for record in log.read(topic)]


async def test_1_the_library_commits_although_a_send_has_failed(log, kafka_bootstrap):
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, transactional_id=log.outer("raw"))
    await producer.start()
    try:
        await producer.begin_transaction()
        failed = await producer.send(log.outer("narrow"), LARGE, b"k")
        await producer.send(log.outer("out"), b"beside it", b"k")
        await producer.commit_transaction()
        assert failed.exception() is not None
    finally:
        await producer.stop()
    assert (await values(log, "narrow"), await values(log, "out")) == ([], [b"beside it"])


async def test_1_ours_does_not(log, task):
    with pytest.raises(RecordTooLarge, match=r"max\.message\.bytes"):
        await task.commit([Output("narrow", b"k", LARGE), Output("out", b"k", b"beside it")], 0)
    assert await values(log, "out") == []


async def test_2_nothing_is_lost_behind_a_failed_send(log, task):
    with pytest.raises(RecordTooLarge):
        await task.commit([Output("narrow", b"k", LARGE)], None)
    for n in range(3):
        await task.commit([Output("narrow", b"k", str(n).encode())], None)
    assert await values(log, "narrow") == [b"0", b"1", b"2"]


@pytest.mark.parametrize("committed", [0, 2])
async def test_3_a_failed_batch_comes_again_even_from_the_very_first(log, committed):
    async with log.join(IN) as member:
        task = await member.next_task()
        key = b"k"
        await log.append([
            Output("in", key, str(n).encode(), partition=task.id.partition) for n in range(4)
        ])
        if committed:
            await task.fetch(committed, 0)
            await task.commit([], committed)
        first = await task.fetch(2, 60)
        with pytest.raises(RecordTooLarge):
            await task.commit([Output("narrow", b"k", LARGE)], first[-1].offset + 1)
        assert await task.fetch(2, 60) == first


async def test_4_a_cancelled_wait_leaves_the_watchdog_on(log):
    async with log.join(IN) as member:
        task = await member.next_task()
        for waiting in (task.fetch(1, 30), member.next_task(), member.next_task(), task.fetch(1, 30)):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiting, 0.05)
        subscription = membership_of(member)._subscription
        ended = subscription._last_fetch_ended
        while subscription._last_fetch_ended == ended:  # what the watchdog goes by, when no poll is left open
            await asyncio.sleep(0.01)
        await task.commit([Output("out", b"k", b"still mine")], None)


def membership_of(member):
    """Return the consumer that holds the place in the group."""
    frame = member.member._keeper.get_coro().cr_frame
    return frame.f_locals["membership"]._made


async def test_5_no_record_comes_before_its_task_is_ready(log):
    await log.append([Output("in", bytes([n]), b"early") for n in range(50)])
    async with log.join(IN) as member:
        tasks = [await member.next_task() for _ in range(2)]
        consumer = membership_of(member)
        assert consumer.paused() == consumer.assignment()
        assert len(consumer.assignment()) == 2
        assert await consumer.getmany(timeout_ms=300) == {}
        assert sum([len(await task.fetch(100, 60)) for task in tasks]) == 50


async def test_6_a_producer_that_hangs_is_thrown_away_in_time(log, kafka_broker, monkeypatch):
    producer = log.log._client.producer(log.outer("hanging"))
    await producer.start()
    await producer.begin()
    await producer.arrived(await producer.send([(Output(log.outer("out"), b"k", b"v"), 0)]))
    kafka_broker.freeze()
    try:
        await producer.send([(Output(log.outer("out"), b"k", b"v"), 0)])
        await producer.discard(abort=True)  # it would hang for ever
    finally:
        kafka_broker.thaw()
    assert [t for t in asyncio.all_tasks() if "_sender_routine" in repr(t) and "hanging" in repr(t)] == []
    monkeypatch.setattr("agent.log.kafka.SETTLE_SECONDS", 1.0)  # its transaction stays open for a minute
    assert await values(log, "out") == []


async def test_6_one_is_thrown_away_whole_although_whoever_does_it_is_cancelled(log, kafka_broker):
    producer = log.log._client.producer(log.outer("cancelled"))
    await producer.start()
    await producer.begin()
    await producer.arrived(await producer.send([(Output(log.outer("out"), b"k", b"v"), 0)]))
    kafka_broker.freeze()
    try:
        await producer.send([(Output(log.outer("out"), b"k", b"v"), 0)])
        assert await cancelled_after(0.1, producer.discard(abort=True)) is None
    finally:
        kafka_broker.thaw()
    connections = producer._made.client._conns.values()
    while not producer._made._sender.sender_task.done() or any(connection.connected() for connection in connections):
        await asyncio.sleep(0.05)


MOMENTS = [0.002 * n for n in range(1, 25)]
"""Seconds from the beginning of an undertaking at which it is cancelled; starting a producer takes 20 to 50 ms."""


async def cancelled_after(seconds, work):
    """Cancel ``work`` after so long; return its result when it had come to its end before, else None."""
    working = asyncio.create_task(work)
    await asyncio.wait({working}, timeout=seconds)
    working.cancel()
    await asyncio.wait({working})
    return None if working.cancelled() else working.result()


@pytest.fixture
async def first_connection(monkeypatch):
    """What becomes the first connection that anybody makes."""
    first = asyncio.get_running_loop().create_future()
    original = aiokafka.client.create_conn

    async def create_conn(*args, **options):
        connection = await original(*args, **options)
        if not first.done():
            first.set_result(connection)
        return connection

    monkeypatch.setattr(aiokafka.client, "create_conn", create_conn)
    return first


async def cancelled_when(event, work):
    """Cancel ``work`` when ``event`` has come."""
    working = asyncio.create_task(work)
    await event
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_7_the_library_leaves_a_connection_open_when_its_start_is_cancelled(kafka_bootstrap, first_connection):
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, transactional_id="raw")
    await cancelled_when(first_connection, producer.start())
    await producer.stop()
    assert first_connection.result().connected()
    first_connection.result().close()


async def test_7_ours_closes_it(log, first_connection):
    client = log.log._client
    await cancelled_when(first_connection, client.started(client.producer(log.outer("id"))))
    assert not first_connection.result().connected()


async def test_7_ours_closes_it_whenever_it_is_cancelled(log):
    client = log.log._client
    for seconds in MOMENTS:
        for part in (client.producer(log.outer("id")), client.reader(), client.admin()):
            if await cancelled_after(seconds, client.started(part)) is not None:
                await part.stop()
            gc.collect()  # a connection left open complains, and fails the test


async def test_whoever_cancels_a_fetch_is_heard(log, task):
    for seconds in MOMENTS:
        assert await cancelled_after(seconds, task.fetch(1, 100)) is None
        await asyncio.gather(task._task._discard(), task._task._discard_reader())
