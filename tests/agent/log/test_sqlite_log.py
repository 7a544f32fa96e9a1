"""What only the embedded log has to stand: its file."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from agent.log.api import Cleanup, LogTooNew, NotALog, Output, Subscription, TopicSpec, Unavailable
from agent.log.sqlite import SqliteLog
from agent.log.sqlite_store import Store


async def test_a_second_daemon_gets_a_clear_error(tmp_path):
    path = tmp_path / "rasid.db"
    log = await SqliteLog.open(path)
    script = (
        "import asyncio, sys\n"
        "from agent.log.sqlite import SqliteLog\n"
        "from agent.log.api import LogInUse\n"
        "try:\n    asyncio.run(SqliteLog.open(sys.argv[1]))\n"
        "except LogInUse as error:\n    print(error)\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=200
        )
    finally:
        await log.close()
    assert "in use by another daemon (process" in done.stdout
    assert "--log-path" in done.stdout
    again = await SqliteLog.open(path)  # released with its owner
    await again.close()


async def test_readers_need_no_ownership(tmp_path):
    path = tmp_path / "rasid.db"
    owner = await SqliteLog.open(path)
    await owner.ensure_topics([TopicSpec("t")])
    reader = await SqliteLog.open(path, own=False)
    await reader.append([Output("t", b"k", b"from beside")])
    assert [r.value async for r in owner.read("t")] == [b"from beside"]
    await reader.close()
    await owner.close()


def test_a_new_file_can_be_opened_by_several_at_once(tmp_path):
    several = 4
    barrier = threading.Barrier(several)

    def opened(path):
        barrier.wait(60)
        Store(str(path), synchronous="normal", now_ms=lambda: 0).close()
        return True

    with ThreadPoolExecutor(several) as threads:
        for number in range(10):
            assert list(threads.map(opened, [tmp_path / f"{number}.db"] * several)) == [True] * several


async def test_a_log_from_the_future_is_refused(tmp_path):
    path = tmp_path / "rasid.db"
    await (await SqliteLog.open(path)).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LogTooNew, match=r"newer Rasid \(format 99.*upgrade"):
        await SqliteLog.open(path)


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at" * 10, b"SQLite format 3\0junk"])
async def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "rasid.db"
    path.write_bytes(content)
    with pytest.raises(NotALog, match="rasid.db"):
        await SqliteLog.open(path)
    assert path.read_bytes() == content


async def test_an_sqlite_file_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "rasid.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(NotALog, match="another program"):
        await SqliteLog.open(path)


async def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(Unavailable, match="nowhere"):
        await SqliteLog.open(tmp_path / "nowhere" / "rasid.db")


async def test_a_full_disk_keeps_what_was_committed_and_goes_on_when_there_is_room(tmp_path):
    path = tmp_path / "rasid.db"
    log = await SqliteLog.open(path, max_pages=60)
    await log.ensure_topics([TopicSpec("in"), TopicSpec("out")])
    await log.append([Output("in", b"k", str(n).encode()) for n in range(3)])
    async with log.join(Subscription("g", "in")) as member:
        task = await member.next_task()
        await task.fetch(1, 0)
        await task.commit([Output("out", b"k", b"first")], 1)
        await task.fetch(2, 0)
        with pytest.raises(Unavailable, match="no room left.*free disk space"):
            await task.commit([Output("out", b"k", b"x" * 400_000)], 3)
        assert [r.value for r in await task.fetch(9, 0)] == [b"1", b"2"], "the batch comes again"
        await task.commit([Output("out", b"k", b"second")], 3)
    assert [r.value async for r in log.read("out")] == [b"first", b"second"]
    await log.close()


async def test_retention_drops_the_old_but_never_what_a_group_still_needs(tmp_path):
    now = 10_000_000
    log = await SqliteLog.open(tmp_path / "rasid.db", now_ms=lambda: now)
    await log.ensure_topics([
        TopicSpec("t", retention=timedelta(seconds=60)),
        TopicSpec("c", cleanup=Cleanup.COMPACT_DELETE, retention=timedelta(seconds=60)),
        TopicSpec("kept", cleanup=Cleanup.COMPACT),
    ])
    for topic in ("t", "c", "kept"):
        await log.append([Output(topic, b"old", b"1"), Output(topic, b"older", b"2")])
    async with log.join(Subscription("g", "t")) as member:
        task = await member.next_task()
        await task.fetch(1, 0)
        await task.commit([], 1)
    now += 61_000
    await log.append([Output("t", b"new", b"3"), Output("c", b"new", b"3")])
    assert await log.sweep() == 3
    assert [r.key async for r in log.read("t")] == [b"older", b"new"], "the group has not read `older` yet"
    assert [r.key async for r in log.read("c")] == [b"new"]
    assert [r.key async for r in log.read("kept")] == [b"old", b"older"]
    await log.append([Output("t", b"k", b"4")])
    assert [r.offset async for r in log.read("t")] == [1, 2, 3], "offsets are never given twice"
    await log.close()
