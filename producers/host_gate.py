"""Politeness between feeds: one connection a host at a time, and silence for a host that asks for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit


class HostGate:
    """Hands out the right to connect; shared by all pollers of a process."""

    def __init__(self, concurrency: int) -> None:
        """Make a gate.

        Args:
            concurrency: Connections at the same time, over all hosts.
        """
        self._places = asyncio.Semaphore(concurrency)
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = defaultdict(int)
        self._silent_until: dict[str, datetime] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[Callable[[], None]]:
        """Wait for the right to connect to the host of ``url``; hold one of the places for the time of the context.

        Yields:
            A function that lets the next one connect to the host while this one keeps its place, so that what was
            fetched and not yet committed stays bounded.
        """
        host = host_of(url)
        lock = self._locks.setdefault(host, asyncio.Lock())
        self._waiting[host] += 1
        left = False

        def leave_host() -> None:
            nonlocal left
            if not left:
                left = True
                lock.release()

        try:
            await lock.acquire()  # the host first: who waits for a slow host must not keep others out
            try:
                async with self._places:
                    yield leave_host
            finally:
                leave_host()
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host], self._locks[host]

    def silence(self, url: str, until: datetime) -> None:
        """Keep away from the host of ``url`` until then."""
        host = host_of(url)
        self._silent_until[host] = max(until, self._silent_until.get(host, until))

    def silent_until(self, url: str, now: datetime) -> datetime | None:
        """Return until when the host of ``url`` asked to be left alone, None when that is over."""
        host = host_of(url)
        until = self._silent_until.get(host)
        if until is not None and until <= now:
            del self._silent_until[host]
            return None
        return until


def host_of(url: str) -> str:
    """Return host and port of ``url``: servers of one machine on several ports are different ones."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower()
