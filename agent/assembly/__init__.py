"""The one place where the daemon is put together from the log, the producers and the consumers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.assembly.log import open_log, topics_of
from agent.clock import Clock, SystemClock
from agent.config.loader import Config
from agent.daemon import Chore, Daemon, Endpoints, Runner
from agent.log.sqlite import SqliteLog
from agent.metrics import STAGES, Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.sources import SourceRunner
from agent.stage import Stage

if TYPE_CHECKING:
    from agent.assembly.polling import Polling

__all__ = ["Assembled", "assemble", "check_files", "open_log", "topics_of"]

logger = logging.getLogger("rasid.assembly")


@dataclass(frozen=True, slots=True)
class Assembled:
    """A daemon, and what must be closed after it."""

    daemon: Daemon
    closers: Sequence[Callable[[], Awaitable[None]]]

    async def run(self) -> None:
        """Run the daemon to its end, and close what served it."""
        try:
            await self.daemon.run()
        finally:
            for close in self.closers:
                await close()


async def assemble(
    config: Config, stages: Sequence[str] = STAGES, *, clock: Clock | None = None, metrics: Metrics | None = None
) -> Assembled:
    """Put a daemon together.

    Args:
        config: The configuration.
        stages: Which of poll, extract, resolve and alert this process runs.
        clock: Time.
        metrics: What /metrics shows.

    Raises:
        ConfigError: Feeds, rules or other files are wrong; the message names file and line.
        LogError: The log cannot be opened.
    """
    clock = clock or SystemClock()
    metrics = metrics or Metrics()
    topics = topics_of(config)
    # Files are read before the log is opened: a slip in one must not leave a half-started daemon.
    polling = _polling(config, clock, metrics) if "poll" in stages else None
    built = _stages(config, stages)
    log = await open_log(config, own=True)
    await log.ensure_topics(list(topics.specs.values()))
    settings = RuntimeSettings(config["runtime.batch_records"], config["runtime.batch_wait"].total_seconds())
    runners: list[Runner] = []
    chores: list[Chore] = []
    closers: list[Callable[[], Awaitable[None]]] = []
    if polling is not None:
        runners.append(SourceRunner(polling.poller_of, log, topics, clock, metrics))
        closers.append(polling.close)
    runners.extend(StageRunner(stage, log, topics, clock, metrics, settings) for stage in built)
    chores.extend(_watch(built, config, metrics, clock))
    if isinstance(log, SqliteLog):
        chores.append(Chore("sweep", config["log.sweep_interval"], _sweep(log)))
    daemon = Daemon(
        log=log, topics=topics, clock=clock, metrics=metrics, runners=runners, chores=chores,
        inputs={stage.name: topics[stage.source] for stage in built},
        endpoints=Endpoints(config["http.host"], config["http.port"]) if config["http.enabled"] else None,
        drain=config["runtime.drain"],
    )  # fmt: skip
    return Assembled(daemon, closers)


def check_files(config: Config) -> list[str]:
    """Read every file that ``config`` leads to; return a line on each.

    Raises:
        ConfigError: One is wrong; the message names file and line.
    """
    from agent.assembly.polling import read_boilerplate, read_feed_list  # noqa: PLC0415 - loaded only when asked for
    from agent.assembly.stages import load_rules, make_stage  # noqa: PLC0415 - as above

    feeds = read_feed_list(config)
    read_boilerplate(config)
    rules = load_rules(config)
    make_stage("extract", config)
    return [
        f"{config.data_file('files.feeds')}: {len(feeds.enabled)} feeds",
        f"{config.data_file('files.rules')}: {len(rules)} rules",
        f"{config.knowledge()}: names and lexicons load",
    ]


def _polling(config: Config, clock: Clock, metrics: Metrics) -> Polling:
    from agent.assembly.polling import Polling  # noqa: PLC0415 - a process loads only what it runs

    return Polling(config, clock, metrics)


def _stages(config: Config, names: Sequence[str]) -> list[Stage[Any]]:
    from agent.assembly.stages import make_feed_stage, make_stage  # noqa: PLC0415 - as above
    from consumers.alerting.stage import AlertStage  # noqa: PLC0415 - as above

    stages = [make_stage(name, config) for name in STAGES[1:] if name in names]
    watching = [make_feed_stage(stage, config) for stage in stages if isinstance(stage, AlertStage)]
    return [*stages, *watching]


def _watch(stages: Sequence[Stage[Any]], config: Config, metrics: Metrics, clock: Clock) -> list[Chore]:
    from agent.assembly.rules_watch import Ruled, RulesWatch  # noqa: PLC0415 - as above

    ruled = [stage for stage in stages if isinstance(stage, Ruled)]
    if not ruled:
        return []
    return [Chore("rules", config["alerts.reload_interval"], RulesWatch(ruled, config, metrics, clock).look)]


def _sweep(log: SqliteLog) -> Callable[[], Awaitable[None]]:
    async def sweep() -> None:
        dropped = await log.sweep()
        if dropped:
            logger.info("past their retention, dropped", extra={"records": dropped})

    return sweep
