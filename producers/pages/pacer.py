"""Politeness between pages: so many seconds between two of one host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.clock import Clock
from producers.host_gate import host_of
from producers.keyed_locks import KeyedLocks


class Pacer:
    """Hands out the right to read a page of a host; shared by all pollers of a process."""

    def __init__(self, clock: Clock) -> None:
        """Make a pacer.

        Args:
            clock: Tells the time.
        """
        self._clock = clock
        self._locks = KeyedLocks()
        self._next: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str, spacing: float) -> AsyncIterator[None]:
        """Wait until the host of ``url`` may be asked for a page again; it is not before the context has ended.

        Args:
            url: The page.
            spacing: Seconds between the end of one turn and the begin of the next.
        """
        host = host_of(url)
        async with self._locks.held(host):
            while (wait := self._next.get(host, 0.0) - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            try:
                yield
            finally:
                self._forget_past()
                self._next[host] = self._clock.monotonic() + spacing

    def _forget_past(self) -> None:
        now = self._clock.monotonic()
        for host in [host for host, moment in self._next.items() if moment <= now]:
            del self._next[host]
