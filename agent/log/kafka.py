"""The Kafka log: for production, and for more than one machine.

Groups and transactional ids carry the installation's prefix, so that several share a cluster. What a task does, and in
which order, stands in :mod:`agent.log.kafka_task`.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from agent.log.api import Lag, LogError, Output, Record, Start, Subscription, TaskId, TopicSpec, Unavailable
from agent.log.kafka_client import KafkaClient
from agent.log.kafka_member import KafkaMember
from agent.log.kafka_producer import Producer
from agent.log.kafka_reader import SILENCE_SECONDS, OutOfRange
from agent.log.kafka_settings import KafkaSettings
from agent.log.kafka_task import KafkaTask, Place, read_to_end
from agent.log.kafka_topics import create_missing
from agent.log.kafka_topology import Topology

logger = logging.getLogger("rasid.kafka")

FOLLOW_RECORDS = 500
FOLLOW_SECONDS = 0.5
SETTLE_SECONDS = 1.0
"""How long a reader that is to end waits for transactions that were committed and cannot be read yet."""
SETTLE_POLL_SECONDS = 0.02
CONNECT_AGAIN_SECONDS = 1.0


class KafkaLog:
    """A log on a Kafka cluster. Open it with :meth:`open`."""

    def __init__(self, client: KafkaClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._topology = Topology(client)
        self._members: dict[tuple[str, str], KafkaMember] = {}
        self._appending = asyncio.Lock()
        self._whole: Producer | None = None
        self._transactional: Producer | None = None
        self._closed = False

    @classmethod
    async def open(cls, settings: KafkaSettings, prefix: str = "rasid", *, patient: bool = True) -> KafkaLog:
        """Connect to the cluster.

        Args:
            settings: Where it is and how to log in.
            prefix: Put before consumer groups and transactional ids.
            patient: Wait ``startup_wait`` for a cluster that is not up yet, as when everything starts together.

        Raises:
            Unavailable: No broker answers.
            LogError: The cluster does not let us in; the message says why and how to mend it.
        """
        log = cls(KafkaClient(settings), prefix)
        deadline = asyncio.get_running_loop().time() + (settings.startup_wait.total_seconds() if patient else 0)
        while True:
            try:
                await log._topology.warm()
            except LogError as error:
                reason = await log._client.probe() or error
                if not reason.retriable or asyncio.get_running_loop().time() >= deadline:
                    await log.close()
                    await asyncio.sleep(0)  # sockets close with the loop's next turn; the caller may end it now
                    raise reason from error
                logger.warning("waiting for the cluster", extra={"why": str(reason)})
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            else:
                return log

    @property
    def topology(self) -> Topology:
        """What is known of the cluster."""
        return self._topology

    async def ensure_topics(self, specs: Sequence[TopicSpec]) -> None:
        """Create the topics that are missing. Existing ones keep their partitions.

        Raises:
            LogError: The account may not create topics, or the cluster refuses one.
        """
        self._check()
        await create_missing(self._topology, specs, self._client.settings)

    @asynccontextmanager
    async def join(self, subscription: Subscription) -> AsyncIterator[KafkaMember]:
        """Join a consumer group for the time of the context.

        An earlier member of this log in the same group gives its partitions to the new one.

        Raises:
            UnknownTopic: The topic or its changelog is not there.
            LogError: The changelog has another number of partitions than the topic.
        """
        self._check()
        topic, changelog = subscription.topic, subscription.changelog
        partitions = await self._topology.partitions(topic)
        if changelog is not None and await self._topology.partitions(changelog) != partitions:
            raise LogError(
                f"{topic} has {partitions} partitions but {changelog}, which holds its state, has "
                f"{await self._topology.partitions(changelog)}: they must be equal, or state ends up where nobody "
                "looks for it; docs/kafka.md says how to change the number of partitions"
            )
        group = self._group(subscription.group)

        def make_task(
            partition: int, settled: asyncio.Event, lost: Callable[[KafkaTask], None]
        ) -> KafkaTask:
            place = Place(
                TaskId(subscription.group, topic, partition), group, f"{group}.{topic}.{partition}", changelog
            )
            return KafkaTask(self._client, self._topology, place, settled=settled, lost=lost)

        key = (subscription.group, topic)
        if (earlier := self._members.get(key)) is not None:
            await earlier.close()
        member = self._members[key] = KafkaMember(self._client, group, topic, make_task)
        member.open()
        try:
            yield member
        finally:
            await member.close()
            if self._members.get(key) is member:
                del self._members[key]

    async def append(self, outputs: Sequence[Output]) -> None:
        """Write records outside any task, all or nothing.

        Raises:
            Unavailable: The cluster did not confirm them.
            RecordTooLarge: One is too large; nothing was written.
        """
        self._check()
        if not outputs:
            return
        routed = await self._topology.route(outputs)
        async with self._appending:
            # One batch is all or nothing by itself; more than one needs a transaction.
            if len({(output.topic, partition) for output, partition in routed}) == 1 and await self._append_whole(
                outputs, routed[0][1]
            ):
                return
            await self._append_transaction(routed)

    async def _append_whole(self, outputs: Sequence[Output], partition: int) -> bool:
        if self._whole is None:
            self._whole = await self._client.started(self._client.producer(None))
        try:
            return await self._whole.send_whole(outputs, partition)
        except BaseException:
            producer, self._whole = self._whole, None
            await producer.discard()
            raise

    async def _append_transaction(self, routed: Sequence[tuple[Output, int]]) -> None:
        if self._transactional is None:
            self._transactional = await self._client.started(
                self._client.producer(self._group(f"append.{uuid.uuid4().hex}"))
            )
        producer = self._transactional
        try:
            await producer.begin()
            await producer.arrived(await producer.send(routed))
            await producer.commit()
        except BaseException:
            self._transactional = None
            await producer.discard(abort=True)
            raise

    async def read(self, topic: str, *, start: Start = Start.EARLIEST, follow: bool = False) -> AsyncIterator[Record]:
        """Yield the committed records of every partition; with ``follow`` wait for more instead of ending."""
        self._check()
        ends = await self._topology.ends(topic)  # first of all: "latest" means when it was called
        starts = ends if start is Start.LATEST else await self._topology.beginnings(topic)
        patience = self._client.settings.request_timeout.total_seconds()
        reader = await self._client.started(
            self._client.reader() if follow else self._client.reader(hold_ms=int(SETTLE_POLL_SECONDS * 1000))
        )
        try:
            reader.go_to(topic, starts)
            async for records in read_to_end(reader, topic, ends, patience):
                for record in records:
                    yield record
            deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
            while not follow and await reader.unsettled(topic, ends) and asyncio.get_running_loop().time() < deadline:
                for record in await reader.poll(FOLLOW_RECORDS, SETTLE_POLL_SECONDS):
                    yield record
            positions = {partition: await reader.position(topic, partition) for partition in ends}
        finally:
            await reader.stop()
        while follow and not self._closed:
            try:
                async for record in self._follow(topic, positions):
                    yield record
            except LogError as error:
                if not error.retriable:
                    raise
                logger.warning("reading interrupted", extra={"topic": topic, "why": str(error)})
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)

    async def _follow(self, topic: str, positions: dict[int, int]) -> AsyncIterator[Record]:
        """Yield what comes behind ``positions``, which move along, until the log is closed.

        Raises:
            LogError: The cluster does not answer; call again.
        """
        reader = await self._client.started(self._client.reader())
        try:
            reader.go_to(topic, positions)
            while not self._closed:
                try:
                    records = await reader.poll(FOLLOW_RECORDS, FOLLOW_SECONDS)
                except OutOfRange:
                    begins = await reader.beginnings(topic, positions)
                    positions.update({p: max(begin, positions[p]) for p, begin in begins.items()})
                    reader.go_to(topic, positions)
                    continue
                for record in records:
                    positions[record.partition] = record.offset + 1
                    yield record
                if not records and any(reader.silent_for(topic, p) > SILENCE_SECONDS for p in positions):
                    raise Unavailable(f"reading {topic}: no broker has answered for {SILENCE_SECONDS:.0f} s")
        finally:
            await reader.stop()

    async def lag(self, group: str, topic: str) -> Sequence[Lag]:
        """Return the group's distance from the last stable offset of each partition."""
        self._check()
        begins, ends = await self._topology.beginnings(topic), await self._topology.ends(topic)
        stands = await self._topology.stands(self._group(group), topic, ends)
        return [
            Lag(topic, partition, max(stands[partition].offset or 0, begins[partition]), end)
            for partition, end in sorted(ends.items())
        ]

    async def close(self) -> None:
        """Let go of the cluster; ends within bounds when it is gone."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(member.close() for member in list(self._members.values())))
        producers = [producer for producer in (self._whole, self._transactional) if producer is not None]
        self._whole = self._transactional = None
        await asyncio.gather(self._topology.close(), *(producer.discard() for producer in producers))

    def _group(self, name: str) -> str:
        return f"{self._prefix}.{name}" if self._prefix else name

    def _check(self) -> None:
        if self._closed:
            raise LogError("the log is closed")
