"""The log that a configuration names, and its topics."""

from __future__ import annotations

from agent.config.loader import Config
from agent.log.api import Log, Topics
from agent.log.sqlite import SqliteLog
from agent.topics import Retention, topic_specs


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
                for topic in ("articles", "mentions", "events", "alerts", "audit", "health", "deadletters")
            }),
        ),
    )


async def open_log(config: Config, *, own: bool) -> Log:
    """Return the open log that ``config`` names; ``own`` when the caller is the daemon that consumes from it.

    Raises:
        LogError: It cannot be opened.
    """
    if config["log.kind"] == "kafka":
        from agent.log.kafka import KafkaLog  # noqa: PLC0415 - only who uses it loads the client library
        from agent.log.kafka_settings import KafkaSettings  # noqa: PLC0415

        return await KafkaLog.open(KafkaSettings.of(config), config["log.prefix"], patient=own)
    return await SqliteLog.open(config["log.path"], own=own, synchronous=config["log.synchronous"])
