"""What a log is to Rasid: topics, partitions, consumer groups, and one commit that is all or nothing.

Both logs (:mod:`agent.log.sqlite`, one file; :mod:`agent.log.kafka`, a cluster) keep these promises:

* A task owns one partition of its input for its consumer group; nobody else does at the same time. An owner that was
  replaced finds out at its next commit (:class:`Fenced`) and nothing that it wrote after being replaced is visible.
* :meth:`Task.commit` makes the outputs, state changes, dead letters and the input offset of one batch visible
  together, or none of them.
* A compacted topic keeps at least the last record of each key; a record without a value removes its key.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes], ...]


class LogError(Exception):
    """Something about the log failed. ``retriable`` says whether trying again can help."""

    retriable = False


class Unavailable(LogError):
    """The log cannot be reached or written just now (broker away, disk full); nothing of the batch was kept."""

    retriable = True


class Fenced(LogError):
    """Another process owns this task now: drop it and what was decided since the last commit."""


class LogInUse(LogError):
    """Another daemon holds this embedded log."""


class LogTooNew(LogError):
    """The log was written by a newer Rasid than this one."""


class NotALog(LogError):
    """The file is there, but it is no log of Rasid's, or a damaged one."""


class RecordTooLarge(LogError):
    """One record of the batch is larger than the log takes."""


class UnknownTopic(LogError):
    """The topic does not exist; ``rasid topics create`` makes it."""


class Cleanup(Enum):
    """How a topic forgets."""

    DELETE = "delete"
    """Records older than the retention are dropped."""
    COMPACT = "compact"
    """The last record of every key stays."""
    COMPACT_DELETE = "compact,delete"
    """The last record of every key stays until it is older than the retention."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it should exist."""

    name: str
    partitions: int = 1
    cleanup: Cleanup = Cleanup.DELETE
    retention: timedelta | None = None
    """None keeps records for ever."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands on the log."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: Headers = ()
    timestamp: int = 0
    """Milliseconds since 1970, UTC."""

    def header(self, name: str) -> bytes | None:
        """Return the value of the last header called ``name``, or None."""
        return next((value for key, value in reversed(self.headers) if key == name), None)


@dataclass(frozen=True, slots=True)
class Output:
    """A record to be written."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
    """None: chosen by :func:`partition_of`."""
    timestamp: int | None = None
    """Milliseconds since 1970; None: the log's clock."""


class TaskId(NamedTuple):
    """One partition of a stage's input."""

    group: str
    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.group}/{self.topic}/{self.partition}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a stage asks the log for."""

    group: str
    topic: str
    changelog: str | None = None
    """Compacted topic with as many partitions as ``topic`` that holds the tasks' state."""


class Task(Protocol):
    """One partition of the input, owned by this process until it is revoked."""

    @property
    def id(self) -> TaskId:
        """Which group, topic and partition."""

    @property
    def revoked(self) -> bool:
        """Whether the partition has gone, or is going, to another owner: finish the batch and leave."""

    def restore(self) -> AsyncIterator[Sequence[Record]]:
        """Yield the changelog's partition in pieces, oldest first; afterwards the task may fetch."""

    async def fetch(self, limit: int, wait: float) -> Sequence[Record]:
        """Return up to ``limit`` records behind the last ones fetched, at the latest after ``wait`` seconds.

        After an aborted commit it starts again at the committed offset.

        Raises:
            Unavailable: The log cannot be read just now.
            Fenced: The partition has another owner.
        """

    async def commit(self, outputs: Sequence[Output], next_offset: int | None) -> None:
        """Write ``outputs`` and set the group's offset to ``next_offset`` (None: leave it), all or nothing.

        Raises:
            Unavailable: Nothing was written; discard the batch and fetch it again.
            RecordTooLarge: Nothing was written and it never will be with this record in it.
            Fenced: The partition has another owner; nothing was written.
        """

    async def close(self) -> None:
        """Give the partition back."""


class Member(Protocol):
    """This process in a consumer group."""

    async def joined(self) -> int:
        """Wait until the log has first said which partitions this process has; return how many, 0 for a standby."""

    async def next_task(self) -> Task:
        """Wait until a partition is assigned, and return its task."""


class Start(Enum):
    """Where a plain reader begins."""

    EARLIEST = "earliest"
    LATEST = "latest"


class Lag(NamedTuple):
    """How far a consumer group is behind on one partition."""

    topic: str
    partition: int
    committed: int
    end: int

    @property
    def records(self) -> int:
        """Records not yet processed."""
        return max(0, self.end - self.committed)


class Log(Protocol):
    """An open log."""

    async def ensure_topics(self, specs: Sequence[TopicSpec]) -> None:
        """Create the topics that are missing. Existing ones keep their partitions."""

    def join(self, subscription: Subscription) -> AbstractAsyncContextManager[Member]:
        """Join a consumer group for the time of the context; leaving it closes the member's tasks."""

    async def append(self, outputs: Sequence[Output]) -> None:
        """Write records outside any task, all or nothing (replay of dead letters, tests)."""

    def read(self, topic: str, *, start: Start = Start.EARLIEST, follow: bool = False) -> AsyncIterator[Record]:
        """Yield the committed records of every partition; with ``follow`` wait for more instead of ending."""

    async def lag(self, group: str, topic: str) -> Sequence[Lag]:
        """Return the group's distance from the end of each partition, counted to the last stable offset."""

    async def close(self) -> None:
        """Let go of the log."""


def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of ``key``: CRC-32 modulo the number of partitions.

    The same on both logs, and what librdkafka calls the ``consistent`` partitioner, so that other producers can
    meet it by configuration.
    """
    return zlib.crc32(key) % partitions


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one installation, by the name that the code uses."""

    prefix: str
    specs: Mapping[str, TopicSpec] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return the name on the log of the topic that the code calls ``name``."""
        return self.specs[name].name
