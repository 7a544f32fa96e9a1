"""What the Kafka log does when the cluster, the network or another process interferes."""

import asyncio
import contextlib
import socket
from datetime import timedelta

import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.transaction import EndTxnRequest
from fault_worker import Sums
from namespaced_log import NamespacedLog, fresh_name, quick_settings

from agent.clock import SystemClock
from agent.log.api import Cleanup, Fenced, LogError, Output, Subscription, Topics, TopicSpec, Unavailable
from agent.log.kafka import KafkaLog
from agent.log.kafka_producer import Producer
from agent.log.kafka_settings import KafkaSettings
from agent.metrics import Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.topics import topic_specs

TOPICS = [TopicSpec("in"), TopicSpec("out"), TopicSpec("state", cleanup=Cleanup.COMPACT)]
IN = Subscription("group", "in", "state")


@contextlib.asynccontextmanager
async def opened(bootstrap, prefix=None, **changes):
    log = await NamespacedLog.open(bootstrap, prefix, **changes)
    try:
        await log.ensure_topics(TOPICS)
        yield log
    finally:
        await log.close()


@pytest.fixture
async def log(kafka_bootstrap):
    async with opened(kafka_bootstrap) as made:
        yield made


async def values(log, topic):
    return [record.value async for record in log.read(topic)]


async def persistently(work):
    """Do ``work`` until the log is there again, as the runtime does."""
    while True:
        try:
            return await work()
        except Unavailable:
            await asyncio.sleep(0.1)


async def restored(task):
    return [record.value async for chunk in task.restore() for record in chunk]


class LostEndings:
    """Loses requests to end a transaction, or the answers to them.

    Only a commit that is to be lost is given up so soon: the others may take their time on a busy machine.
    """

    def __init__(self, monkeypatch):
        self.lose_request = 0
        self.lose_answer = 0
        original = AIOKafkaClient.send
        patience = KafkaSettings.commit_timeout.fget

        async def send(client, node_id, request, **options):
            if isinstance(request, EndTxnRequest) and self.lose_request:
                self.lose_request -= 1
                await asyncio.sleep(3600)
            answer = await original(client, node_id, request, **options)
            if isinstance(request, EndTxnRequest) and self.lose_answer:
                self.lose_answer -= 1
                await asyncio.sleep(3600)
            return answer

        monkeypatch.setattr(AIOKafkaClient, "send", send)
        monkeypatch.setattr(KafkaSettings, "commit_timeout", property(
            lambda settings: timedelta(seconds=1) if self.lose_request or self.lose_answer else patience(settings)
        ))


@pytest.fixture
def endings(monkeypatch):
    return LostEndings(monkeypatch)


@pytest.mark.parametrize("with_offset", [True, False], ids=["stage", "source"])
async def test_a_commit_whose_answer_is_lost_has_happened(log, endings, with_offset):
    await log.append([Output("in", b"k", b"1"), Output("in", b"k", b"2")])
    async with log.join(IN) as member:
        task = await member.next_task()
        await task.fetch(1, 60)
        endings.lose_answer = 1
        await task.commit([Output("out", b"k", b"one")], 1 if with_offset else None)
        await task.commit([Output("out", b"k", b"two")], 1)
        assert [record.value for record in await task.fetch(10, 60)] == [b"2"]
    assert await values(log, "out") == [b"one", b"two"]


@pytest.mark.parametrize("with_offset", [True, False], ids=["stage", "source"])
async def test_a_commit_whose_request_is_lost_has_not_happened(log, endings, with_offset):
    await log.append([Output("in", b"k", b"1")])
    async with log.join(IN) as member:
        task = await member.next_task()
        await task.fetch(1, 60)
        endings.lose_request = 1
        with pytest.raises(Unavailable):
            await task.commit([Output("out", b"k", b"lost")], 1 if with_offset else None)
        assert [record.value for record in await task.fetch(10, 60)] == [b"1"], "the batch comes again"
        await task.commit([Output("out", b"k", b"kept")], 1)
    assert await values(log, "out") == [b"kept"]


async def test_a_commit_that_cannot_be_settled_starts_again_from_the_log(kafka_broker, monkeypatch):
    prefix = fresh_name()
    outputs = [Output("out", b"k", b"x"), Output("state", b"k", b"x", partition=0)]
    async with opened(kafka_broker.bootstrap, prefix) as log:
        await log.append([Output("in", b"k", b"1")])
        async with log.join(IN) as member:
            task = await member.next_task()
            await restored(task)
            await task.fetch(1, 60)
            with monkeypatch.context() as hasty:  # while the broker is frozen, and no longer
                for name in ("answer_timeout", "commit_timeout"):
                    hasty.setattr(KafkaSettings, name, timedelta(seconds=0.5))
                hasty.setattr("agent.log.kafka_task.KafkaTask._patience", 1.0)
                kafka_broker.freeze()
                try:
                    with pytest.raises(LogError) as caught:
                        await task.commit(outputs, 1)
                finally:
                    kafka_broker.thaw()
            assert isinstance(caught.value, (Fenced, Unavailable))
            if isinstance(caught.value, Fenced):
                task = await asyncio.wait_for(member.next_task(), 60)
            done = await persistently(lambda: restored(task))
            if not done:
                assert [r.value for r in await persistently(lambda: task.fetch(1, 5))] == [b"1"]
                await task.commit(outputs, 1)
        assert await values(log, "out") == [b"x"]
        assert set(await values(log, "state")) == {b"x"}


async def test_a_zombie_is_fenced_and_its_output_never_seen(kafka_bootstrap):
    prefix = fresh_name()
    async with opened(kafka_bootstrap, prefix) as old, opened(kafka_bootstrap, prefix) as new:
        await old.append([Output("in", b"k", b"1")])
        async with old.join(IN) as first:
            zombie = await first.next_task()
            await zombie.fetch(1, 60)
            # The other process owns the partition without this one having heard of it.
            owner = KafkaTaskOf(new, zombie)
            try:
                assert [r.value for r in await owner.fetch(1, 60)] == [b"1"]
                with pytest.raises(Fenced):
                    await zombie.commit([Output("out", b"k", b"zombie")], 1)
                await owner.commit([Output("out", b"k", b"owner")], 1)
            finally:
                await owner.close()
            # The group still gives it the partition: after a pause it gets a new task, which begins where the other
            # has left off.
            again = await asyncio.wait_for(first.next_task(), 60)
            assert await again.fetch(1, 0) == []
        assert await values(new, "out") == [b"owner"]


def KafkaTaskOf(log, task):  # noqa: N802 - makes one
    from namespaced_log import NamespacedTask

    from agent.log.kafka_task import KafkaTask

    settled = asyncio.Event()
    settled.set()
    inner = KafkaTask(log.log._client, log.log._topology, task._task._place, settled=settled, lost=lambda _: None)
    return NamespacedTask(inner, log)


async def test_one_that_woke_up_late_does_not_go_on_with_old_state(kafka_bootstrap):
    """Its own commit failed for another reason, so that it is not fenced but owns the partition anew."""
    prefix = fresh_name()
    async with opened(kafka_bootstrap, prefix) as old, opened(kafka_bootstrap, prefix) as new:
        await old.append([Output("in", b"k", b"1"), Output("in", b"k", b"2")])
        async with old.join(IN) as first:
            sleeper = await first.next_task()
            await sleeper.fetch(1, 60)
            await sleeper._task._discard()
            other = KafkaTaskOf(new, sleeper)
            await other.fetch(1, 60)
            await other.commit([Output("out", b"k", b"1 by the other")], 1)
            await other.close()
            with pytest.raises(Fenced, match="in between"):
                await sleeper.fetch(1, 0)


async def test_partitions_move_with_the_workers(kafka_bootstrap):
    prefix = fresh_name()
    spread = [TopicSpec("wide", partitions=4)]
    wide = Subscription("group", "wide")
    async with opened(kafka_bootstrap, prefix) as one, opened(kafka_bootstrap, prefix) as two:
        await one.ensure_topics(spread)
        async with one.join(wide) as first:
            alone = [await first.next_task() for _ in range(4)]
            async with two.join(wide) as second:
                moved = [await asyncio.wait_for(second.next_task(), 60) for _ in range(2)]
                while not any(task.revoked for task in alone):
                    await asyncio.sleep(0.02)  # the first may hear of it after the second
                kept = [task for task in alone if not task.revoked]
                assert {t.id.partition for t in kept} | {t.id.partition for t in moved} == {0, 1, 2, 3}
                assert len(kept) == 2, "those that stay go on as they are"
                for task in kept + moved:
                    await task.commit([Output("out", b"k", b"x")], None)
            back = [await asyncio.wait_for(first.next_task(), 60) for _ in range(2)]
            assert {task.id.partition for task in back} == {task.id.partition for task in moved}


async def test_a_standby_is_ready_and_alive_and_takes_over(kafka_bootstrap):
    prefix = fresh_name()
    topics = Topics(prefix, topic_specs(prefix=prefix, article_partitions=1, feed_partitions=1))
    metrics = [Metrics(), Metrics()]
    logs = [await KafkaLog.open(quick_settings(kafka_bootstrap), prefix) for _ in metrics]
    await logs[0].ensure_topics(list(topics.specs.values()))
    runners = [
        StageRunner(Sums(), log, topics, SystemClock(), made, RuntimeSettings(batch_seconds=0.05, offload=False))
        for log, made in zip(logs, metrics, strict=True)
    ]
    running = []
    for runner in runners:
        running.append(asyncio.create_task(runner.run()))
        await asyncio.wait_for(runner.ready.wait(), 60)

    def counted(number):
        return metrics[number].registry.get_sample_value("rasid_rebalances_total", {"stage": "extract"}) or 0

    active, standby = 0, 1  # the one that has the partition keeps it
    assert runners[active]._tasks == 1
    before = runners[standby].last_poll
    while runners[standby].last_poll == before:
        await asyncio.sleep(0.05)
    assert not runners[standby]._tasks
    runners[active].stop()
    await running[active]
    assert counted(active) >= 1
    await logs[standby].append([Output(topics["articles"], b"k", b'["k", 1]')])
    while not runners[standby].processed:
        await asyncio.sleep(0.05)
    runners[standby].stop()
    await running[standby]
    assert counted(standby) >= 1
    for log in logs:
        await log.close()


async def test_a_rebalance_waits_for_the_batch_in_hand(kafka_bootstrap):
    prefix = fresh_name()
    async with opened(kafka_bootstrap, prefix) as one, opened(kafka_bootstrap, prefix) as two:
        await one.append([Output("in", b"k", b"1")])
        async with one.join(IN) as first:
            task = await first.next_task()
            await task.fetch(1, 60)
            async with two.join(IN):
                while task._task._settled.is_set():
                    await asyncio.sleep(0.02)
                assert await task.fetch(1, 0.05) == [], "no new batches meanwhile"
                await task.commit([Output("out", b"k", b"done")], 1)
        assert await values(two, "out") == [b"done"]


async def test_lag_reaches_zero_behind_transactions(kafka_bootstrap):
    """The marker of a transaction takes up an offset behind its last record."""
    async with opened(kafka_bootstrap) as log:
        async with log.join(Subscription("up", "in")) as member:
            upstream = await member.next_task()
            await upstream.commit([Output("out", b"k", str(n).encode()) for n in range(6)], None)
        async with log.join(Subscription("down", "out")) as member:
            task = await member.next_task()
            for first in (0, 2, 4):  # the last batch is full: the marker is not seen with it
                records = await task.fetch(2, 60)
                assert [r.offset for r in records] == [first, first + 1]
                await task.commit([], records[-1].offset + 1)
            assert await task.fetch(2, 0) == []
            (lag,) = await log.lag("down", "out")
            assert lag.records == 0


async def test_retention_past_the_offset_is_said_and_gone_on_from(kafka_bootstrap, caplog):
    from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
    from aiokafka.structs import TopicPartition

    async with opened(kafka_bootstrap) as log:
        await log.append([Output("in", b"k", str(n).encode()) for n in range(5)])
        async with log.join(IN) as member:
            task = await member.next_task()
            await task.fetch(1, 60)
            await task.commit([], 1)
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
        await admin.start()
        await admin.delete_records({TopicPartition(log.outer("in"), 0): RecordsToDelete(before_offset=4)})
        await admin.close()
        async with log.join(IN) as member:
            task = await member.next_task()
            assert [r.value for r in await task.fetch(5, 5)] == [b"4"]
        (record,) = [r for r in caplog.records if "retention" in r.message]
        assert record.lost == 3
        (lag,) = await log.lag("group", "in")
        assert lag.records == 1


async def test_lost_state_is_said(kafka_bootstrap, caplog):
    from aiokafka.admin import AIOKafkaAdminClient

    async with opened(kafka_bootstrap) as log:
        await log.append([Output("in", b"k", b"1")])
        async with log.join(IN) as member:
            task = await member.next_task()
            await task.fetch(1, 60)
            await task.commit([Output("state", b"k", b"1", partition=0)], 1)
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
        await admin.start()
        await admin.delete_topics([log.outer("state")])
        await admin.close()

        async def made_anew():
            with contextlib.suppress(LogError):  # it is half gone
                await log.ensure_topics(TOPICS)
                return not await values(log, "state")

        while not await made_anew():
            await asyncio.sleep(0.1)
        async with log.join(IN) as member:
            assert await restored(await member.next_task()) == []
    assert [r for r in caplog.records if "state is gone" in r.message]


async def test_a_long_state_is_restored_whole(kafka_bootstrap):
    async with opened(kafka_bootstrap) as log:
        async with log.join(IN) as member:
            task = await member.next_task()
            for batch in range(4):
                await task.commit(
                    [Output("state", f"k{n}".encode(), str(batch).encode(), partition=0) for n in range(3000)], None
                )
        async with log.join(IN) as member:
            rows = {}
            async for chunk in (await member.next_task()).restore():
                rows.update((record.key, record.value) for record in chunk)
        assert len(rows) == 3000
        assert set(rows.values()) == {b"3"}


async def test_a_record_larger_than_a_fetch_passes(kafka_bootstrap):
    large = bytes(range(256)) * 12 * 1024  # 3 MiB, and a reader asks for 1 MiB at a time
    async with opened(kafka_bootstrap, compression="none") as log:
        await log.append([Output("in", b"k", large)])
        async with log.join(IN) as member:
            task = await member.next_task()
            (record,) = await task.fetch(10, 60)
            assert record.value == large
            await task.commit([Output("out", b"k", record.value), Output("state", b"k", large, partition=0)], 1)
            again = await values(log, "out")
        assert again == [large]


async def test_an_expired_offset_is_said(kafka_bootstrap, caplog):
    async with opened(kafka_bootstrap) as log:
        async with log.join(Subscription("one", "in", "state")) as member:
            await (await member.next_task()).commit([Output("state", b"k", b"1", partition=0)], None)
        async with log.join(Subscription("other", "in", "state")) as member:
            assert await restored(await member.next_task()) == [b"1"]
    assert [r for r in caplog.records if "offset is gone" in r.message]


async def test_a_first_commit_that_was_aborted_is_no_expired_offset(kafka_bootstrap, caplog):
    async with opened(kafka_bootstrap) as log:
        producer = await log.log._client.started(log.log._client.producer(log.outer("aborting")))
        await producer.begin()
        await producer.arrived(await producer.send([(Output(log.outer("state"), b"k", b"never"), 0)]))
        await producer.discard(abort=True)
        async with log.join(IN) as member:
            assert await restored(await member.next_task()) == []
    assert not [r for r in caplog.records if "offset is gone" in r.message]


async def test_an_append_to_several_partitions_is_all_or_nothing(kafka_bootstrap):
    async with opened(kafka_bootstrap) as log:
        await log.append([Output("in", b"k", b"1"), Output("out", b"k", b"2")])
        with pytest.raises(LogError):
            await log.append([Output("in", b"k", b"3"), Output("out", b"k", b"x" * 5 * 1024 * 1024)])
        assert (await values(log, "in"), await values(log, "out")) == ([b"1"], [b"2"])


async def test_a_changelog_of_other_partitions_is_refused(kafka_bootstrap):
    async with opened(kafka_bootstrap) as log:
        await log.ensure_topics([TopicSpec("wide", partitions=2)])
        with pytest.raises(LogError, match="must be equal"):
            async with log.join(Subscription("group", "wide", "state")):
                pass


async def test_leaving_ends_when_the_cluster_is_gone(kafka_broker):
    log = await NamespacedLog.open(kafka_broker.bootstrap)
    await log.ensure_topics(TOPICS)
    await log.append([Output("in", b"k", b"1")])
    try:
        async with log.join(IN) as member:
            task = await member.next_task()
            await task.fetch(1, 60)
            kafka_broker.freeze()
        await log.close()  # it would hang for ever
    finally:
        kafka_broker.thaw()
    leftovers = [t for t in asyncio.all_tasks() if t is not asyncio.current_task() and "aiokafka" in repr(t)]
    assert leftovers == []


async def test_leaving_waits_for_what_is_being_given_back(kafka_bootstrap, monkeypatch):
    discard = Producer.discard

    async def late(producer, **options):
        await asyncio.sleep(1.0)  # longer than leaving the group takes
        await discard(producer, **options)

    monkeypatch.setattr(Producer, "discard", late)
    async with opened(kafka_bootstrap) as log:
        await log.append([Output("in", b"k", b"1")])
        async with log.join(IN) as member:
            task = await member.next_task()
            await task.fetch(1, 60)
            producer = task._task._producer
            member.member._assigned(frozenset())  # a rebalance at the last moment
        assert producer._made._closed
        assert task._task._reader is None


async def test_silence_of_the_cluster_is_told(kafka_broker, monkeypatch):
    async with opened(kafka_broker.bootstrap) as log, log.join(IN) as member:
        task = await member.next_task()
        assert await task.fetch(1, 0.1) == []
        kafka_broker.freeze()
        try:
            with monkeypatch.context() as hasty:
                hasty.setattr("agent.log.kafka_task.SILENCE_SECONDS", 0.8)
                with pytest.raises(Unavailable, match="no broker has answered"):
                    await task.fetch(1, 1.5)
        finally:
            kafka_broker.thaw()
        await persistently(lambda: log.append([Output("in", b"k", b"1")]))
        while not (records := await persistently(lambda: task.fetch(1, 1))):
            pass
        assert [record.value for record in records] == [b"1"]


async def test_nothing_listens_there():
    with socket.socket() as taken:  # so that nobody else does
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable, match=r"nothing listens there.*kafka\.bootstrap"):
            await NamespacedLog.open(f"127.0.0.1:{taken.getsockname()[1]}", startup_wait=timedelta(0))
