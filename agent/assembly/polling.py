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
from producers.fetch import FEED_TYPES, PAGE_TYPES, FetchSettings, HttpFetcher
from producers.host_gate import HostGate
from producers.pages.boilerplate import Boilerplate, load_boilerplate
from producers.pages.questions import PagePool
from producers.pages.reader import PageReader
from producers.pages.settings import PageSettings
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


def read_boilerplate(config: Config) -> Boilerplate:
    """Return what is taken out of article pages.

    Raises:
        ConfigError: The file is wrong; the message names it, the line and the mend.
    """
    with files_checked():
        return load_boilerplate(config.data_file("files.boilerplate"))


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
        self._fetcher = HttpFetcher(_fetching(config, "poll", FEED_TYPES))
        self._parser = ParserPool(config["poll.parse_workers"], config["poll.parse_timeout"].total_seconds())
        self._settings = PollSettings(
            concurrency=config["poll.concurrency"],
            interval_floor=config["poll.interval_min"].total_seconds(),
            interval_ceiling=config["poll.interval_max"].total_seconds(),
            dead_seconds=config["poll.dead_after"].total_seconds(),
            pages=PageSettings(
                min_words=config["pages.min_words"],
                spacing=config["pages.spacing"].total_seconds(),
                concurrency=config["pages.concurrency"],
                attempts=config["pages.attempts"],
                retry_wait=config["pages.retry_wait"].total_seconds(),
                queue=config["pages.queue"],
            ),
        )
        self._gate = HostGate(config["poll.concurrency"])
        self._page_fetcher = HttpFetcher(_fetching(config, "pages", PAGE_TYPES))
        self._page_pool = PagePool(config["pages.workers"], config["pages.extract_timeout"].total_seconds())
        pages = PageReader(
            self._page_fetcher, self._page_pool, self._gate, clock, read_boilerplate(config), self._settings.pages,
            metrics.record,
        )  # fmt: skip
        self._pages = pages if config["pages.enabled"] else None

    def poller_of(self, partition: int) -> Poller:
        """Return the poller of one partition of the feeds topic."""
        mine = [feed for feed in self._feeds if partition_of(feed.id.encode(), self._partitions) == partition]
        return Poller(
            mine, self._fetcher, self._parser, self._clock, self._settings, self._metrics.record,
            self._gate, self._pages,
        )  # fmt: skip

    async def close(self) -> None:
        """Let go of connections and worker processes."""
        await self._fetcher.close()
        await self._page_fetcher.close()
        await self._parser.close()
        await self._page_pool.close()


def _fetching(config: Config, section: str, accept: str) -> FetchSettings:
    """Return how the requests of a section of the configuration are made."""
    most = config[f"{section}.max_bytes"]
    return FetchSettings(
        contact=config["poll.contact"],
        proxy=config["poll.proxy"],
        total_seconds=config[f"{section}.timeout"].total_seconds(),
        connect_seconds=config["poll.connect_timeout"].total_seconds(),
        limits=BodyLimits(wire_bytes=most, decoded_bytes=most),
        accept=accept,
    )
