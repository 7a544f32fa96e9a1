"""Mentions that fit one by one, and what all of them before a moment in the order of reports say together."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from functools import reduce

from consumers.resolve.facets import Facets, joined
from consumers.resolve.rows import Part, Position, Support


def _place(support: Support) -> Position:
    return support.position


class Cluster:
    """The mentions of one act while a report is worked in."""

    __slots__ = ("_facets_of", "_prefix", "_prefix_size", "_whole", "event_id", "supports")

    def __init__(self, facets_of: Callable[[Support], Facets], part: Part | None = None, event_id: str = "") -> None:
        """Make a cluster.

        Args:
            facets_of: Returns the facets of one mention.
            part: What it consists of; default: nothing yet.
            event_id: The event that it belonged to.
        """
        self.event_id = event_id
        self.supports: list[Support] = list(part.supports) if part else []
        self._facets_of = facets_of
        self._whole = part.facets if part else None
        self._prefix: Facets | None = None
        self._prefix_size = 0

    @property
    def founder(self) -> Support:
        """Its first mention."""
        return self.supports[0]

    def whole(self) -> Facets:
        """Return what all its mentions say together."""
        if self._whole is None:
            self._whole = self._upto(len(self.supports))
        return self._whole

    def part(self) -> Part:
        """Return the cluster as it is kept."""
        return Part(tuple(self.supports), self.whole())

    def as_of(self, moment: Position) -> Facets | None:
        """Return what the reports before ``moment`` say together; None if there are none."""
        size = self.size_at(moment)
        if size == 0:
            return None
        return self.whole() if size == len(self.supports) else self._upto(size)

    def size_at(self, moment: Position) -> int:
        """Return how many of its mentions were published before ``moment``."""
        if self.supports and self.supports[-1].position < moment:
            return len(self.supports)
        return bisect_left(self.supports, moment, key=_place)

    def after(self, moment: Position) -> list[Support]:
        """Return its mentions published after ``moment``, but for those of the article that the moment names."""
        at = bisect_left(self.supports, moment, key=_place)
        return [s for s in self.supports[at:] if s.position != moment]

    def add(self, support: Support) -> None:
        """Take in a mention."""
        last = not self.supports or self.supports[-1].position < support.position
        insort(self.supports, support, key=_place)
        if last and self._whole is not None:
            self._whole = joined(self._whole, self._facets_of(support))
        else:
            self._forget(support)

    def remove(self, article_id: str, index: int) -> Support:
        """Take out a mention and return it."""
        support = self.find(article_id, index)
        self.supports.remove(support)
        self._forget(support)
        return support

    def update(self, support: Support) -> None:
        """Set what is remembered of a mention that it holds."""
        at = next(n for n, s in enumerate(self.supports) if s.ref == support.ref)
        self.supports[at] = support

    def find(self, article_id: str, index: int) -> Support:
        """Return what is remembered of a mention that it holds."""
        return next(s for s in self.supports if s.article_id == article_id and s.index == index)

    def _forget(self, changed: Support) -> None:
        self._whole = None
        if bisect_left(self.supports, changed.position, key=_place) < self._prefix_size:
            self._prefix, self._prefix_size = None, 0

    def _upto(self, size: int) -> Facets:
        """Return what the first ``size`` mentions say, going on from the last answer where that was a shorter one."""
        if self._prefix is None or self._prefix_size > size:
            self._prefix, self._prefix_size = self._facets_of(self.supports[0]), 1
        further = self.supports[self._prefix_size : size]
        self._prefix = reduce(joined, map(self._facets_of, further), self._prefix)
        self._prefix_size = size
        return self._prefix


def in_order(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Return ``clusters`` by their first mentions, those without any left out."""
    return sorted((c for c in clusters if c.supports), key=lambda c: (c.founder.position, c.founder.index))
