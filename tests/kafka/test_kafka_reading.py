"""What readers see of transactions that end while they read."""

import asyncio
import contextlib
import itertools

import pytest
from namespaced_log import NamespacedLog, fresh_name

from agent.log.api import Cleanup, Output, Subscription, TopicSpec
from agent.log.kafka_producer import Producer
from agent.log.kafka_reader import Reader

TOPIC = "out"
TOPICS = [TopicSpec("in"), TopicSpec(TOPIC), TopicSpec("state", cleanup=Cleanup.COMPACT)]
BEFORE, MEANWHILE, AFTER = (Output(TOPIC, b"k", value, partition=0) for value in (b"before", b"meanwhile", b"after"))


@pytest.fixture
async def log(kafka_bootstrap):
    opened = await NamespacedLog.open(kafka_bootstrap)
    await opened.ensure_topics(TOPICS)
    yield opened
    await opened.close()


@pytest.fixture
async def task(log):
    async with log.join(Subscription("group", "in", "state")) as member:
        yield await member.next_task()


async def restored(task):
    return [record.value async for chunk in task.restore() for record in chunk]


@pytest.fixture
async def committed_meanwhile(log, monkeypatch):
    """A transaction that a reader finds open when it asks where the topic ends, and committed when it reads."""
    await log.append([BEFORE])
    topology, outer = log.log.topology, log.outer(TOPIC)
    asked = topology.ends
    client = log.log._client
    producer = await client.started(client.producer(fresh_name()))
    await producer.begin()
    await producer.arrived(await producer.send([(output, 0) for output in log.outputs([MEANWHILE])]))
    commits = itertools.count()

    async def ends(topic):
        found = await asked(topic)
        if next(commits) == 0:
            assert found == {0: 1}
            await producer.commit()
            while await asked(outer) == found:  # readers see a commit a moment after it was answered
                await asyncio.sleep(0.01)
        return found

    monkeypatch.setattr(topology, "ends", ends)
    yield
    await producer.stop()


async def test_what_is_committed_while_a_topic_is_read_is_read_with_it(log, committed_meanwhile):
    assert [record.value async for record in log.read(TOPIC)] == [b"before", b"meanwhile"]


async def test_a_following_reader_misses_nothing_that_is_committed_while_it_catches_up(log, committed_meanwhile):
    async with contextlib.aclosing(log.read(TOPIC, follow=True)) as reading:
        seen = [(await anext(reading)).value]
        await log.append([AFTER])
        while seen[-1] != AFTER.value:
            seen.append((await anext(reading)).value)
    assert seen == [b"before", b"meanwhile", b"after"]


async def test_what_a_task_has_committed_it_restores_although_readers_do_not_see_it_yet(task, monkeypatch):
    await task.commit([Output("state", b"k", b"mine", partition=0)], None)
    settled = False
    start, asked = Producer.start, Reader.ends

    async def start_and_settle(producer):
        nonlocal settled
        await start(producer)
        settled = True  # a broker lets a producer start only when its last transaction has come to its end

    async def ends(reader, topic, partitions):
        found = await asked(reader, topic, partitions)
        return found if settled else dict.fromkeys(found, 0)

    monkeypatch.setattr(Producer, "start", start_and_settle)
    monkeypatch.setattr(Reader, "ends", ends)
    assert await restored(task) == [b"mine"]


async def test_what_another_owner_writes_while_a_task_restores_is_not_its_state(log, task, monkeypatch):
    await task.commit([Output("state", b"k", b"mine", partition=0)], None)
    asked = Reader.ends

    async def ends(reader, topic, partitions):
        found = await asked(reader, topic, partitions)
        await log.append([Output("state", b"k", b"another's", partition=0)])
        return found

    monkeypatch.setattr(Reader, "ends", ends)
    assert await restored(task) == [b"mine"]
