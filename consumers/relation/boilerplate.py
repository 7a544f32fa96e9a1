"""An outlet's own formulas: clauses that it writes day after day and that say nothing of what two texts share.

"You can get notifications from our app", "CNN could not verify this", the titles of a box of related stories: two
stories of one outlet share them without sharing news. They are recognised as the stream goes by, from a small sample
of each outlet's reports, and left out of the sketches that are made from then on.

The sample is one row for each of eight days and outlet: the clause hashes of the twelve articles of that day whose ids
have the smallest hashes. So it does not depend on the order of arrival, is never above some six kilobytes for an
outlet, is written once for a report at most, and is restored from the changelog like all state.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import xxhash

from agent.state import Table

MIN_ARTICLES = 4
"""Articles in which a formula stands, the one at hand included, ..."""

MIN_DAYS = 3
"""... on so many different days: the lead of a story that runs for a day is news, however often it is updated."""

CROWD = 8
"""Articles from which days do not count: the day's box of related stories."""

_DAYS = 8
_A_DAY = 12
_MAX_CLAUSES = 64
"""Of one article; a page with more of them is a list."""


class BoilerplateMemory:
    """Reads and writes the sample of clauses in a state table."""

    @staticmethod
    def table() -> Table[bytes]:
        """Return the empty table that the methods read and write."""
        return Table("boilerplate", bytes)

    @staticmethod
    def formulas(
        table: Table[bytes], outlet: str, article_id: str, moment: datetime, clauses: Iterable[int]
    ) -> frozenset[int]:
        """Return those of an article's clauses that are formulas of its outlet.

        Args:
            table: The table made by :meth:`table`.
            outlet: Who published the article.
            article_id: The article; what is remembered of it does not count twice.
            moment: When it was published.
            clauses: Hashes of its clauses.
        """
        asked = set(clauses)
        own = _key(article_id)
        today = moment.toordinal()
        articles: Counter[int] = Counter(asked)
        days: dict[int, set[int]] = {clause: {today} for clause in asked}
        for slot in range(_DAYS):
            row = table.get(f"{outlet}|{slot}")
            if row is None:
                continue
            day, sample = _unpack(row)
            for article, remembered in sample:
                if article != own and not asked.isdisjoint(remembered):
                    for clause in asked.intersection(remembered):
                        articles[clause] += 1
                        days[clause].add(day)
        return frozenset(
            clause
            for clause, count in articles.items()
            if count >= CROWD or (count >= MIN_ARTICLES and len(days[clause]) >= MIN_DAYS)
        )

    @staticmethod
    def remember(table: Table[bytes], outlet: str, article_id: str, moment: datetime, clauses: Iterable[int]) -> None:
        """Take an article's clauses into the sample, if it is one of the day's dozen.

        Args:
            table: The table made by :meth:`table`.
            outlet: Who published the article.
            article_id: The article.
            moment: When it was published; never later than the time of its record.
            clauses: Hashes of its clauses.
        """
        today = moment.toordinal()
        slot = f"{outlet}|{today % _DAYS}"
        row = table.get(slot)
        day, sample = (today, []) if row is None else _unpack(row)
        if day > today:
            return  # an old article, come late
        if day < today:
            sample = []
        own = _key(article_id)
        known = {article: remembered for article, remembered in sample if article != own}
        if len(known) >= _A_DAY and own > max(known):
            return
        known[own] = array("I", list(dict.fromkeys(clauses))[:_MAX_CLAUSES])
        table.put(slot, _pack(today, sorted(known.items())[:_A_DAY]))


def _key(article_id: str) -> int:
    return xxhash.xxh32_intdigest(article_id.encode())


def _pack(day: int, sample: Iterable[tuple[int, array[int]]]) -> bytes:
    packed = array("I", (day,))
    for article, clauses in sample:
        packed.extend((article, len(clauses)))
        packed.extend(clauses)
    return packed.tobytes()


def _unpack(row: bytes) -> tuple[int, list[tuple[int, array[int]]]]:
    packed = array("I")
    packed.frombytes(row)
    return packed[0], list(_entries(packed))


def _entries(packed: array[int]) -> Iterator[tuple[int, array[int]]]:
    at = 1
    while at < len(packed):
        end = at + 2 + packed[at + 1]
        yield packed[at], packed[at + 2 : end]
        at = end
