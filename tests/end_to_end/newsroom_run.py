"""The real daemon on a loopback newsroom, for tests: started, killed, restarted, and looked at from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from agent.codec import decode
from agent.demo.newsroom import Newsroom, bundled_newsroom, evenly
from agent.demo.publisher import Publisher
from agent.demo.workspace import write_configuration
from agent.log.api import LogError
from agent.log.sqlite import SqliteLog
from agent.records import Alert, Article, DeadLetter, Event

GROUPS = {"extract": "articles", "resolve": "mentions", "alert": "events"}


def settled_newsroom(seconds: float) -> Newsroom:
    """The bundled newsroom without edits in place: what a slow reader sees is what a quick one sees."""
    room = bundled_newsroom()
    last = {(item.version.feed, item.version.guid): item.version for item in room.schedule}
    return Newsroom(room.outlets, evenly(list(last.values()), seconds))


def one_feed_newsroom(seconds: float) -> Newsroom:
    """The settled newsroom in one feed, by date: it is read in one order, however many entries a poll finds."""
    room = settled_newsroom(seconds)
    outlet = room.outlets[0]
    here = [msgspec.structs.replace(item.version, feed=outlet.id) for item in room.schedule]
    here.sort(key=lambda version: version.updated or version.published)
    return Newsroom((outlet,), evenly(here, seconds))


class DaemonRun:
    """One working folder and the daemon in it."""

    def __init__(self, folder: Path, newsroom: Newsroom, **log_options) -> None:
        self.folder = folder
        self.publisher = Publisher(newsroom, time.monotonic)
        self._newsroom = newsroom
        self._log_options = {"path": str(folder / "rasid.db"), **log_options}
        self.config = folder / "agent.yaml"
        self._output = folder / "daemon.txt"
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        self.publisher.__enter__()
        write_configuration(self.folder, self.publisher, self._newsroom.outlets, {"log": self._log_options})
        return self

    def __exit__(self, *_):
        self.kill()
        self.publisher.__exit__(None, None, None)

    def start(self) -> None:
        self._said = len(self.output)
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent", "run", "--config", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder, start_new_session=True,
            )

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(90)

    def stop(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(90)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def words(self) -> str:
        """What the daemon has said since its last start."""
        return self.output[self._said:]

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8") if self._output.exists() else ""

    async def until(self, seen: Callable[[], Awaitable[bool]], seconds: float = 200.0) -> None:
        """Wait until ``seen`` gives true, while the daemon runs."""
        deadline = time.monotonic() + seconds
        while not await seen():
            assert self._process is not None
            assert self._process.poll() is None, f"the daemon has ended:\n{self.output[-2000:]}"
            assert time.monotonic() < deadline, f"not in time:\n{self.output[-2000:]}"
            await asyncio.sleep(0.2)

    async def until_idle(self, seconds: float) -> None:
        """Wait until the daemon runs, every article is on the log and no stage is behind, the last seen twice."""
        before: object = None

        async def idle() -> bool:
            nonlocal before
            if "daemon: running" not in self.words:  # all may have been done in an earlier life
                return False
            if len({article.article_id for article in await self.articles()}) < self._newsroom.articles:
                return False
            earlier, before = before, await self._progress()
            if before is not None and before == earlier:
                return True
            await asyncio.sleep(1.3)
            return False

        await self.until(idle, seconds)

    async def _progress(self) -> object:
        try:
            log = await SqliteLog.open(self.folder / "rasid.db", own=False)
        except LogError:
            return None
        try:
            lags = [lag for group, topic in GROUPS.items() for lag in await log.lag(group, f"rasid.{topic}")]
            return None if any(lag.records for lag in lags) else tuple(lag.end for lag in lags)
        except LogError:
            return None
        finally:
            await log.close()

    async def records(self, topic, kind):
        log = await SqliteLog.open(self.folder / "rasid.db", own=False)
        try:
            return [decode(record.value, kind) async for record in log.read(f"rasid.{topic}")]
        finally:
            await log.close()

    async def articles(self) -> list[Article]:
        """All versions of all articles; none while there is no log yet."""
        try:
            return await self.records("articles", Article)
        except LogError:
            return []

    async def sources(self) -> set[str]:
        """The feeds that articles have come from."""
        return {article.source for article in await self.articles()}

    async def alerts(self) -> list[Alert]:
        return await self.records("alerts", Alert)

    async def events(self) -> dict[str, Event]:
        """The last revision of every event."""
        return {event.event_id: event for event in await self.records("events", Event)}

    async def dead_letters(self) -> list[DeadLetter]:
        from agent.deadletters import describe

        log = await SqliteLog.open(self.folder / "rasid.db", own=False)
        try:
            return [describe(record) async for record in log.read("rasid.deadletters")]
        finally:
            await log.close()
