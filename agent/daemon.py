"""The daemon: stages, endpoints and housekeeping side by side, from start to a graceful end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from agent.clock import Clock
from agent.endpoints import EndpointServer, application
from agent.log.api import Log, LogError, Topics
from agent.metrics import Metrics
from agent.topics import ALERTS

logger = logging.getLogger("rasid.daemon")

STALLED_SECONDS = 60.0
"""A loop that has not gone round for so long is not live; far above any batch that was measured."""
LAG_SECONDS = 5.0


class Runner(Protocol):
    """A stage or source at work."""

    ready: asyncio.Event
    last_poll: float

    @property
    def name(self) -> str:
        """Name of the stage."""

    async def run(self) -> None:
        """Run until stopped."""

    def stop(self) -> None:
        """Ask for a graceful end."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again beside the stages."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where to listen."""

    host: str
    port: int


class Daemon:
    """Runs runners until a signal or :meth:`stop` ends them."""

    def __init__(
        self,
        *,
        log: Log,
        topics: Topics,
        clock: Clock,
        metrics: Metrics,
        runners: Sequence[Runner],
        inputs: Mapping[str, str],
        chores: Sequence[Chore] = (),
        endpoints: Endpoints | None = None,
        drain: timedelta = timedelta(seconds=20),
    ) -> None:
        """Put a daemon together.

        Args:
            log: The open log; closed at the end.
            topics: Its topics.
            clock: Time.
            metrics: What /metrics shows.
            runners: The stages.
            inputs: Consumer group -> its input topic on the log, for the lag.
            chores: What else is to be done now and then.
            endpoints: Where to serve HTTP; None for not at all.
            drain: How long stopping may take.
        """
        self._log = log
        self._topics = topics
        self._clock = clock
        self._metrics = metrics
        self._runners = runners
        self._inputs = inputs
        self._chores = (*chores, Chore("lag", timedelta(seconds=LAG_SECONDS), self._measure_lag))
        self._endpoints = endpoints
        self._drain = drain
        self._stop = asyncio.Event()
        self.url = ""
        """Base URL of the endpoints, once they listen."""

    def stop(self) -> None:
        """Ask for a graceful end."""
        self._stop.set()

    def live(self) -> Mapping[str, str]:
        """Return, for each stage, "ok" or how long its loop has been standing."""
        now = self._clock.monotonic()
        return {
            runner.name: "ok" if now - runner.last_poll < STALLED_SECONDS
            else f"has not gone round for {now - runner.last_poll:.0f} s"
            for runner in self._runners
        }

    def ready(self) -> Mapping[str, str]:
        """Return, for each stage, "ok" or that it is not ready yet."""
        if self._stop.is_set():
            return {"daemon": "stopping"}
        return {
            runner.name: "ok" if runner.ready.is_set() else "not assigned or not restored yet"
            for runner in self._runners
        }

    async def run(self) -> None:
        """Run until a signal or :meth:`stop`; a second signal ends the process at once.

        Raises:
            LogError: The log failed in a way that trying again cannot help.
            OSError: The endpoints cannot listen where they were told to.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal, number)
        server = await self._serve()
        try:
            await self._run_stages()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            if server is not None:
                await server.stop()
            await self._log.close()
            logger.info("stopped")

    async def _serve(self) -> EndpointServer | None:
        if self._endpoints is None:
            return None
        app = application(
            metrics=self._metrics, log=self._log, alerts_topic=self._topics[ALERTS], live=self.live, ready=self.ready
        )
        server = EndpointServer(app, self._endpoints.host, self._endpoints.port)
        self.url = await server.start()
        logger.info("listening", extra={"url": self.url})
        return server

    async def _run_stages(self) -> None:
        running = [asyncio.create_task(runner.run(), name=runner.name) for runner in self._runners]
        chores = [asyncio.create_task(self._repeat(chore), name=chore.name) for chore in self._chores]
        stopping = asyncio.create_task(self._stop.wait())
        logger.info("running", extra={"stages": ",".join(runner.name for runner in self._runners)})
        await asyncio.wait({stopping, *running}, return_when=asyncio.FIRST_COMPLETED)
        for runner in self._runners:
            runner.stop()
        self._stop.set()
        _, late = await asyncio.wait(running, timeout=self._drain.total_seconds())
        for task in late:
            logger.warning("not drained in time, dropped", extra={"stage": task.get_name()})
            task.cancel()
        for task in chores:
            task.cancel()
        results = await asyncio.gather(*running, *chores, stopping, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise _cause(result)

    async def _repeat(self, chore: Chore) -> None:
        while True:
            try:
                await chore.do()
            except LogError as error:
                logger.warning("chore failed", extra={"chore": chore.name, "why": str(error)})
            await self._clock.sleep(chore.every.total_seconds())

    async def _measure_lag(self) -> None:
        for group, topic in self._inputs.items():
            for lag in await self._log.lag(group, topic):
                self._metrics.set(
                    "consumer_lag_records", lag.records, topic=topic, partition=str(lag.partition)
                )

    def _on_signal(self, number: signal.Signals) -> None:
        if self._stop.is_set():
            logger.warning("second signal, ending at once")
            os._exit(128 + number)
        logger.info("stopping, finishing what is in hand", extra={"signal": number.name})
        self._stop.set()


def _cause(error: BaseException) -> BaseException:
    """Return the first plain exception inside a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error

