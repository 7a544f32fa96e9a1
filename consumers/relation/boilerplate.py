"""An outlet's own formulas: clauses that stand in many of its articles and say nothing of what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

MIN_ARTICLES = 4
"""Articles of one outlet from which a clause is a formula; a story that is updated all day has its own page."""


class Boilerplate:
    """Counts in how many articles of each outlet a clause stands."""

    def __init__(self, min_articles: int = MIN_ARTICLES) -> None:
        """Make an empty count.

        Args:
            min_articles: Articles from which a clause is a formula.
        """
        self._min = min_articles
        self._counts: dict[str, Counter[int]] = {}

    def add(self, outlet: str, clauses: Iterable[int]) -> None:
        """Count one article's clauses for ``outlet``."""
        self._counts.setdefault(outlet, Counter()).update(set(clauses))

    def of(self, outlet: str, clauses: Iterable[int]) -> frozenset[int]:
        """Return those of ``clauses`` that are formulas of ``outlet``."""
        counts = self._counts.get(outlet)
        return frozenset(c for c in clauses if counts[c] >= self._min) if counts else frozenset()
