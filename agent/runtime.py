"""The runtime: drives one stage over the log, batch by batch, without losing or doubling anything.

Order of one batch (the offset last, everything in one commit of the log):

1. fetch up to ``batch_records`` records, or what has come after ``batch_seconds``;
2. decide each record against state plus overlay, outside any transaction; a record that raises becomes a dead
   letter and its own changes are undone;
3. commit outputs, dead letters, state changes and the input offset together;
4. only then apply the overlay to the state and count what was observed.

After a failed commit the overlay is discarded and the batch fetched again from the committed offset.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent.assignment import run_assigned
from agent.clock import Clock
from agent.codec import RecordError, decode, encode
from agent.deadletters import dead_letter
from agent.log.api import Fenced, Log, LogError, Output, Record, RecordTooLarge, Subscription, Task, Topics, Unavailable
from agent.metrics import Metrics
from agent.stage import Count, Decision, Emit, Stage
from agent.state import Tables
from agent.topics import CHANGELOG_OF, DEADLETTERS

logger = logging.getLogger("rasid.runtime")

BACKOFF_FIRST_SECONDS = 0.25
BACKOFF_MOST_SECONDS = 30.0
STANDBY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """How batches are cut."""

    batch_records: int = 500
    batch_seconds: float = 0.1
    """How long a fetch waits for the first record of a batch."""
    tick_seconds: float = 1.0
    offload: bool = True
    """Decide on a worker thread, so that health checks and polling go on beside a heavy batch."""


@dataclass(slots=True)
class _Batch:
    outputs: list[Output]
    counts: list[Count]
    dead: int = 0


class StageRunner:
    """Runs one stage for every partition that the log assigns to this process."""

    def __init__(
        self,
        stage: Stage[Any],
        log: Log,
        topics: Topics,
        clock: Clock,
        metrics: Metrics,
        settings: RuntimeSettings | None = None,
    ) -> None:
        self._stage = stage
        self._log = log
        self._topics = topics
        self._clock = clock
        self._metrics = metrics
        self._settings = settings or RuntimeSettings()
        self._stop = asyncio.Event()
        self._tasks = 0
        self.ready = asyncio.Event()
        """Set once a first partition is assigned and its state restored."""
        self.last_poll = clock.monotonic()
        """When the log was last asked for records; a quiet stage keeps asking."""
        self.processed = 0
        """Input records committed since the start."""

    @property
    def name(self) -> str:
        """The stage's name."""
        return self._stage.name

    def stop(self) -> None:
        """Ask for a graceful end: the batch at work is finished and committed first."""
        self._stop.set()

    async def run(
        self, until: Callable[[], bool] | None = None, timeout: float | None = None  # noqa: ASYNC109 - ends in good order, not by cancelling
    ) -> None:
        """Run until :meth:`stop`.

        Args:
            until: Also end when this returns true; asked after every fetch.
            timeout: Also end after so many seconds.

        Raises:
            LogError: The log failed in a way that trying again cannot help.
        """
        deadline = None if timeout is None else self._clock.monotonic() + timeout
        subscription = Subscription(
            self._stage.name, self._topics[self._stage.source], self._topics[CHANGELOG_OF[self._stage.name]]
        )
        async with asyncio.TaskGroup() as group:
            standing_by = group.create_task(self._stand_by())
            await run_assigned(
                self._log, subscription, self._run_task, lambda: self._watch(until, deadline), self._joined
            )
            standing_by.cancel()

    def _joined(self, partitions: int) -> None:
        """A standby is ready: it has nothing to restore."""
        if not partitions:
            self.ready.set()

    async def _stand_by(self) -> None:
        """Keep the time of the last poll fresh while this process has no partition to poll."""
        while True:
            if not self._tasks:
                self.last_poll = self._clock.monotonic()
            await asyncio.sleep(STANDBY_SECONDS)

    async def _watch(self, until: Callable[[], bool] | None, deadline: float | None) -> None:
        """Return when it is time to end; sets the stop event, which the tasks see."""
        if until is None and deadline is None:
            await self._stop.wait()
            return
        while not self._stop.is_set():
            if (until is not None and until()) or (deadline is not None and self._clock.monotonic() >= deadline):
                self._stop.set()
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.batch_seconds):
                    await self._stop.wait()

    async def _run_task(self, task: Task) -> None:
        self.last_poll = self._clock.monotonic()
        self._tasks += 1
        self._metrics.add("rebalances_total", stage=self.name)
        try:
            await self._keep_running(task)
        finally:
            self._tasks -= 1
            if task.revoked:
                self._metrics.add("rebalances_total", stage=self.name)

    async def _keep_running(self, task: Task) -> None:
        failures = 0
        while not self._stop.is_set() and not task.revoked:
            try:
                tables = await self._restore(task)
                failures = 0
                await self._loop(task, tables)
            except Fenced as error:
                logger.warning("task lost", extra={"task": str(task.id), "why": str(error)})
                return
            except Unavailable as error:
                failures += 1
                await self._back_off(task, failures, error)

    async def _restore(self, task: Task) -> Tables:
        tables = self._stage.tables()
        records = 0
        async for chunk in task.restore():
            self.last_poll = self._clock.monotonic()
            for record in chunk:
                tables.load(record.key, record.value)
                records += 1
            self._metrics.set("restored_rows", records, stage=self.name)
        self._metrics.set("restored_rows", records, stage=self.name)
        logger.info("state restored", extra={"task": str(task.id), "rows": records})
        self.ready.set()
        return tables

    async def _loop(self, task: Task, tables: Tables) -> None:
        failures = 0
        next_tick = self._clock.monotonic()
        while not self._stop.is_set() and not task.revoked:
            self.last_poll = self._clock.monotonic()
            try:
                if self.last_poll >= next_tick:
                    next_tick = self.last_poll + self._settings.tick_seconds
                    await self._tick(task, tables)
                records = await task.fetch(self._settings.batch_records, self._settings.batch_seconds)
                if records:
                    await self._process(task, tables, records)
                failures = 0
            except Unavailable as error:
                tables.discard()
                failures += 1
                await self._back_off(task, failures, error)

    async def _back_off(self, task: Task, failures: int, error: LogError) -> None:
        seconds = min(BACKOFF_FIRST_SECONDS * 2 ** (failures - 1), BACKOFF_MOST_SECONDS)
        level = logging.WARNING if failures == 1 else logging.INFO
        logger.log(
            level, "log unavailable, trying again",
            extra={"task": str(task.id), "why": str(error), "in_seconds": seconds},
        )
        self._metrics.add("transactions_total", result="aborted")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()

    async def _tick(self, task: Task, tables: Tables) -> None:
        decision = self._stage.tick(tables, self._clock.now())
        changes = tables.changes()
        if decision.outputs or changes:
            await self._commit(task, tables, self._outputs(decision.outputs), None)
        self._count(decision.counts)
        self._metrics.set("heartbeat_timestamp_seconds", self._clock.now().timestamp(), stage=self.name)

    async def _process(self, task: Task, tables: Tables, records: Sequence[Record]) -> None:
        started = self._clock.monotonic()
        if self._settings.offload:
            batch = await asyncio.to_thread(self._decide_all, tables, records)
        else:
            batch = self._decide_all(tables, records)
        try:
            await self._commit(task, tables, batch.outputs, records[-1].offset + 1)
        except RecordTooLarge as error:
            batch = await self._process_singly(task, tables, records, error)
        self.processed += len(records)
        self._count(batch.counts)
        self._metrics.add("records_total", len(records) - batch.dead, stage=self.name, outcome="processed")
        self._metrics.add("records_total", batch.dead, stage=self.name, outcome="dead_letter")
        self._metrics.observe("stage_duration_seconds", self._clock.monotonic() - started, stage=self.name)
        self._metrics.set("stage_last_record_timestamp_seconds", records[-1].timestamp / 1000, stage=self.name)

    async def _process_singly(
        self, task: Task, tables: Tables, records: Sequence[Record], cause: RecordTooLarge
    ) -> _Batch:
        """Commit the records of a refused batch one by one, so that only the one at fault becomes a dead letter."""
        tables.discard()
        logger.warning("batch refused, taking its records one by one", extra={"task": str(task.id), "why": str(cause)})
        whole = _Batch([], [])
        for record in records:
            batch = self._decide_all(tables, [record])
            try:
                await self._commit(task, tables, batch.outputs, record.offset + 1)
            except RecordTooLarge as error:
                tables.discard()
                batch = _Batch([], [])
                self._bury(record, error, batch)
                await self._commit(task, tables, batch.outputs, record.offset + 1)
            whole.counts.extend(batch.counts)
            whole.dead += batch.dead
        return whole

    def _decide_all(self, tables: Tables, records: Sequence[Record]) -> _Batch:
        batch = _Batch([], [])
        for record in records:
            mark = tables.mark()
            try:
                decision = self._decide(record, tables)
                outputs = self._outputs(decision.outputs)
            except Exception as error:  # noqa: BLE001 - whatever a record does to a stage, the next one goes on
                tables.undo(mark)
                self._bury(record, error, batch)
                continue
            batch.outputs.extend(outputs)
            batch.counts.extend(decision.counts)
        return batch

    def _decide(self, record: Record, tables: Tables) -> Decision:
        if record.value is None:
            raise RecordError("no value: a tombstone has no meaning on this topic")
        decoded = decode(record.value, self._stage.record_type)
        return self._stage.decide(decoded, tables, datetime.fromtimestamp(record.timestamp / 1000, UTC))

    def _bury(self, record: Record, error: BaseException, batch: _Batch) -> None:
        """Put ``record`` among the dead letters of ``batch``."""
        reason = type(error).__name__
        logger.warning(
            "record to the dead letters",
            extra={"stage": self.name, "offset": record.offset, "why": f"{reason}: {error}"[:300]},
            exc_info=None if isinstance(error, (RecordError, LogError)) else error,
        )
        batch.outputs.append(dead_letter(record, self.name, error, self._topics[DEADLETTERS]))
        batch.counts.append(Count("deadletter_records_total", {"stage": self.name, "reason": reason}))
        batch.dead += 1

    def _outputs(self, emits: Sequence[Emit]) -> list[Output]:
        return [
            Output(self._topics[emit.topic], emit.key.encode(), encode(emit.record), emit.headers) for emit in emits
        ]

    async def _commit(self, task: Task, tables: Tables, outputs: list[Output], next_offset: int | None) -> None:
        changelog = self._topics[CHANGELOG_OF[self.name]]
        changes = [Output(changelog, key, value, partition=task.id.partition) for key, value in tables.changes()]
        await task.commit([*outputs, *changes], next_offset)
        tables.apply()
        self._metrics.add("transactions_total", result="committed")

    def _count(self, counts: Sequence[Count]) -> None:
        for count in counts:
            self._metrics.record(count)
