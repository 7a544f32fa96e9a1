"""The embedded log's file: its tables and the statements on them. Not thread-safe; one thread calls it."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from agent.log.api import (
    Cleanup,
    Headers,
    Lag,
    LogError,
    LogTooNew,
    NotALog,
    Output,
    Record,
    RecordTooLarge,
    TaskId,
    TopicSpec,
    Unavailable,
    UnknownTopic,
    partition_of,
)

FORMAT = 1
APPLICATION_ID = 0x52415344  # "RASD": lets `file` and us tell this file from other SQLite files
MAX_VALUE_BYTES = 16 * 1024 * 1024
BUSY_SECONDS = 10.0
BUSY_POLL_SECONDS = 0.01

# Records of compacted topics live apart, keyed by their key: writing one replaces the one before, so that the topic
# is always compacted and a restore reads each key once.
_SCHEMA = """
CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
                     cleanup TEXT NOT NULL, retention_ms INTEGER);
CREATE TABLE ends (topic INTEGER NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL,
                   PRIMARY KEY (topic, part)) WITHOUT ROWID;
CREATE TABLE records (topic INTEGER NOT NULL, part INTEGER NOT NULL, pos INTEGER NOT NULL, key BLOB NOT NULL,
                      value BLOB, headers BLOB, ts INTEGER NOT NULL, PRIMARY KEY (topic, part, pos)) WITHOUT ROWID;
CREATE TABLE compacted (topic INTEGER NOT NULL, part INTEGER NOT NULL, key BLOB NOT NULL, pos INTEGER NOT NULL,
                        value BLOB NOT NULL, headers BLOB, ts INTEGER NOT NULL, PRIMARY KEY (topic, part, key));
CREATE INDEX compacted_by_pos ON compacted (topic, part, pos);
CREATE TABLE offsets (grp TEXT NOT NULL, topic INTEGER NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL,
                      PRIMARY KEY (grp, topic, part)) WITHOUT ROWID;
"""


class _Topic(NamedTuple):
    id: int
    partitions: int
    cleanup: Cleanup

    @property
    def compacted(self) -> bool:
        return self.cleanup is not Cleanup.DELETE


class Store:
    """An open file."""

    def __init__(self, path: str, *, synchronous: str, now_ms: Callable[[], int], max_pages: int | None = None) -> None:
        self._path = path
        self._now_ms = now_ms
        self._topics: dict[str, _Topic] = {}
        self._encode_headers = msgspec.msgpack.Encoder().encode
        self._decode_headers = msgspec.msgpack.Decoder(tuple[tuple[str, bytes], ...]).decode
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        except sqlite3.Error as error:
            raise Unavailable(f"cannot open {path}: {error}; does the folder exist and may Rasid write there?"
                              ) from error
        try:
            with _translated(path):
                self._prepare(synchronous, max_pages)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, synchronous: str, max_pages: int | None) -> None:
        with self._transaction("DEFERRED"):
            self._check()
        self._write_ahead()
        self._db.execute(f"PRAGMA synchronous = {'FULL' if synchronous == 'full' else 'NORMAL'}")
        if not self._made():
            with self._transaction():
                self._check()
                if not self._made():  # else another process, which opened the new file as well, was quicker
                    self._make()
        if max_pages is not None:
            self._db.execute(f"PRAGMA max_page_count = {max_pages}")

    def _made(self) -> bool:
        return self._db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None

    def _make(self) -> None:
        for statement in filter(str.strip, _SCHEMA.split(";")):
            self._db.execute(statement)
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {FORMAT}")

    def _check(self) -> None:
        """Refuse a file of another program or of a newer Rasid. In a transaction: what is read belongs together.

        Raises:
            NotALog: Another program's.
            LogTooNew: A newer Rasid's.
        """
        application = self._pragma("application_id")
        version = self._pragma("user_version")
        if application not in {0, APPLICATION_ID} or (application == 0 and self._made()):
            raise NotALog(f"{self._path} is an SQLite file of another program: choose another path for the log")
        if version > FORMAT:
            raise LogTooNew(
                f"{self._path} was written by a newer Rasid (format {version}, this one knows up to {FORMAT}): "
                "upgrade Rasid, or start with a new file"
            )

    def _write_ahead(self) -> None:
        """Turn write-ahead logging on; SQLite itself does not wait for another process that is about the same."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(BUSY_POLL_SECONDS)
            else:
                return

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def ensure_topics(self, specs: Sequence[TopicSpec]) -> None:
        """Create what is missing, and take over changed retentions."""
        with _translated(self._path), self._transaction():
            for spec in specs:
                retention = None if spec.retention is None else int(spec.retention.total_seconds() * 1000)
                self._db.execute(
                    "INSERT INTO topics (name, partitions, cleanup, retention_ms) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET retention_ms = excluded.retention_ms",
                    (spec.name, spec.partitions, spec.cleanup.value, retention),
                )

    def partitions(self, topic: str) -> int:
        """Return the number of partitions of ``topic``."""
        with _translated(self._path):
            return self._topic(topic).partitions

    def ends(self, topic: str) -> list[int]:
        """Return, for each partition, the offset that its next record will get."""
        with _translated(self._path):
            found = self._topic(topic)
            return [self._end(found.id, part) for part in range(found.partitions)]

    def committed(self, task: TaskId) -> int | None:
        """Return the group's offset, or None when it has none yet."""
        with _translated(self._path):
            row = self._db.execute(
                "SELECT next FROM offsets WHERE grp = ? AND topic = ? AND part = ?",
                (task.group, self._topic(task.topic).id, task.partition),
            ).fetchone()
        return None if row is None else int(row[0])

    def records(self, topic: str, partition: int, position: int, limit: int) -> list[Record]:
        """Return up to ``limit`` records from offset ``position`` on, in order."""
        with _translated(self._path):
            found = self._topic(topic)
            table = "compacted" if found.compacted else "records"
            rows = self._db.execute(
                f"SELECT pos, key, value, headers, ts FROM {table} "  # noqa: S608 - one of two fixed names
                "WHERE topic = ? AND part = ? AND pos >= ? ORDER BY pos LIMIT ?",
                (found.id, partition, position, limit),
            ).fetchall()
        return [
            Record(topic, partition, pos, key, value, self._headers(headers), timestamp)
            for pos, key, value, headers, timestamp in rows
        ]

    def commit(self, outputs: Sequence[Output], task: TaskId | None, next_offset: int | None) -> None:
        """Write ``outputs`` and the task's offset in one transaction.

        Raises:
            RecordTooLarge: A value is larger than :data:`MAX_VALUE_BYTES`; nothing was written.
        """
        for output in outputs:
            if output.value is not None and len(output.value) > MAX_VALUE_BYTES:
                raise RecordTooLarge(
                    f"a record of {len(output.value):,} bytes for {output.topic} is over the limit of "
                    f"{MAX_VALUE_BYTES:,} bytes"
                )
        now = self._now_ms()
        with _translated(self._path), self._transaction():
            ends: dict[tuple[int, int], int] = {}
            for output in outputs:
                self._write(output, now, ends)
            self._db.executemany(
                "INSERT OR REPLACE INTO ends (topic, part, next) VALUES (?, ?, ?)",
                [(topic, part, end) for (topic, part), end in ends.items()],
            )
            if task is not None and next_offset is not None:
                self._db.execute(
                    "INSERT OR REPLACE INTO offsets (grp, topic, part, next) VALUES (?, ?, ?, ?)",
                    (task.group, self._topic(task.topic).id, task.partition, next_offset),
                )

    def _write(self, output: Output, now: int, ends: dict[tuple[int, int], int]) -> None:
        topic = self._topic(output.topic)
        part = partition_of(output.key, topic.partitions) if output.partition is None else output.partition
        pos = ends.get((topic.id, part))
        if pos is None:
            pos = self._end(topic.id, part)
        ends[topic.id, part] = pos + 1
        headers = self._encode_headers(output.headers) if output.headers else None
        timestamp = now if output.timestamp is None else output.timestamp
        if not topic.compacted:
            self._db.execute(
                "INSERT INTO records (topic, part, pos, key, value, headers, ts) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (topic.id, part, pos, output.key, output.value, headers, timestamp),
            )
        elif output.value is None:
            self._db.execute(
                "DELETE FROM compacted WHERE topic = ? AND part = ? AND key = ?", (topic.id, part, output.key)
            )
        else:
            self._db.execute(
                "INSERT OR REPLACE INTO compacted (topic, part, key, pos, value, headers, ts) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (topic.id, part, output.key, pos, output.value, headers, timestamp),
            )

    def lag(self, group: str, topic: str) -> list[Lag]:
        """Return the group's distance from the end of each partition."""
        with _translated(self._path):
            found = self._topic(topic)
            committed = dict(
                self._db.execute(
                    "SELECT part, next FROM offsets WHERE grp = ? AND topic = ?", (group, found.id)
                ).fetchall()
            )
            return [
                Lag(topic, part, int(committed.get(part, 0)), self._end(found.id, part))
                for part in range(found.partitions)
            ]

    def sweep(self) -> int:
        """Drop records past their topic's retention that every group has consumed; return how many."""
        now = self._now_ms()
        dropped = 0
        with _translated(self._path):
            rows = self._db.execute("SELECT id, cleanup, retention_ms FROM topics WHERE retention_ms IS NOT NULL")
            for topic, cleanup, retention in rows.fetchall():
                oldest = now - retention
                with self._transaction():
                    if cleanup == Cleanup.DELETE.value:
                        # A group that is behind loses nothing, however long it was away.
                        cursor = self._db.execute(
                            "DELETE FROM records WHERE topic = ?1 AND ts < ?2 AND pos < ifnull((SELECT min(next) "
                            "FROM offsets o WHERE o.topic = ?1 AND o.part = records.part), 9223372036854775807)",
                            (topic, oldest),
                        )
                    elif cleanup == Cleanup.COMPACT_DELETE.value:
                        cursor = self._db.execute(
                            "DELETE FROM compacted WHERE topic = ? AND ts < ?", (topic, oldest)
                        )
                    else:
                        continue
                    dropped += cursor.rowcount
        return dropped

    def _topic(self, name: str) -> _Topic:
        topic = self._topics.get(name)
        if topic is None:
            row = self._db.execute("SELECT id, partitions, cleanup FROM topics WHERE name = ?", (name,)).fetchone()
            if row is None:
                raise UnknownTopic(f"{self._path} has no topic {name}: has the daemon run with this file yet?")
            topic = self._topics[name] = _Topic(row[0], row[1], Cleanup(row[2]))
        return topic

    def _end(self, topic: int, part: int) -> int:
        row = self._db.execute("SELECT next FROM ends WHERE topic = ? AND part = ?", (topic, part)).fetchone()
        return 0 if row is None else int(row[0])

    def _headers(self, blob: bytes | None) -> Headers:
        return () if blob is None else self._decode_headers(blob)

    @contextlib.contextmanager
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        self._db.execute(f"BEGIN {kind}")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def _translated(path: str) -> Iterator[None]:
    """Turn SQLite's errors into the log's, with the mend in the message."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "full" in text:
            raise Unavailable(f"no room left for {path}: free disk space; Rasid goes on by itself then") from error
        if "locked" in text:
            raise Unavailable(f"{path} is locked by another program for more than {BUSY_SECONDS:.0f} s") from error
        raise Unavailable(f"{path}: {text}") from error
    except sqlite3.DatabaseError as error:
        raise NotALog(f"{path} is not a log of Rasid's, or is damaged ({error}): restore it, or start with a new file"
                      ) from error
    except sqlite3.Error as error:
        raise LogError(f"{path}: {error}") from error
