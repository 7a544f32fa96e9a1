"""The demo from curtain to curtain: newsroom, daemon, alerts, summary."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.assembly import open_log, topics_of
from agent.config.loader import load
from agent.demo.newsroom import Newsroom, bundled_newsroom
from agent.demo.publisher import Publisher
from agent.demo.screen import Screen
from agent.demo.subprocess_daemon import DaemonProcess
from agent.demo.tally import Tally, summary
from agent.demo.watch import Watch
from agent.demo.workspace import workspace, write_configuration

START_SECONDS = 60.0
"""How long the daemon may take to its first poll."""
FINISH_SECONDS = 120.0
"""How long reading and processing may go on after the last report has appeared."""
REST_SECONDS = 1.5
"""The pipeline is at rest when nothing has come by for so long; outside readers look twice a second."""
TICK_SECONDS = 0.2
TOPICS = ("articles", "mentions", "events", "alerts", "audit", "deadletters")
CLOSE_SECONDS = 5.0
"""For letting go of the log: a reader that does not must not keep the demo from ending."""
SHOWN_LINES = 15
"""Of the daemon's own log, when it fails."""

EXIT_OK, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 130

@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for."""

    speed: float = 1.0
    stay: bool = False
    """Go on after everything was read, until Ctrl-C."""
    keep: Path | None = None
    """Folder for the configuration and the log; None for a temporary one."""
    kafka: str = ""
    """Broker to begin with, as host:port; empty for the embedded log."""


class DemoError(Exception):
    """The demo cannot go on; the message says what happened."""


async def run_demo(options: Options, screen: Screen) -> int:
    """Run the demo and return its exit code: 0 when everything was read, 1 when not, 130 when interrupted early."""
    newsroom = bundled_newsroom(options.speed)
    with Publisher(newsroom, time.monotonic) as publisher, workspace(options.keep) as folder:
        output = folder / "daemon.log"
        config = write_configuration(folder, publisher, newsroom.outlets, _log_sections(options, folder))
        try:
            async with DaemonProcess(config, output) as daemon:
                return await _Show(options, screen, newsroom, publisher, daemon, folder).run()
        except DemoError as error:
            screen.progress("")
            screen.note(f"rasid demo: {error}")
            _show_end_of(output, screen)
            return EXIT_FAILED
        finally:
            if options.keep is not None:
                screen.note(
                    f"\nKept in {folder}: configuration, rules, log. Look again with\n"
                    f"  rasid alerts tail --config {config} --from start --no-follow"
                )


class _Show:
    """One performance."""

    def __init__(
        self,
        options: Options,
        screen: Screen,
        newsroom: Newsroom,
        publisher: Publisher,
        daemon: DaemonProcess,
        folder: Path,
    ) -> None:
        self._options = options
        self._screen = screen
        self._newsroom = newsroom
        self._publisher = publisher
        self._daemon = daemon
        self._folder = folder
        self._tally = Tally()
        self._interrupted = asyncio.Event()
        self._died = asyncio.Event()

    async def run(self) -> int:
        with self._signals():
            obituary = asyncio.create_task(self._await_death())
            try:
                return await self._perform()
            finally:
                obituary.cancel()

    async def _perform(self) -> int:
        self._screen.note(
            f"A newsroom of {len(self._newsroom.outlets)} invented outlets goes on the air on the loopback interface, "
            f"with {len(self._newsroom.schedule)} reports of real events;\n"
            "the daemon polls it as it would poll the world. Alerts follow as they are raised. Ctrl-C ends it.\n"
        )
        self._screen.progress("starting the daemon ...")
        await self._until_first_poll()
        if self._interrupted.is_set():
            return self._close(complete=False)
        config = load(self._folder / "agent.yaml", environment={})
        log = await open_log(config, own=False)
        watch = Watch(log, topics_of(config), self._tally, self._screen.alert)
        watching = asyncio.create_task(watch.run())
        try:
            complete = await self._until_all_is_read(watch, watching)
            code = self._close(complete=complete)
            if complete and self._options.stay and not self._interrupted.is_set():
                await self._stay(watching)
                code = EXIT_OK
            return code
        finally:
            watching.cancel()
            await asyncio.wait({watching}, timeout=CLOSE_SECONDS)
            await log.close()

    async def _until_first_poll(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._publisher.elapsed < 0 and not self._interrupted.is_set():
            self._check_alive()
            if time.monotonic() > deadline:
                raise DemoError(f"the daemon has not polled within {START_SECONDS:.0f} s. It wrote:")
            await asyncio.sleep(TICK_SECONDS)

    async def _until_all_is_read(self, watch: Watch, watching: asyncio.Task[None]) -> bool:
        """Wait until the pipeline has come to rest behind the last report; return whether it did in time."""
        changes, since = -1, time.monotonic()
        while not self._interrupted.is_set():
            self._check_alive()
            if watching.done():
                watching.result()
            self._screen.progress(self._progress())
            now = time.monotonic()
            if self._tally.changes != changes:
                changes, since = self._tally.changes, now
            complete = self._publisher.all_read and self._tally.articles >= self._newsroom.articles
            if complete and now - since >= REST_SECONDS and await watch.caught_up():
                return True
            if self._publisher.elapsed > self._newsroom.duration + FINISH_SECONDS:
                raise DemoError(
                    f"{self._tally.articles} of {self._newsroom.articles} articles went through within "
                    f"{FINISH_SECONDS:.0f} s after the last was published. The daemon wrote:"
                )
            await self._pause(TICK_SECONDS)
        return False

    async def _stay(self, watching: asyncio.Task[None]) -> None:
        where = _endpoints(self._folder / "daemon.log")
        self._screen.note(f"\nThe newsroom stays on the air at {self._publisher.root}/; Ctrl-C ends it.")
        if where:
            self._screen.note(f"The daemon's endpoints: {where}/metrics  {where}/readyz  {where}/alerts?after=start")
        while not self._interrupted.is_set():
            self._check_alive()
            if watching.done():
                watching.result()
            await self._pause(TICK_SECONDS)

    def _close(self, *, complete: bool) -> int:
        self._screen.progress("")
        self._screen.note(f"\n{'Everything went through.' if complete else 'Ended early.'}")
        seconds = max(0.0, self._publisher.elapsed)
        traffic, published = self._publisher.traffic, self._publisher.published
        for line in summary(self._tally, self._newsroom, traffic, published, seconds):
            self._screen.note(line)
        return EXIT_OK if complete else EXIT_INTERRUPTED

    def _progress(self) -> str:
        tally = self._tally
        return (
            f"published {self._publisher.published}/{len(self._newsroom.schedule)}  read {tally.versions}  "
            f"events {len(tally.standing)}  alerts {tally.alerts}  {max(0.0, self._publisher.elapsed):.0f} s"
        )

    def _check_alive(self) -> None:
        if self._died.is_set() and not self._interrupted.is_set():
            raise DemoError("the daemon has ended unexpectedly. Its last lines:")

    async def _await_death(self) -> None:
        await self._daemon.ended()
        self._died.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._interrupted.wait()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to end in good order."""
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, self._interrupted.set)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)


def _log_sections(options: Options, folder: Path) -> dict[str, Any]:
    """Return what the daemon's configuration says of its log."""
    # A prefix of its own keeps one demo apart from another, and from what else is on a shared log.
    prefix = f"demo-{secrets.token_hex(3)}"
    if not options.kafka:
        return {"log": {"kind": "sqlite", "prefix": prefix, "path": str(folder / "rasid.db")}}
    log = {"kind": "kafka", "prefix": prefix, "article_partitions": 2, "feed_partitions": 1}
    return {"log": log, "kafka": {"bootstrap": [options.kafka]}, "retention": dict.fromkeys(TOPICS, "1d")}


def _show_end_of(output: Path, screen: Screen) -> None:
    lines = output.read_text(encoding="utf-8", errors="replace").splitlines() if output.exists() else []
    for line in lines[-SHOWN_LINES:] or ["(nothing)"]:
        screen.note(f"  | {line}")


def _endpoints(output: Path) -> str:
    found = re.search(r"url=(http://\S+)", output.read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else ""
