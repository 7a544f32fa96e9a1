"""The embedded log: topics, groups and state of one machine in one SQLite file.

Write-ahead logging, one transaction a batch. One daemon at a time owns the file (an advisory lock beside it); short
commands (`alerts tail`, `deadletter`) read and append beside the daemon, which SQLite arbitrates.

All of SQLite runs on one worker thread, so that the event loop never waits for a disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from agent.log import sqlite_store as store
from agent.log.api import (
    Fenced,
    Lag,
    LogError,
    Output,
    Record,
    Start,
    Subscription,
    TaskId,
    TopicSpec,
)
from agent.log.ownership import Ownership

T = TypeVar("T")

RESTORE_CHUNK = 2_000
FOREIGN_WRITES_SECONDS = 0.5
"""How often a waiting reader looks for what another process appended; writes of this process wake it at once."""


class SqliteLog:
    """A log in one file. Open it with :meth:`open`."""

    def __init__(self, store_: store.Store, worker: ThreadPoolExecutor, ownership: Ownership | None) -> None:
        self._store = store_
        self._worker = worker
        self._ownership = ownership
        self._written = asyncio.Condition()
        self._writes = 0
        self._owners: dict[TaskId, SqliteTask] = {}
        self._closed = False

    @classmethod
    async def open(
        cls,
        path: Path | str,
        *,
        own: bool = True,
        synchronous: str = "normal",
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        max_pages: int | None = None,
    ) -> SqliteLog:
        """Open the log at ``path`` (``:memory:`` for a passing one), creating it if it is new.

        Args:
            path: The file; its folder must exist.
            own: Claim the file as the one daemon that consumes from it. False for short commands.
            synchronous: SQLite's durability, ``normal`` or ``full``: what was committed survives a killed process
                either way, a power cut only with ``full``.
            now_ms: The clock that stamps records, milliseconds since 1970.
            max_pages: Bound of the file's size in pages of 4 KiB, for testing a full disk.

        Raises:
            LogInUse: Another daemon owns the file.
            LogTooNew: A newer Rasid wrote it.
            NotALog: It is another kind of file, or damaged.
            Unavailable: It cannot be opened or written (no such folder, no permission).
        """
        ownership = Ownership.claim(Path(path)) if own and str(path) != ":memory:" else None
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rasid-log")
        loop = asyncio.get_running_loop()
        try:
            opened = await loop.run_in_executor(
                worker, lambda: store.Store(str(path), synchronous=synchronous, now_ms=now_ms, max_pages=max_pages)
            )
        except BaseException:
            worker.shutdown(wait=False)
            if ownership is not None:
                ownership.release()
            raise
        return cls(opened, worker, ownership)

    async def ensure_topics(self, specs: Sequence[TopicSpec]) -> None:
        """Create the topics that are missing. Existing ones keep their partitions."""
        await self._run(lambda: self._store.ensure_topics(specs))

    @asynccontextmanager
    async def join(self, subscription: Subscription) -> AsyncIterator[SqliteMember]:
        """Join a consumer group for the time of the context: every partition is assigned to this process."""
        partitions = await self._run(lambda: self._store.partitions(subscription.topic))
        tasks = [SqliteTask(self, TaskId(subscription.group, subscription.topic, p), subscription.changelog)
                 for p in range(partitions)]
        for task in tasks:
            previous = self._owners.get(task.id)
            if previous is not None:
                previous.revoked = True
            self._owners[task.id] = task
        try:
            yield SqliteMember(tasks)
        finally:
            for task in tasks:
                await task.close()

    async def append(self, outputs: Sequence[Output]) -> None:
        """Write records outside any task, all or nothing."""
        await self._run(lambda: self._store.commit(outputs, None, None))
        await self._wake()

    async def read(self, topic: str, *, start: Start = Start.EARLIEST, follow: bool = False) -> AsyncIterator[Record]:
        """Yield the records of every partition of ``topic``; with ``follow`` wait for more instead of ending."""
        ends = await self._run(lambda: self._store.ends(topic))
        position = list(ends) if start is Start.LATEST else [0] * len(ends)
        while True:
            seen = self._writes
            found = False
            for partition in range(len(position)):
                for record in await self._records(topic, partition, position[partition]):
                    found = True
                    position[partition] = record.offset + 1
                    yield record
            if found:
                continue
            if not follow:
                return
            await self._wait(seen, FOREIGN_WRITES_SECONDS)

    async def lag(self, group: str, topic: str) -> Sequence[Lag]:
        """Return how far ``group`` is from the end of each partition of ``topic``."""
        return await self._run(lambda: self._store.lag(group, topic))

    async def sweep(self) -> int:
        """Drop what is past its retention and consumed by every group; return how many records went."""
        return await self._run(self._store.sweep)

    async def close(self) -> None:
        """Let go of the file; what is committed stays."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._worker, self._store.close)
        self._worker.shutdown(wait=True)
        if self._ownership is not None:
            self._ownership.release()
        await self._wake()

    async def _chunks(self, topic: str, partition: int) -> AsyncIterator[Sequence[Record]]:
        records = await self._records(topic, partition, 0)
        while records:
            yield records
            records = await self._records(topic, partition, records[-1].offset + 1)

    async def _records(self, topic: str, partition: int, position: int) -> Sequence[Record]:
        return await self._run(lambda: self._store.records(topic, partition, position, RESTORE_CHUNK))

    async def _run(self, call: Callable[[], T]) -> T:
        if self._closed:
            raise LogError("the log is closed")
        return await asyncio.get_running_loop().run_in_executor(self._worker, call)

    async def _wake(self) -> None:
        async with self._written:
            self._writes += 1
            self._written.notify_all()

    async def _wait(self, seen: int, seconds: float) -> None:
        """Wait until this process has written since it was at ``seen`` writes, or ``seconds`` are over."""
        async with self._written:
            # Not asyncio.wait_for: it waits in a task of its own, which a reader cancelled twice leaves behind with
            # the condition's lock, and every other reader then waits for ever.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._written.wait_for(lambda: self._writes != seen)


class SqliteMember:
    """This process in a consumer group of the embedded log: it gets every partition at once."""

    def __init__(self, tasks: Sequence[SqliteTask]) -> None:
        self._waiting = list(tasks)
        self._assigned = len(tasks)

    async def joined(self) -> int:
        """Return how many partitions there are: this process has them all."""
        return self._assigned

    async def next_task(self) -> SqliteTask:
        """Return the next assigned task; waits for ever once all are given out."""
        if self._waiting:
            return self._waiting.pop(0)
        await asyncio.get_running_loop().create_future()
        raise AssertionError("unreachable")


class SqliteTask:
    """One partition of a stage's input on the embedded log."""

    def __init__(self, log: SqliteLog, task_id: TaskId, changelog: str | None) -> None:
        self.id = task_id
        self.revoked = False
        self._log = log
        self._changelog = changelog
        self._position: int | None = None

    async def restore(self) -> AsyncIterator[Sequence[Record]]:
        """Yield the changelog's partition in pieces, oldest first."""
        if self._changelog is None:
            return
        async for records in self._log._chunks(self._changelog, self.id.partition):  # noqa: SLF001 - the log's own task
            yield records

    async def fetch(self, limit: int, wait: float) -> Sequence[Record]:
        """Return up to ``limit`` records behind the last ones fetched, at the latest after ``wait`` seconds."""
        self._check()
        seen = self._log._writes  # noqa: SLF001
        records = await self._log._run(lambda: self._read(limit))  # noqa: SLF001
        if not records and wait > 0:
            await self._log._wait(seen, wait)  # noqa: SLF001
            records = await self._log._run(lambda: self._read(limit))  # noqa: SLF001
        return records

    def _read(self, limit: int) -> Sequence[Record]:
        if self._position is None:
            self._position = self._log._store.committed(self.id) or 0  # noqa: SLF001
        records = self._log._store.records(self.id.topic, self.id.partition, self._position, limit)  # noqa: SLF001
        if records:
            self._position = records[-1].offset + 1
        return records

    async def commit(self, outputs: Sequence[Output], next_offset: int | None) -> None:
        """Write ``outputs`` and set the group's offset, in one transaction."""
        self._check()
        try:
            await self._log._run(lambda: self._log._store.commit(outputs, self.id, next_offset))  # noqa: SLF001
        except LogError:
            self._position = None
            raise
        await self._log._wake()  # noqa: SLF001

    async def close(self) -> None:
        """Give the partition back."""
        self.revoked = True
        owners = self._log._owners  # noqa: SLF001
        if owners.get(self.id) is self:
            del owners[self.id]

    def _check(self) -> None:
        if self.revoked:
            raise Fenced(f"{self.id} has another owner")

