"""What the Kafka log knows of the cluster: partitions of topics, ends, and where groups stand."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from agent.log.api import LogError, Output, RecordTooLarge, UnknownTopic, partition_of
from agent.log.kafka_admin import Admin
from agent.log.kafka_client import KafkaClient
from agent.log.kafka_producer import Stand
from agent.log.kafka_reader import Reader

T = TypeVar("T")

ANSWER_SECONDS = 5.0
"""Coordinators load for a moment, and a broker that comes back is not on the list for a moment."""
ASK_AGAIN_SECONDS = 0.1


class Topology:
    """Asks the cluster over two connections that are kept, and made anew when they fail."""

    def __init__(self, client: KafkaClient) -> None:
        self._client = client
        self._partitions: dict[str, int] = {}
        self._admin: Admin | None = None
        self._reader: Reader | None = None
        self._opening = asyncio.Lock()

    async def partitions(self, topic: str) -> int:
        """Return the number of partitions of ``topic``.

        Raises:
            UnknownTopic: It does not exist, or the account may not see it.
        """
        if topic not in self._partitions:
            found = await self.ask(lambda admin: admin.topics())
            self._partitions.update((name, info.partitions) for name, info in found.items())
        if topic not in self._partitions:
            raise UnknownTopic(
                f"there is no topic {topic}, or {self._client.settings.security.principal} may not see it; "
                "`rasid topics create` makes what is missing"
            )
        return self._partitions[topic]

    async def route(self, outputs: Sequence[Output]) -> list[tuple[Output, int]]:
        """Return each output with its partition.

        Raises:
            RecordTooLarge: One is larger than the topics take.
            UnknownTopic: One goes to a topic that is not there.
        """
        limit = self._client.settings.max_record_bytes
        routed = []
        for output in outputs:
            size = len(output.key) + len(output.value or b"")
            if size > limit:
                raise RecordTooLarge(
                    f"a record of {size:,} bytes for {output.topic} is over the limit of {limit:,} bytes "
                    "(kafka.max_record_bytes)"
                )
            count = self._partitions.get(output.topic) or await self.partitions(output.topic)
            routed.append((output, partition_of(output.key, count) if output.partition is None else output.partition))
        return routed

    async def stand(self, group: str, topic: str, partition: int) -> Stand:
        """Return where ``group`` stands on one partition."""
        return (await self.stands(group, topic, [partition]))[partition]

    async def stands(self, group: str, topic: str, partitions: Iterable[int]) -> dict[int, Stand]:
        """Return where ``group`` stands on ``partitions``."""
        wanted = list(partitions)
        return await self.ask(lambda admin: admin.stands(group, topic, wanted))

    async def beginnings(self, topic: str) -> dict[int, int]:
        """Return the first offset that each partition of ``topic`` still has."""
        partitions = range(await self.partitions(topic))
        return await self._read(lambda reader: reader.beginnings(topic, partitions))

    async def ends(self, topic: str) -> dict[int, int]:
        """Return the last stable offset of each partition of ``topic``."""
        partitions = range(await self.partitions(topic))
        return await self._read(lambda reader: reader.ends(topic, partitions))

    async def _read(self, question: Callable[[Reader], Awaitable[T]]) -> T:
        for last in (False, True):
            reader = await self._open_reader()
            try:
                return await question(reader)
            except LogError as error:
                if self._reader is reader:
                    self._reader = None
                await reader.stop()
                if last or not error.retriable:
                    raise
        raise AssertionError

    async def ask(self, question: Callable[[Admin], Awaitable[T]]) -> T:
        """Put ``question`` to the cluster, twice at least: the old connection may be to a broker that hangs."""
        deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
        for attempt in itertools.count(1):
            admin = await self._open_admin()
            try:
                return await question(admin)
            except LogError as error:
                if self._admin is admin:
                    self._admin = None
                await admin.stop()
                late = asyncio.get_running_loop().time() >= deadline
                if not error.retriable or (late and attempt > 1):
                    raise
            await asyncio.sleep(ASK_AGAIN_SECONDS)
        raise AssertionError

    def forget(self) -> None:
        """Ask anew for topics: they have been changed."""
        self._partitions.clear()

    async def warm(self) -> None:
        """Open both connections, so that the first question is answered at once.

        Raises:
            LogError: The cluster does not answer, or does not let us in.
        """
        await self._open_admin()
        await self._open_reader()

    async def close(self) -> None:
        """Disconnect."""
        admin, self._admin = self._admin, None
        reader, self._reader = self._reader, None
        await asyncio.gather(*(part.stop() for part in (admin, reader) if part is not None))

    async def _open_admin(self) -> Admin:
        async with self._opening:
            if self._admin is None:
                self._admin = await self._client.started(self._client.admin())
            return self._admin

    async def _open_reader(self) -> Reader:
        async with self._opening:
            if self._reader is None:
                self._reader = await self._client.started(self._client.reader())
            return self._reader
