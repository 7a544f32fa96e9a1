"""Watches the daemon's log from outside, as any consumer would, and knows when the pipeline has come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent.codec import decode
from agent.demo.tally import Tally
from agent.log.api import Log, Record, Topics
from agent.records import Alert, Article, Event
from agent.topics import ALERTS, ARTICLES, DEADLETTERS, EVENTS, MENTIONS

INPUTS = {"extract": ARTICLES, "resolve": MENTIONS, "alert": EVENTS}
"""Stage -> the topic that it reads."""


class Watch:
    """Reads the topics into a tally, and hands on each alert."""

    def __init__(self, log: Log, topics: Topics, tally: Tally, show: Callable[[Alert], None]) -> None:
        """Prepare to watch ``topics`` of ``log``; ``show`` gets each alert as it comes."""
        self._log = log
        self._topics = topics
        self._tally = tally
        self._show = show

    async def run(self) -> None:
        """Watch until cancelled.

        Raises:
            LogError: The log cannot be read.
            RecordError: What is on a topic is not what belongs there.
            BrokenPipeError: Whoever read the alerts has gone.
        """
        takers: dict[str, Callable[[Record], None]] = {
            ARTICLES: self._article, EVENTS: self._event, ALERTS: self._alert, DEADLETTERS: self._dead_letter,
        }  # fmt: skip
        try:
            async with asyncio.TaskGroup() as group:
                for topic, take in takers.items():
                    group.create_task(self._follow(topic, take))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def caught_up(self) -> bool:
        """Return whether every stage has processed all that it was given."""
        for stage, topic in INPUTS.items():
            if any(lag.records for lag in await self._log.lag(stage, self._topics[topic])):
                return False
        return True

    async def _follow(self, topic: str, take: Callable[[Record], None]) -> None:
        async for record in self._log.read(self._topics[topic], follow=True):
            take(record)

    def _article(self, record: Record) -> None:
        self._tally.article(decode(record.value or b"", Article))

    def _event(self, record: Record) -> None:
        self._tally.event(decode(record.value or b"", Event))

    def _alert(self, record: Record) -> None:
        alert = decode(record.value or b"", Alert)
        self._tally.alert(alert)
        self._show(alert)

    def _dead_letter(self, _: Record) -> None:
        self._tally.dead_letter()
