"""Readers of partitions, which belong to no group, and memberships in groups, which never read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from agent.log.api import Headers, Record
from agent.log.kafka_failures import translated
from agent.log.kafka_library import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    OffsetOutOfRangeError,
    TopicPartition,
    connecting,
    within,
)
from agent.log.kafka_settings import KafkaSettings

SILENCE_SECONDS = 10.0
"""A broker answers a fetch without records several times a second; after this it counts as away. The library goes on
asking one that hangs, and hears of its successor only minutes later: a reader to which nobody answers is replaced."""


class OutOfRange(Exception):
    """The position read from is not on the log: dropped by retention, or the topic was made anew."""


def _headers(headers: tuple[tuple[str, bytes | None], ...]) -> Headers:
    """Return headers of which none lacks a value, as foreign producers may send them."""
    return tuple((name, value or b"") for name, value in headers) if headers else ()


class Reader:
    """Reads partitions that it is told, committed records only; belongs to no group."""

    def __init__(self, made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings
        self._assigned_at = 0.0

    async def start(self) -> None:
        """Connect."""
        with translated("connecting"), connecting():
            async with asyncio.timeout(self._settings.answer_timeout.total_seconds()):
                await self._made.start()

    def assign(self, topic: str, partitions: Iterable[int]) -> None:
        """Choose what is read; seek before polling."""
        self._assigned_at = time.time()
        self._made.assign([TopicPartition(topic, partition) for partition in partitions])

    def go_to(self, topic: str, positions: Mapping[int, int]) -> None:
        """Read the partitions of ``positions`` from there."""
        self.assign(topic, positions)
        for partition, offset in positions.items():
            self.seek(topic, partition, offset)

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Go to ``offset``."""
        self._made.seek(TopicPartition(topic, partition), offset)

    async def position(self, topic: str, partition: int) -> int:
        """Return the offset behind what was read, markers of transactions included."""
        return int(await self._made.position(TopicPartition(topic, partition)))

    async def poll(self, limit: int, seconds: float) -> Sequence[Record]:
        """Return up to ``limit`` records, waiting at most ``seconds`` for the first.

        Raises:
            OutOfRange: The position is not on the log (any more).
        """
        with translated("reading"):
            try:
                found = await self._made.getmany(timeout_ms=int(seconds * 1000), max_records=limit)
            except OffsetOutOfRangeError as error:
                raise OutOfRange from error
        return [
            Record(r.topic, r.partition, r.offset, r.key or b"", r.value, _headers(r.headers), r.timestamp)
            for records in found.values() for r in records
        ]

    def silent_for(self, topic: str, partition: int) -> float:
        """Return for how many seconds no broker has answered for the partition, with records or without."""
        answered: int | None = self._made.last_poll_timestamp(TopicPartition(topic, partition))
        return time.time() - (self._assigned_at if answered is None else answered / 1000)

    async def unsettled(self, topic: str, partitions: Iterable[int]) -> bool:
        """Return whether, by the last answers, more has been written than can be read: transactions not ended yet.

        A commit is answered before its records can be read, so this is true for a moment after one.
        """
        for partition in partitions:
            written = self._made.highwater(TopicPartition(topic, partition))
            if written is None or written > await self.position(topic, partition):
                return True
        return False

    async def beginnings(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        """Return the first offset that each partition still has."""
        return await self._edges(self._made.beginning_offsets, topic, partitions)

    async def ends(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        """Return the last stable offset of each partition."""
        return await self._edges(self._made.end_offsets, topic, partitions)

    async def _edges(
        self, ask: Callable[[list[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]],
        topic: str, partitions: Iterable[int],
    ) -> dict[int, int]:
        with translated(f"asking for the ends of {topic}"):
            # Without this the first question about a topic fails inside the library and waits for its backoff.
            await self._made._client._wait_on_metadata(topic)  # noqa: SLF001
            async with asyncio.timeout(self._settings.answer_timeout.total_seconds()):
                found = await ask([TopicPartition(topic, p) for p in partitions])
        return {tp.partition: int(offset) for tp, offset in found.items()}

    async def stop(self) -> None:
        """Disconnect; never fails, never hangs."""
        await _stop_consumer(self._made, self._settings)


async def _stop_consumer(made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
    seconds = settings.stop_timeout.total_seconds()
    if await within(seconds, made.stop()):
        return
    # stop() hangs without a broker, before it has ended its other parts: end them here.
    fetcher = made._fetcher  # noqa: SLF001 - the library has no other way to end it
    if fetcher is not None:
        await within(seconds, fetcher.close())
    await within(seconds, made._client.close())  # noqa: SLF001


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library is untyped
    """Passes assignments on; the member itself never reads, so every partition is paused at once."""

    def __init__(
        self, made: AIOKafkaConsumer, assigned: Callable[[frozenset[int]], None], revoked: Callable[[], Awaitable[None]]
    ) -> None:
        self._made = made
        self._assigned = assigned
        self._revoked = revoked

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batches in hand be finished."""
        if revoked:
            await self._revoked()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Start and end tasks."""
        self._made.pause(*assigned)
        self._assigned(frozenset(tp.partition for tp in assigned))


class Membership:
    """A place in a consumer group: it learns of partitions, and leaves the reading to others."""

    def __init__(self, made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(
        self, topic: str, assigned: Callable[[frozenset[int]], None], revoked: Callable[[], Awaitable[None]]
    ) -> None:
        """Join, and wait for the first assignment."""
        self._made.subscribe([topic], listener=_Listener(self._made, assigned, revoked))
        with translated(f"joining the group that reads {topic}"), connecting():
            await self._made.start()

    async def poll(self, seconds: float) -> None:
        """Show that this process is alive, and learn of failures; takes ``seconds``.

        Raises:
            LogError: The membership has failed.
        """
        with translated("keeping the place in the group"):
            await self._made.getmany(timeout_ms=int(seconds * 1000))

    async def stop(self) -> None:
        """Leave the group; never fails, never hangs."""
        await _stop_consumer(self._made, self._settings)
