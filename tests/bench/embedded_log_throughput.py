"""Records a second through one stage on the embedded log, beside bare SQLite inserts of the same records.

Run: python tests/bench/embedded_log_throughput.py [RECORDS]
The baseline writes the same bytes into one plain table, in transactions of the same size, without reading, state or
offsets; the ratio says what the log's promises cost.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from agent.clock import SystemClock
from agent.log.api import Output, Topics
from agent.log.sqlite import SqliteLog
from agent.metrics import Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.stage import Decision, Emit
from agent.state import Table, Tables
from agent.topics import topic_specs

BATCH = 100
TEXT = "وزير الخارجية " * 60  # about the size of an article's mentions


class PassThrough:
    """Hands each record on and counts it in its state."""

    name = "extract"
    source = "articles"
    record_type = list

    def tables(self) -> Tables:
        return Tables(Table("seen", int))

    def decide(self, record: list, tables: Tables, now: object) -> Decision:
        tables["seen"].put(record[0], 1)
        return Decision([Emit("mentions", record[0], record)])

    def tick(self, tables: Tables, now: object) -> Decision:
        return Decision()


async def through_stage(folder: Path, count: int) -> float:
    topics = Topics("rasid", topic_specs(article_partitions=1))
    log = await SqliteLog.open(folder / "stage.db")
    await log.ensure_topics(list(topics.specs.values()))
    values = [f'["k{n}", "{TEXT}"]'.encode() for n in range(count)]
    for at in range(0, count, 1000):
        await log.append([Output(topics["articles"], b"k", value) for value in values[at : at + 1000]])
    settings = RuntimeSettings(batch_records=BATCH, batch_seconds=0.05)
    runner = StageRunner(PassThrough(), log, topics, SystemClock(), Metrics(), settings)
    started = time.perf_counter()
    await runner.run(until=lambda: runner.processed >= count, timeout=300)
    seconds = time.perf_counter() - started
    await log.close()
    return count / seconds


def bare(folder: Path, count: int) -> float:
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("CREATE TABLE records (pos INTEGER PRIMARY KEY, value BLOB)")
    values = [(n, f'["k{n}", "{TEXT}"]'.encode()) for n in range(count)]
    started = time.perf_counter()
    for at in range(0, count, BATCH):
        db.execute("BEGIN")
        db.executemany("INSERT INTO records VALUES (?, ?)", values[at : at + BATCH])
        db.execute("COMMIT")
    seconds = time.perf_counter() - started
    db.close()
    return count / seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        baseline = bare(folder, count)
        stage = asyncio.run(through_stage(folder, count))
    print(f"one stage, batches of {BATCH}: {stage:,.0f} records/s")
    print(f"bare inserts, same batches:  {baseline:,.0f} records/s")
    print(f"ratio {stage / baseline:.2f}")


if __name__ == "__main__":
    main()
