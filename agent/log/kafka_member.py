"""This process in a consumer group: which partitions it has, and a task for each.

The group decides who should own a partition; fencing (:mod:`agent.log.kafka_task`) decides who does. So a task that
stays with this process through a rebalance goes on as it is, and one that was fenced is offered anew when the group
still gives the partition to us after a pause: long enough for a process that woke up late and took the partition from
us to learn that it is no longer a member.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from agent.log.api import LogError, Unavailable
from agent.log.kafka_client import KafkaClient
from agent.log.kafka_reader import Membership
from agent.log.kafka_task import KafkaTask

logger = logging.getLogger("rasid.kafka")

POLL_SECONDS = 0.2
REJOIN_SECONDS = 1.0
HEARTBEATS_BEFORE_NEW_OFFER = 2

MakeTask = Callable[[int, asyncio.Event, Callable[[KafkaTask], None]], KafkaTask]


class KafkaMember:
    """A place in a consumer group, and the tasks that come with it."""

    def __init__(self, client: KafkaClient, group: str, topic: str, make_task: MakeTask) -> None:
        """Prepare.

        Args:
            client: Makes memberships.
            group: The group's name on the cluster.
            topic: What it reads.
            make_task: Makes the task for a partition.
        """
        self._client = client
        self._group = group
        self._topic = topic
        self._make_task = make_task
        self._offers: asyncio.Queue[KafkaTask | LogError] = asyncio.Queue()
        self._tasks: dict[int, KafkaTask] = {}
        self._settled = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._giving_back: set[asyncio.Task[None]] = set()
        self._pausing: set[asyncio.Task[None]] = set()
        self._closing = False
        self._first: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def joined(self) -> int:
        """Wait for the first assignment; return how many partitions it has, 0 for a standby."""
        return await asyncio.shield(self._first)

    async def next_task(self) -> KafkaTask:
        """Wait until a partition is assigned, and return its task.

        Raises:
            LogError: The group cannot be joined, and trying again cannot help.
        """
        while True:
            offer = await self._offers.get()
            if isinstance(offer, LogError):
                raise offer
            if not offer.revoked and not offer.lost:
                return offer

    def open(self) -> None:
        """Begin to join, in the background."""
        self._keeper = asyncio.create_task(self._keep(), name=f"member of {self._group}")

    async def close(self) -> None:
        """Close the tasks, then leave the group. Ends within bounds when the cluster is gone."""
        self._closing = True
        self._first.cancel()
        # The library does not say "revoked" when it stops: the tasks are ended first, by us.
        await asyncio.gather(*(task.close() for task in self._tasks.values()))
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        for pause in self._pausing:
            pause.cancel()
        # What a rebalance has just taken away is given back whole: a producer that is dropped halfway stays connected.
        await asyncio.gather(*self._giving_back, *self._pausing, return_exceptions=True)

    async def _keep(self) -> None:
        """Stay a member, whatever comes; report what trying again cannot help."""
        while True:
            membership = self._client.membership(self._group)
            try:
                await self._belong(membership)
            except Unavailable as error:
                logger.warning("group left, joining again", extra={"group": self._group, "why": str(error)})
            except LogError as error:
                self._offers.put_nowait(error)
                return
            finally:
                await membership.stop()
            await asyncio.sleep(REJOIN_SECONDS)

    async def _belong(self, membership: Membership) -> None:
        await membership.start(self._topic, self._assigned, self._revoked)
        while True:
            # Polling shows that this process is alive. It is never cancelled: that would spoil the library's watchdog
            # for the rest of the membership's life.
            polling = asyncio.create_task(membership.poll(POLL_SECONDS))
            try:
                await asyncio.shield(polling)
            finally:
                if not polling.done():
                    await asyncio.wait({polling})

    def _assigned(self, partitions: frozenset[int]) -> None:
        for partition, task in list(self._tasks.items()):
            if partition not in partitions or task.lost:
                self._dismiss(partition)
        for partition in sorted(partitions - self._tasks.keys()):
            self._offer(partition)
        self._settled.set()
        if not self._first.done():
            self._first.set_result(len(partitions))
        logger.info("partitions assigned", extra={
            "group": self._group, "topic": self._topic, "partitions": ",".join(map(str, sorted(partitions))) or "none",
        })

    async def _revoked(self) -> None:
        """Let the tasks finish what they have in hand, within the budget; the next assignment says who stays."""
        self._settled.clear()
        waits = [asyncio.create_task(task.idle.wait()) for task in self._tasks.values() if not task.lost]
        if waits:
            _, late = await asyncio.wait(waits, timeout=self._client.settings.revoke_budget.total_seconds())
            for wait in late:
                wait.cancel()

    def _offer(self, partition: int) -> None:
        if self._closing:
            return
        task = self._make_task(partition, self._settled, self._fenced)
        self._tasks[partition] = task
        self._offers.put_nowait(task)

    def _dismiss(self, partition: int) -> None:
        task = self._tasks.pop(partition)
        task.revoked = True
        _remember(asyncio.create_task(task.close()), self._giving_back)

    def _fenced(self, task: KafkaTask) -> None:
        logger.warning("partition taken by another process", extra={"task": str(task.id)})
        _remember(asyncio.create_task(self._offer_again(task)), self._pausing)

    async def _offer_again(self, task: KafkaTask) -> None:
        await asyncio.sleep(self._client.settings.heartbeat.total_seconds() * HEARTBEATS_BEFORE_NEW_OFFER)
        partition = task.id.partition
        if self._tasks.get(partition) is task and self._settled.is_set():
            self._dismiss(partition)
            self._offer(partition)


def _remember(errand: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
    """Keep ``errand`` until it is done."""
    among.add(errand)
    errand.add_done_callback(among.discard)
