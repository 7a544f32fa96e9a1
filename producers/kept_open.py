"""Things that are kept open for a while after their use, one for each host, in case they are wanted again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Kept(Generic[T]):
    """One of them."""

    thing: T
    users: int = 0
    uses: int = 0
    """How often it was used before; 0 for a new one."""
    left: float = 0.0


class KeptOpen(Generic[T]):
    """Opens things by key, and closes them once they were not used for a time or there are too many."""

    def __init__(
        self,
        opened: Callable[[], T],
        close: Callable[[T], Awaitable[None]],
        *,
        most: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin without any.

        Args:
            opened: Makes one.
            close: Closes one.
            most: Kept while nobody uses them.
            seconds: How long one is kept so.
            clock: Seconds that only grow.
        """
        self._opened = opened
        self._close = close
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[str, Kept[T]] = OrderedDict()

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[Kept[T]]:
        """Give the one of ``key`` for the time of the context."""
        await self._sweep(self._most)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = Kept(self._opened())
        kept.users += 1
        try:
            yield kept
        finally:
            kept.users -= 1
            kept.uses += 1
            kept.left = self._clock()
            if self._kept.get(key) is kept:
                self._kept.move_to_end(key)

    async def close(self) -> None:
        """Close all."""
        everything = list(self._kept.values())
        self._kept.clear()
        for kept in everything:
            await self._close(kept.thing)

    async def _sweep(self, most: int) -> None:
        now = self._clock()
        idle = [(key, kept) for key, kept in self._kept.items() if not kept.users]  # the longest idle first
        excess = len(idle) - most
        over = [key for number, (key, kept) in enumerate(idle) if number < excess or now - kept.left > self._seconds]
        # All out of reach before the first await: nobody can begin to use what is being closed.
        for kept in [self._kept.pop(key) for key in over]:
            await self._close(kept.thing)

    def __len__(self) -> int:
        return len(self._kept)
