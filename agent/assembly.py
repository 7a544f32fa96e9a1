"""The one place where the daemon is put together from the log, the producers and the consumers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.clock import Clock, SystemClock
from agent.config.loader import Config, ConfigError
from agent.daemon import Chore, Daemon, Endpoints, Runner
from agent.log.api import Log, Topics
from agent.log.sqlite import SqliteLog
from agent.metrics import STAGES, Metrics
from agent.runtime import RuntimeSettings, StageRunner
from agent.sources import SourceRunner
from agent.stage import Stage
from agent.topics import Retention, topic_specs

logger = logging.getLogger("rasid.assembly")


def topics_of(config: Config) -> Topics:
    """Return the topics that ``config`` asks for."""
    return Topics(
        config["log.prefix"],
        topic_specs(
            prefix=config["log.prefix"],
            article_partitions=config["log.article_partitions"],
            feed_partitions=config["log.feed_partitions"],
            retention=Retention(**{
                topic: config[f"retention.{topic}"]
                for topic in ("articles", "mentions", "events", "alerts", "audit", "deadletters")
            }),
        ),
    )


async def open_log(config: Config, *, own: bool) -> Log:
    """Return the open log that ``config`` names; ``own`` when the caller is the daemon that consumes from it.

    Raises:
        LogError: It cannot be opened.
        ConfigError: It is of a kind that this installation lacks.
    """
    if config["log.kind"] != "sqlite":
        raise ConfigError(f"log.kind: {config['log.kind']} is not available yet; use sqlite")
    return await SqliteLog.open(config["log.path"], own=own, synchronous=config["log.synchronous"])


@dataclass(slots=True)
class _Parts:
    runners: list[Runner]
    inputs: dict[str, str]
    chores: list[Chore]
    closers: list[Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A daemon, and what must be closed after it."""

    daemon: Daemon
    closers: Sequence[Callable[[], None]]

    async def run(self) -> None:
        """Run the daemon to its end, and close what served it."""
        try:
            await self.daemon.run()
        finally:
            for close in self.closers:
                close()


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
    sources = _poll_source(config, clock, metrics) if "poll" in stages else None
    built = [_stage(name, config, metrics) for name in STAGES[1:] if name in stages]
    log = await open_log(config, own=True)
    await log.ensure_topics(list(topics.specs.values()))
    settings = RuntimeSettings(config["runtime.batch_records"], config["runtime.batch_wait"].total_seconds())
    parts = _Parts([], {}, [], [])
    if sources is not None:
        parts.runners.append(SourceRunner(sources.of_partition, log, topics, clock, metrics))
        parts.closers.append(sources.close)
    for stage in built:
        parts.runners.append(StageRunner(stage, log, topics, clock, metrics, settings))
        parts.inputs[stage.name] = topics[stage.source]
        if stage.name == "alert":
            parts.chores.append(_rules_watch(stage, config, metrics, clock))
    if isinstance(log, SqliteLog):
        parts.chores.append(Chore("sweep", config["log.sweep_interval"], _sweep(log)))
    daemon = Daemon(
        log=log, topics=topics, clock=clock, metrics=metrics,
        runners=parts.runners, inputs=parts.inputs, chores=parts.chores,
        endpoints=Endpoints(config["http.host"], config["http.port"]) if config["http.enabled"] else None,
        drain=config["runtime.drain"],
    )
    return Assembled(daemon, parts.closers)


def _sweep(log: SqliteLog) -> Callable[[], Any]:
    async def sweep() -> None:
        dropped = await log.sweep()
        if dropped:
            logger.info("past their retention, dropped", extra={"records": dropped})

    return sweep


def _stage(name: str, config: Config, metrics: Metrics) -> Stage[Any]:
    """Return the stage called ``name``, with its data loaded."""
    if name == "extract":
        from consumers.extract_stage import ExtractStage  # noqa: PLC0415 - a process loads only what it runs
        from consumers.extraction import Extractor  # noqa: PLC0415

        return ExtractStage(Extractor.load(_data_folder(config)))
    if name == "resolve":
        from consumers.resolve.stage import ResolveStage  # noqa: PLC0415

        return ResolveStage.load(_data_folder(config))
    from consumers.alerting.stage import AlertStage  # noqa: PLC0415

    rules = _load_rules(config)
    metrics.set("rules_loaded", len(rules.rules))
    metrics.set("rules_last_reload_successful", 1)
    return AlertStage(rules, source=config["alerts.source"])
