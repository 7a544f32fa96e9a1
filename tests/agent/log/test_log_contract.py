"""What both logs promise."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.log.api import Fenced, Output, RecordTooLarge, Start, Subscription, UnknownTopic, partition_of

IN = Subscription("group", "in", "state")


async def everything(log, topic):
    return [record async for record in log.read(topic)]


async def task_of(member, partition):
    for _ in range(2):
        task = await member.next_task()
        if task.id.partition == partition:
            return task
    raise AssertionError("not assigned")


def key_for(partition, partitions=2):
    return next(key for n in range(100) if partition_of(key := f"k{n}".encode(), partitions) == partition)


async def test_records_come_back_as_written_in_order(log):
    key = key_for(1)
    await log.append([
        Output("in", key, b"one", (("h", b"\x00\xff"), ("h", b"again")), timestamp=1000),
        Output("in", key, None),
        Output("in", key, "سامح".encode()),
    ])
    async with log.join(IN) as member:
        task = await task_of(member, 1)
        records = await task.fetch(10, 60)
    assert [r.value for r in records] == [b"one", None, "سامح".encode()]
    assert [r.offset for r in records] == [0, 1, 2]
    assert records[0].key == key
    assert records[0].headers == (("h", b"\x00\xff"), ("h", b"again"))
    assert records[0].header("h") == b"again"
    assert records[0].timestamp == 1000
    assert records[1].timestamp > 1_600_000_000_000


async def test_a_commit_moves_the_group_and_an_abandoned_fetch_does_not(log):
    key = key_for(0)
    await log.append([Output("in", key, str(n).encode()) for n in range(5)])
    async with log.join(IN) as member:
        task = await task_of(member, 0)
        first = await task.fetch(2, 60)
        await task.commit([Output("out", b"k", b"done")], first[-1].offset + 1)
        await task.fetch(3, 60)  # decided, never committed
    async with log.join(IN) as member:
        task = await task_of(member, 0)
        assert [r.value for r in await task.fetch(10, 60)] == [b"2", b"3", b"4"]
    assert [r.value for r in await everything(log, "out")] == [b"done"]
    (lag, _) = await log.lag("group", "in")
    assert (lag.committed, lag.end, lag.records) == (2, 5, 3)


async def test_groups_are_independent(log):
    await log.append([Output("in", key_for(0), b"x")])
    for group in ("a", "b"):
        async with log.join(Subscription(group, "in")) as member:
            task = await task_of(member, 0)
            assert len(await task.fetch(10, 60)) == 1
            await task.commit([], 1)


async def test_state_is_restored_compacted(log):
    async with log.join(IN) as member:
        task = await task_of(member, 1)
        for value in (b"1", b"2", b"3"):
            await task.commit([
                Output("state", b"counter", value, partition=1), Output("state", b"gone", value, partition=1)
            ], None)
        await task.commit([Output("state", b"gone", None, partition=1)], None)
    async with log.join(IN) as member:
        task = await task_of(member, 1)
        rows = {}
        async for chunk in task.restore():
            for record in chunk:
                rows.pop(record.key, None)
                if record.value is not None:
                    rows[record.key] = record.value
    assert rows == {b"counter": b"3"}


async def test_a_commit_with_a_bad_record_leaves_nothing(log):
    await log.append([Output("in", key_for(0), b"x")])
    async with log.join(IN) as member:
        task = await task_of(member, 0)
        await task.fetch(1, 60)
        with pytest.raises(RecordTooLarge, match="bytes"):
            await task.commit([Output("out", b"k", b"small"), Output("out", b"k", b"x" * 17 * 1024 * 1024)], 1)
        with pytest.raises(UnknownTopic, match="nowhere"):
            await task.commit([Output("out", b"k", b"small"), Output("nowhere", b"k", b"x")], 1)
        assert [r.value for r in await task.fetch(1, 60)] == [b"x"], "the batch comes again"
    assert await everything(log, "out") == []


async def test_a_replaced_owner_is_fenced(log):
    await log.append([Output("in", key_for(0), b"x")])
    async with log.join(IN) as first:
        old = await task_of(first, 0)
        await old.fetch(1, 60)
        async with log.join(IN) as second:
            new = await task_of(second, 0)
            with pytest.raises(Fenced):
                await old.commit([Output("out", b"k", b"zombie")], 1)
            await new.fetch(1, 60)
            await new.commit([Output("out", b"k", b"owner")], 1)
    assert [r.value for r in await everything(log, "out")] == [b"owner"]


async def test_a_waiting_fetch_is_woken_by_a_write(log):
    async with log.join(IN) as member:
        task = await task_of(member, 0)
        waiting = asyncio.create_task(task.fetch(10, 30))
        await asyncio.sleep(0)
        await log.append([Output("in", key_for(0), b"x")])
        assert [r.value for r in await asyncio.wait_for(waiting, 60)] == [b"x"]


async def test_a_following_reader_begins_where_it_is_told(log):
    await log.append([Output("out", b"k", b"old")])
    reader = log.read("out", start=Start.LATEST, follow=True)
    waiting = asyncio.create_task(anext(reader))
    while not waiting.done():  # when it has found the end, nobody can tell
        await log.append([Output("out", b"k", b"new")])
        await asyncio.wait({waiting}, timeout=0.05)
    assert waiting.result().value == b"new"
    await reader.aclose()


@given(st.binary(max_size=40), st.integers(1, 64))
def test_partitions_are_stable_and_in_range(key, partitions):
    assert 0 <= partition_of(key, partitions) < partitions
    assert partition_of(key, partitions) == partition_of(bytes(key), partitions)
