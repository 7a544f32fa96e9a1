"""The cursors of a partition's feeds, packed: decoded they take six times the memory, each is needed once a poll."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Self

from agent.codec import RecordError, decode, encode
from agent.records import FeedCursor

logger = logging.getLogger("rasid.sources")


class PackedCursors(MutableMapping[str, FeedCursor]):
    """Cursors by feed id, kept as the bytes that stand in the log."""

    def __init__(self) -> None:
        """Begin without any."""
        self._packed: dict[str, bytes] = {}

    @classmethod
    def of(cls, cursors: Mapping[str, FeedCursor]) -> Self:
        """Return ``cursors`` packed; those that are packed already come back as they are, not copied."""
        if isinstance(cursors, cls):
            return cursors
        packed = cls()
        packed.update(cursors)
        return packed

    def load(self, feed: str, value: bytes | None) -> None:
        """Take what the log holds for ``feed``; None removes it."""
        if value is None:
            self._packed.pop(feed, None)
        else:
            self._packed[feed] = value

    def __getitem__(self, feed: str) -> FeedCursor:
        """Return the cursor of ``feed``.

        Raises:
            KeyError: There is none, or none that can be read.
        """
        try:
            return decode(self._packed[feed], FeedCursor)
        except RecordError as error:
            logger.warning("cursor unreadable, feed starts anew", extra={"feed": feed, "why": str(error)})
            raise KeyError(feed) from error

    def __setitem__(self, feed: str, cursor: FeedCursor) -> None:
        self._packed[feed] = encode(cursor)

    def __delitem__(self, feed: str) -> None:
        del self._packed[feed]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
