"""One partition of a stage's input on Kafka: owned by a transactional producer, read by a reader of its own.

Owning (:meth:`KafkaTask._own`), in this order, because each step relies on the one before:

1. start the producer with the partition's transactional id: that fences the previous owner and settles its open
   transaction;
2. only then read where the group stands: nobody else can move it any more;
3. with the next fetch, seek the reader there.

Committing (:meth:`KafkaTask.commit`), the offset last:

1. refuse what can never be written (no such topic, too large), before anything is begun;
2. begin;
3. send outputs, dead letters and state changes, and keep every future;
4. wait for every future: one that failed fails the batch, and the producer is thrown away;
5. add the offset, with a mark that no other commit has;
6. commit, within less than a request's timeout.

When step 6 fails its outcome is in doubt. The producer is thrown away and the partition owned anew, which settles the
transaction; then the group stands either where this commit would have put it (offset and mark), so it happened, or
where it stood before, so it did not, or somewhere else, so another owner has been here in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from agent.log.api import Fenced, LogError, Output, Record, TaskId, Unavailable
from agent.log.kafka_client import KafkaClient
from agent.log.kafka_producer import Producer, Stand
from agent.log.kafka_reader import SILENCE_SECONDS, OutOfRange, Reader
from agent.log.kafka_topology import Topology

logger = logging.getLogger("rasid.kafka")

RESTORE_CHUNK = 5_000
POLL_SECONDS = 0.25
"""A waiting fetch looks up so often, to see whether the partition is being taken away."""
SETTLE_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """The names under which a task is known to the cluster."""

    id: TaskId
    group: str
    transactional_id: str
    changelog: str | None


class KafkaTask:
    """One partition, owned by this process until it is revoked or fenced."""

    def __init__(
        self,
        client: KafkaClient,
        topology: Topology,
        place: Place,
        *,
        settled: asyncio.Event,
        lost: Callable[[KafkaTask], None],
    ) -> None:
        """Prepare; nothing is owned before the first call.

        Args:
            client: Makes producers and readers.
            topology: Knows how many partitions a topic has.
            place: The task's names.
            settled: Clear while the group is being rearranged: no new batches then.
            lost: Called when the task finds that it has been fenced.
        """
        self.revoked = False
        self.lost = False
        """Another process has fenced this task; it can do nothing any more."""
        self.idle = asyncio.Event()
        """Clear while a batch was fetched and not committed yet."""
        self.idle.set()
        self._client = client
        self._topology = topology
        self._place = place
        self._settled = settled
        self._on_lost = lost
        self._lock = asyncio.Lock()
        self._producer: Producer | None = None
        self._reader: Reader | None = None
        self._stand: Stand | None = None
        self._end = 0
        self._rewind = True
        """The next fetch goes to where the group stands."""
        self._fetched: tuple[int, int] | None = None
        """Behind the last record fetched: its offset + 1, and the same past the markers of transactions."""
        self._mark = uuid.uuid4().hex
        self._commits = 0

    @property
    def id(self) -> TaskId:
        """Which group, topic and partition."""
        return self._place.id

    # ------------------------------------------------------------------ reading

    async def restore(self) -> AsyncIterator[Sequence[Record]]:
        """Yield the changelog's partition in pieces, oldest first."""
        async with self._operation():
            if self._producer is None:
                self._stand = None  # the caller starts afresh, so whatever others have done since is fine
            else:
                await self._discard()  # readers may not see its last commit yet; owning anew waits until they do
            self._rewind = True
            stand = await self._own()
        if self._place.changelog is None:
            return
        topic, partition = self._place.changelog, self.id.partition
        reader = await self._client.started(self._client.reader())
        try:
            begin = (await reader.beginnings(topic, [partition]))[partition]
            end = (await reader.ends(topic, [partition]))[partition]
            if end == 0 and (stand.offset or 0) > 0:
                logger.error(
                    "the state is gone: its topic is empty although records were processed; was it deleted?",
                    extra={"task": str(self.id), "topic": topic, "processed_up_to": stand.offset},
                )
            expired = stand.offset is None and topic != self.id.topic
            reader.go_to(topic, {partition: begin})
            async for found in read_to_end(reader, topic, {partition: end}, self._patience):
                # What is behind the end was written by one who has taken the partition over since.
                if not (records := [record for record in found if record.offset < end]):
                    continue
                if expired:  # told by records: what a transaction that was aborted has left takes up offsets too
                    logger.error(
                        "the group's offset is gone although there is state (offsets.retention.minutes?): "
                        "reading the topic from its beginning",
                        extra={"task": str(self.id)},
                    )
                    expired = False
                yield records
        finally:
            await reader.stop()

    async def fetch(self, limit: int, wait: float) -> Sequence[Record]:
        """Return up to ``limit`` records behind the last ones fetched, at the latest after ``wait`` seconds.

        Records that are known to be there are waited for beyond ``wait``.
        """
        clock = asyncio.get_running_loop().time
        deadline = clock() + wait
        async with self._operation():
            stand = await self._own()
            try:
                return await self._fetch(stand, limit, deadline)
            except Unavailable:
                await self._discard_reader()
                raise

    async def _fetch(self, stand: Stand, limit: int, deadline: float) -> Sequence[Record]:
        clock = asyncio.get_running_loop().time
        if self._rewind or self._reader is None:
            await self._seek(stand)
        assert self._reader is not None
        began = clock()
        while not self.revoked:
            if not self._settled.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(0.0, min(POLL_SECONDS, deadline - clock()))):
                        await self._settled.wait()
                if not self._settled.is_set():
                    if clock() >= deadline:
                        return []
                    continue
            position = await self._reader.position(self.id.topic, self.id.partition)
            until = began + self._patience if position < self._end else deadline
            records = await self._poll(limit, max(0.0, min(POLL_SECONDS, until - clock())))
            if records:
                self.idle.clear()
                after = await self._reader.position(self.id.topic, self.id.partition)
                self._fetched = (records[-1].offset + 1, after)
                return records
            position = await self._reader.position(self.id.topic, self.id.partition)
            over = clock() >= (began + self._patience if position < self._end else deadline)
            silent = self._reader.silent_for(self.id.topic, self.id.partition)
            if silent > SILENCE_SECONDS and (over or clock() - began > SILENCE_SECONDS):
                raise Unavailable(f"reading {self.id}: no broker has answered for {silent:.0f} s")
            if over:
                await self._pass_markers(position)
                return []
        return []

    async def _pass_markers(self, position: int) -> None:
        """Move the group behind the markers that were all that followed its last batch, so that its lag reaches zero.

        Seldom needed: a commit does so itself unless its batch was full.
        """
        if self.idle.is_set() and self._stand is not None and (self._stand.offset or 0) < position:
            await self._commit([], position)

    async def _poll(self, limit: int, seconds: float) -> Sequence[Record]:
        assert self._reader is not None
        try:
            return await self._reader.poll(limit, seconds)
        except OutOfRange:
            self._reader.seek(self.id.topic, self.id.partition, await self._nearest())
            return []

    async def _nearest(self) -> int:
        """Return where to go on when the position is not on the log any more, and say what that costs."""
        assert self._reader is not None
        topic, partition = self.id.topic, self.id.partition
        position = await self._reader.position(topic, partition)
        begin = (await self._reader.beginnings(topic, [partition]))[partition]
        if position < begin:
            logger.error(
                "records were dropped by the topic's retention before they were read; going on behind them",
                extra={"task": str(self.id), "lost": begin - position, "from": position, "to": begin},
            )
        else:
            logger.error(
                "the topic ends before the group's offset: it was made anew; reading it from its beginning",
                extra={"task": str(self.id), "offset": position, "begin": begin},
            )
        return begin

    # ------------------------------------------------------------------ owning

    async def _own(self) -> Stand:
        """Own the partition, if this task does not yet; return where the group stands.

        Raises:
            Fenced: Another owner has committed since this task last did.
            Unavailable: The cluster does not answer.
        """
        if self._producer is not None:
            assert self._stand is not None
            return self._stand
        producer = await self._client.started(self._client.producer(self._place.transactional_id))
        try:
            stand = await self._topology.stand(self._place.group, self.id.topic, self.id.partition)
            self._check_stand(stand)
        except BaseException:
            await producer.discard()
            raise
        self._producer, self._stand = producer, stand
        return stand

    def _check_stand(self, stand: Stand) -> None:
        """Raise Fenced when the group has moved since this task last moved it: its state is not ours any more."""
        if self._stand not in {None, stand}:
            raise Fenced(f"{self.id}: another process has committed in between")

    async def _seek(self, stand: Stand) -> None:
        """Make the next fetch start where the group stands."""
        topic, partition = self.id.topic, self.id.partition
        if self._reader is None:
            self._reader = await self._client.started(self._client.reader())
            self._reader.go_to(topic, {partition: stand.offset or 0})
        self._end = (await self._reader.ends(topic, [partition]))[partition]
        start = stand.offset
        if start is None:
            start = (await self._reader.beginnings(topic, [partition]))[partition]
        self._reader.seek(topic, partition, start)
        self._rewind, self._fetched = False, None

    async def _discard_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.stop()

    async def _discard(self, *, abort: bool = False) -> None:
        """Throw the producer away; the next call owns the partition anew and starts at the committed offset."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.discard(abort=abort)

    # ------------------------------------------------------------------ committing

    async def commit(self, outputs: Sequence[Output], next_offset: int | None) -> None:
        """Write ``outputs`` and set the group's offset, all or nothing. The order is at the head of this module."""
        async with self._operation():
            try:
                await self._commit(outputs, next_offset)
            finally:
                self.idle.set()

    async def _commit(self, outputs: Sequence[Output], next_offset: int | None) -> None:
        self._rewind = True  # until it is known to have happened
        routed = await self._topology.route(outputs)
        stand = await self._own()
        assert self._producer is not None
        attempted = Stand(self._behind(next_offset, stand), self._next_mark())
        try:
            await self._write(self._producer, routed, attempted)
        except BaseException:
            await self._discard(abort=True)
            self._topology.forget()  # perhaps a topic has gone
            raise
        await self._end_transaction(attempted)
        self._stand, self._rewind = attempted, False

    async def _write(self, producer: Producer, routed: Sequence[tuple[Output, int]], attempted: Stand) -> None:
        """Do everything of a transaction but its end."""
        await producer.begin()
        await producer.arrived(await producer.send(routed))
        await producer.add_stand(self._place.group, self.id.topic, self.id.partition, attempted)

    async def _end_transaction(self, attempted: Stand) -> None:
        """Commit the open transaction; on doubt find out whether it happened.

        Raises:
            Unavailable: It did not happen.
            Fenced: Another owner is or was here, or the outcome could not be found out in time.
        """
        if self._producer is None:
            raise Fenced(f"{self.id}: given back while committing")
        try:
            await self._producer.commit()
        except Fenced:
            await self._discard()
            raise
        except LogError as doubt:
            await self._discard()
            if not await self._happened(attempted):
                raise Unavailable(f"{self.id}: not committed ({doubt})") from doubt
            logger.info("a commit in doubt has happened", extra={"task": str(self.id), "why": str(doubt)})
        except BaseException:
            await self._discard()
            raise

    async def _happened(self, attempted: Stand) -> bool:
        """Own the partition anew and return whether the group stands at ``attempted``."""
        before = self._stand
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._patience
        while not self.revoked:
            self._stand = None  # any stand is fine to own; it is judged here
            try:
                stand = await self._own()
            except Unavailable as error:
                self._stand = before
                if clock() >= deadline:
                    raise Fenced(
                        f"{self.id}: whether the last commit happened cannot be found out ({error}); "
                        "starting again from the log"
                    ) from error
                await asyncio.sleep(SETTLE_PAUSE_SECONDS)
                continue
            if stand == attempted:
                return True
            if stand == before or (before is not None and before.offset is None and stand.offset is None):
                return False
            await self._discard()
            raise Fenced(f"{self.id}: another process has committed in between")
        raise Fenced(f"{self.id}: revoked while its last commit was in doubt")

    def _behind(self, next_offset: int | None, stand: Stand) -> int:
        """Return the offset to commit: behind the markers that follow the batch, so that the lag can reach zero."""
        if next_offset is None:
            return stand.offset or 0
        if self._fetched is not None and self._fetched[0] == next_offset:
            return self._fetched[1]
        return next_offset

    def _next_mark(self) -> str:
        self._commits += 1
        return f"{self._mark}:{self._commits}"

    # ------------------------------------------------------------------ leaving

    async def close(self) -> None:
        """Give the partition back: the commit under way is finished first, within the budget."""
        self.revoked = True
        seconds = self._client.settings.revoke_budget.total_seconds()
        acquired = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                acquired = await self._lock.acquire()
        try:
            await asyncio.gather(self._discard(), self._discard_reader())
        finally:
            if acquired:
                self._lock.release()
            self.idle.set()

    @contextlib.asynccontextmanager
    async def _operation(self) -> AsyncIterator[None]:
        """One call at a time, by an owner; a call that finds the task fenced says so to the member."""
        self._check()
        async with self._lock:
            self._check()
            try:
                yield
            except Fenced:
                if not self.revoked and not self.lost:
                    self.lost = True
                    self._on_lost(self)
                raise

    def _check(self) -> None:
        if self.revoked or self.lost:
            raise Fenced(f"{self.id} has another owner")

    @property
    def _patience(self) -> float:
        return self._client.settings.request_timeout.total_seconds()


async def read_to_end(
    reader: Reader, topic: str, ends: dict[int, int], patience: float
) -> AsyncIterator[Sequence[Record]]:
    """Yield what ``reader`` finds until it has passed ``ends``.

    Positions are compared, not records counted: markers of transactions take up offsets too. What was committed since
    ``ends`` were asked for may come along. It is yielded too, because the reader is behind it then.

    Args:
        reader: Assigned to the partitions of ``ends``, and at its starting positions.
        topic: The topic.
        ends: Partition -> the offset up to which to read at least.
        patience: Seconds without progress after which the cluster counts as unavailable.

    Raises:
        Unavailable: Nothing has come for ``patience`` seconds although there is more.
    """
    clock = asyncio.get_running_loop().time
    last = clock()
    positions = {partition: await reader.position(topic, partition) for partition in ends}
    while any(positions[partition] < end for partition, end in ends.items()):
        try:
            records = await reader.poll(RESTORE_CHUNK, POLL_SECONDS)
        except OutOfRange:
            # Retention or compaction has passed us while we read.
            for partition, begin in (await reader.beginnings(topic, ends)).items():
                reader.seek(topic, partition, max(begin, positions[partition]))
            records = []
        if records:
            yield records
        now = {partition: await reader.position(topic, partition) for partition in ends}
        if now != positions:
            positions, last = now, clock()
        elif clock() - last > patience:
            raise Unavailable(f"reading {topic}: nothing has come for {patience:.0f} s although there is more")
