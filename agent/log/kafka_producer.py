"""Producers, and where a group stands: a producer moves it inside its transaction."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from agent.log.api import Output, Unavailable, UnknownTopic
from agent.log.kafka_failures import translated
from agent.log.kafka_library import AIOKafkaProducer, OffsetAndMetadata, TopicPartition, connecting, within
from agent.log.kafka_settings import KafkaSettings

START_SHARE = 0.5
"""Share of the time for an answer that starting a producer may take: a task that cannot is to come round again soon."""

Delivery = asyncio.Future[Any]

_throwing: set[asyncio.Task[None]] = set()
"""Kept until they are done: a loop alone does not keep its tasks."""


class Stand(NamedTuple):
    """Where a group stands on a partition: its committed offset, and the mark that the commit left beside it."""

    offset: int | None
    mark: str


def _quietly(delivery: Delivery) -> None:
    """Take note of a future's failure, so that a discarded producer leaves no complaint behind."""
    if delivery.done() and not delivery.cancelled():
        delivery.exception()


def _added(batch: Any, output: Output) -> bool:
    """Put ``output`` into ``batch``; return whether it fitted."""
    added = batch.append(
        timestamp=output.timestamp, key=output.key, value=output.value, headers=list(output.headers)
    )
    return added is not None


class Producer:
    """A producer. With a transactional id, starting it fences its predecessor and settles that one's transaction."""

    def __init__(self, made: AIOKafkaProducer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(self) -> None:
        """Connect; with a transactional id take over its epoch."""
        seconds = self._settings.answer_timeout.total_seconds() * START_SHARE
        with translated("starting a producer"), connecting():
            async with asyncio.timeout(seconds):
                await self._made.start()

    async def begin(self) -> None:
        """Begin a transaction."""
        with translated("beginning a transaction"):
            async with asyncio.timeout(self._settings.answer_timeout.total_seconds()):
                await self._made.begin_transaction()

    async def send(self, routed: Sequence[tuple[Output, int]]) -> list[Delivery]:
        """Hand records over with their partitions; the futures that come back say whether they arrived: await them.

        Records are packed into batches here: a future for each batch instead of each record is twice as fast.
        """
        by_partition: dict[tuple[str, int], list[Output]] = {}
        for output, partition in routed:
            by_partition.setdefault((output.topic, partition), []).append(output)
        deliveries: list[Delivery] = []
        for (topic, partition), outputs in by_partition.items():
            batch = self._made.create_batch()
            for output in outputs:
                if not _added(batch, output):
                    deliveries.append(await self._hand_over(batch, topic, partition))
                    batch = self._made.create_batch()
                    _added(batch, output)  # the first record of a batch always fits
            deliveries.append(await self._hand_over(batch, topic, partition))
        return deliveries

    async def _hand_over(self, batch: Any, topic: str, partition: int) -> Delivery:
        batch.close()
        try:
            with translated(f"writing to {topic}"):
                delivery: Delivery = await self._made.send_batch(batch, topic, partition=partition)
        except UnknownTopic as error:
            # Whoever sends has seen the topic: so it was deleted, or a broker that is going away does not know it.
            raise Unavailable(str(error)) from error
        delivery.add_done_callback(_quietly)
        return delivery

    async def arrived(self, deliveries: Iterable[Delivery]) -> None:
        """Wait until every record has arrived.

        Raises:
            LogError: One has not, or the transaction has failed.
        """
        # Never cancelled, when it is given up either: the library would have nobody left to tell of a failure.
        arriving = asyncio.gather(*deliveries)
        arriving.add_done_callback(_quietly)
        ending = self._ending()
        with translated("writing records"):
            await asyncio.wait(
                {arriving} if ending is None else {arriving, ending}, return_when=asyncio.FIRST_COMPLETED,
                timeout=self._settings.request_timeout.total_seconds(),
            )
            # When a topic may not be written the library fails the transaction, and the records wait for ever.
            if ending is not None and ending.done() and not arriving.done():
                ending.result()
            if not arriving.done():
                raise TimeoutError
            arriving.result()

    def _ending(self) -> Delivery | None:
        """Return what the library resolves with the end of the transaction, or None without one."""
        manager = self._made._txn_manager  # noqa: SLF001 - the library shows it nowhere else
        if manager is None or not manager.transactional_id:
            return None
        ending: Delivery | None = manager.wait_for_transaction_end()  # None before the first transaction
        if ending is not None:
            ending.add_done_callback(_quietly)  # whoever waits for the records is told of the failure by them
        return ending

    async def add_stand(self, group: str, topic: str, partition: int, stand: Stand) -> None:
        """Make the group's offset and mark part of the transaction."""
        offsets = {TopicPartition(topic, partition): OffsetAndMetadata(stand.offset or 0, stand.mark)}
        with translated(f"writing the offset of group {group}"):
            async with asyncio.timeout(self._settings.answer_timeout.total_seconds()):
                await self._made.send_offsets_to_transaction(offsets, group)

    async def commit(self) -> None:
        """Commit the transaction.

        Raises:
            LogError: Its outcome is in doubt; the producer must be discarded.
        """
        with translated("committing"):
            async with asyncio.timeout(self._settings.commit_timeout.total_seconds()):
                await self._made.commit_transaction()

    async def send_whole(self, outputs: Sequence[Output], partition: int) -> bool:
        """Write ``outputs`` to one partition as one batch, which is all or nothing; False when they do not fit."""
        batch = self._made.create_batch()
        if not all(_added(batch, output) for output in outputs):
            return False
        await self.arrived([await self._hand_over(batch, outputs[0].topic, partition)])
        return True

    async def stop(self) -> None:
        """Throw the producer away. Never fails, never hangs."""
        await self.discard()

    async def discard(self, *, abort: bool = False) -> None:
        """Throw the producer away, first trying one short abort if asked to. Never fails, never hangs.

        Whoever is cancelled meanwhile goes; the producer is thrown away whole all the same.
        """
        throwing = asyncio.create_task(self._throw_away(abort=abort))
        _throwing.add(throwing)
        throwing.add_done_callback(_throwing.discard)
        await asyncio.shield(throwing)

    async def _throw_away(self, *, abort: bool) -> None:
        seconds = self._settings.stop_timeout.total_seconds()
        if abort:
            await within(seconds, self._made.abort_transaction())
        await self._end(seconds)
        for left in self._left_behind():
            _quietly(left)

    def _left_behind(self) -> Iterator[Delivery]:
        """Yield what the library may have told of a failure that nobody has asked about."""
        if (ending := self._ending()) is not None:
            yield ending
        accumulator = self._made._message_accumulator  # noqa: SLF001 - the library shows it nowhere else
        for batch in (*itertools.chain(*accumulator._batches.values()), *accumulator._pending_batches):  # noqa: SLF001
            yield batch._drain_waiter  # noqa: SLF001
            yield batch.future

    async def _end(self, seconds: float) -> None:
        if await within(seconds, self._made.stop()):
            return
        # stop() waits for what can no longer be delivered: end its sender, then close the sockets.
        sender = self._made._sender  # noqa: SLF001 - the library has no other way to end it
        await within(seconds, sender.close())
        await within(seconds, self._made.client.close())
