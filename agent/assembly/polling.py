"""The pollers, and what all of a process share: connections, parsers, and politeness between feeds."""

from __future__ import annotations

import dataclasses

from agent.assembly.faults import files_checked
from agent.clock import Clock
from agent.config.loader import Config
from agent.log.api import partition_of
from agent.metrics import Metrics
from producers.content_encoding import BodyLimits
from producers.feedlist import FeedList, load_feeds
from producers.fetch import FetchSettings, HttpFetcher
from producers.host_gate import HostGate
from producers.parse_pool import ParserPool
from producers.poll_stage import Poller
from producers.settings import PollSettings


def read_feed_list(config: Config) -> FeedList:
    """Return the feed list.

    Raises:
        ConfigError: It is wrong; the message names file, line and mend.
    """
    with files_checked():
        return load_feeds(config.data_file("files.feeds"))


class Polling:
    """Makes the poller of each partition of the feeds topic."""

    def __init__(self, config: Config, clock: Clock, metrics: Metrics) -> None:
        """Read the feed list and prepare; nothing is connected or started yet.

        Raises:
            ConfigError: The feed list is wrong.
        """
        self._clock = clock
        self._metrics = metrics
        self._partitions = config["log.feed_partitions"]
        everywhere = tuple(config["poll.allow_private"])
        self._feeds = [
            dataclasses.replace(feed, allow_private=(*feed.allow_private, *everywhere))
            for feed in read_feed_list(config).enabled
        ]
        metrics.set("feeds_configured", len(self._feeds))
        most = config["poll.max_bytes"]
        self._fetcher = HttpFetcher(
            FetchSettings(
                contact=config["poll.contact"],
                proxy=config["poll.proxy"],
                total_seconds=config["poll.timeout"].total_seconds(),
                connect_seconds=config["poll.connect_timeout"].total_seconds(),
                limits=BodyLimits(wire_bytes=most, decoded_bytes=most),
            )
        )
        self._parser = ParserPool(config["poll.parse_workers"], config["poll.parse_timeout"].total_seconds())
        self._settings = PollSettings(
            concurrency=config["poll.concurrency"],
            interval_floor=config["poll.interval_min"].total_seconds(),
            interval_ceiling=config["poll.interval_max"].total_seconds(),
        )
        self._gate = HostGate(config["poll.concurrency"])

    def poller_of(self, partition: int) -> Poller:
        """Return the poller of one partition of the feeds topic."""
        mine = [feed for feed in self._feeds if partition_of(feed.id.encode(), self._partitions) == partition]
        return Poller(
            mine, self._fetcher, self._parser, self._clock, self._settings, self._metrics.record, self._gate
        )

    async def close(self) -> None:
        """Let go of connections and worker processes."""
        await self._fetcher.close()
        await self._parser.close()
