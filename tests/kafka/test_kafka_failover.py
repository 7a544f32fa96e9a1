"""Three brokers: whichever is killed or hangs, the others go on with its part."""

import asyncio
import contextlib
import time

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from fault_run import Run

ELECTION = "org.apache.kafka.tools.LeaderElectionCommand"

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]


def place_of(text, count):
    """Return the partition of an internal topic in which the coordinator keeps a group or a transactional id."""
    number = 0
    for letter in text:
        number = (31 * number + ord(letter)) & 0xFFFFFFFF
    return (number & 0x7FFFFFFF) % count


class Looker:
    """Asks the cluster who leads what."""

    def __init__(self, cluster):
        self.cluster = cluster

    async def topics(self):
        admin = AIOKafkaAdminClient(bootstrap_servers=self.cluster.bootstrap.split(","))
        await admin.start()
        try:
            return {topic["topic"]: topic["partitions"] for topic in await admin.describe_topics(None)}
        finally:
            await admin.close()

    async def leader(self, topic, name=""):
        """Return the leader of the partition that ``name`` falls to, or of the first."""
        partitions = {p["partition"]: p["leader"] for p in (await self.topics())[topic]}
        return partitions[place_of(name, len(partitions))]

    async def whole(self):
        """Wait until every partition has three copies in sync."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(Exception):  # a broker that is just coming up
                if all(len(p["isr"]) == 3 for partitions in (await self.topics()).values() for p in partitions):
                    return
            await asyncio.sleep(0.2)
        raise AssertionError("a broker has not caught up")


async def part(looker, run, role):
    """Return the broker that plays ``role`` for the run's first task."""
    if role == "transaction coordinator":
        articles = run.topics["articles"]
        return await looker.leader("__transaction_state", f"{run.prefix}.extract.{articles}.0")
    if role == "group coordinator":
        return await looker.leader("__consumer_offsets", f"{run.prefix}.extract")
    return await looker.leader(run.topics["articles"])


async def restart(broker):
    broker.launch()  # from this thread: a broker dies with the thread that has started it
    await asyncio.to_thread(broker.await_connections)


FEW = 400
"""Records before each fault: enough to be at work, few enough to be done soon afterwards."""

ROLES = ("transaction coordinator", "group coordinator", "leader of the input")


async def test_a_broker_is_killed_and_restarted_whatever_its_part(kafka_cluster):
    looker = Looker(kafka_cluster)
    async with Run(kafka_cluster, "each coordinator and the leader killed, of three brokers", records=FEW) as run:
        worker = run.start("--batch", "3")
        await run.progressed(20)
        for role in ROLES:
            await looker.whole()
            await run.feed(FEW)
            broker = kafka_cluster.brokers[await part(looker, run, role)]
            async with run.fault(20):
                broker.kill()
            await restart(broker)
        await run.finish(worker)


async def test_coordinators_and_leaders_move_to_other_brokers(kafka_cluster):
    looker = Looker(kafka_cluster)
    async with Run(kafka_cluster, "coordinators and leaders moved in good order", records=FEW) as run:
        worker = run.start("--batch", "3")
        await run.progressed(20)
        for node, broker in kafka_cluster.brokers.items():
            await looker.whole()
            await run.feed(FEW)
            async with run.fault(20):
                await asyncio.to_thread(broker.stop)  # hands over what it leads
                await restart(broker)
            await looker.whole()
            await run.feed(FEW)
            before = await looker.topics()
            async with run.fault(20):
                await asyncio.to_thread(
                    kafka_cluster.tool, ELECTION, "--election-type", "preferred", "--all-topic-partitions"
                )
            moved = sum(
                old["leader"] != new["leader"]
                for topic, partitions in (await looker.topics()).items()
                for old, new in zip(before.get(topic, []), partitions, strict=False)
            )
            assert moved, f"nothing came back to broker {node}"
        await run.finish(worker)


@pytest.mark.parametrize("role", ROLES)
async def test_a_broker_hangs_with_its_connections_open(kafka_cluster, role):
    looker = Looker(kafka_cluster)
    async with Run(kafka_cluster, f"the {role} hangs, of three brokers, default timeouts", records=FEW) as run:
        worker = run.start("--batch", "3", "--request", "30")
        await run.progressed(20)
        await looker.whole()
        await run.feed(FEW)
        broker = kafka_cluster.brokers[await part(looker, run, role)]
        try:
            async with run.fault(20, 180):
                broker.freeze()
        finally:
            broker.thaw()
        await looker.whole()
        await run.finish(worker)
