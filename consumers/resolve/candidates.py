"""Where the events that a mention might belong to are found: by type, parties and day.

Two reports of one act share two parties of which one acts by both, or one of them names a single party, and their days
are near. So an event is kept under each such pair of its parties, and under each single one, for every stretch of days
that any of its reports allows. What is found is a superset of what can match; the keys are hashes, which costs a false
find in four billion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import xxhash

from consumers.resolve.facets import MOST_APART, Facets, Span, modes_fit

WIDE = 14
"""Days from which a span counts as not known."""

_REACH = 3
"""Days around a mention's date in which its event is sought; the widest tolerance of matching, and one."""

_SIGHT = 60
"""Days from its reports within which an act of unnamed date can be one with an act of a named day."""

_STRETCH = 4
"""Days that share a key."""

_MANY = 6
"""Parties from which their pairs are too many to be listed."""

_OPEN = "*"


def found_under(event: Facets) -> Iterator[int]:
    """Yield the keys of an event.

    Args:
        event: All that its reports say of it.
    """
    parties = sorted(event.parties)
    what = list(parties)
    what += _pairs(event) if len(parties) <= _MANY else [">"]
    if event.lone:
        what += [f"{party}!" for party in parties]
    stretches = {stretch for told in event.dates for stretch in _stretches(told.span)}
    return _keys(event.type, what, stretches)


def sought_under(mention: Facets) -> Iterator[int]:
    """Yield the keys under which the events are that ``mention`` might belong to.

    Args:
        mention: The facets of one mention.
    """
    return _keys(mention.type, _asked(mention), {_OPEN, *_between(*_window(mention))})


def might_seek(event: Facets) -> Iterator[int]:
    """Yield the keys of events with mentions that might seek ``event``, as it is or as it was after fewer reports.

    Args:
        event: All that its reports say of it.
    """
    what = {*_asked(event), *event.parties} if event.lone else _asked(event)
    stretches = {_OPEN}
    for told in event.dates:
        if told.span is None:
            first, last = event.published[0] - _SIGHT, event.published[1] + _SIGHT
        else:
            first, last = told.span.first - _REACH, told.span.last + _REACH
        stretches.update(_between(first, last))
    return _keys(event.type, what, stretches)


def in_reach(mention: Facets) -> Callable[[Facets], bool]:
    """Return the question whether an event is near enough to ``mention`` in type, parties and days to be compared.

    It is asked of every event found, and answers no to most.
    """
    kind, parties, alone, span = mention.type, mention.parties, mention.alone, mention.span
    acting = mention.acting
    first, last = _window(mention)
    known = span is not None and not _is_wide(span)

    def near(event: Facets) -> bool:
        if event.type != kind or not (alone or event.alone or len(parties & event.parties) > 1):
            return False
        if acting.isdisjoint(event.acting) and not (alone or event.alone):
            return False  # other actors, or the same the other way round
        if not modes_fit(mention, event):
            return False
        when = event.span
        if when is None:
            return (
                not known
                or span is None
                or (span.last >= event.published[0] - _SIGHT and span.first <= event.published[1] + _SIGHT)
            )
        if span is not None and span.gap(when) > MOST_APART:
            return False
        return _is_wide(when) or (when.last >= first and when.first <= last)

    return near


def _asked(mention: Facets) -> Iterable[str]:
    parties = sorted(mention.parties)
    if len(parties) == 1:
        return parties
    acting = mention.acting
    pairs = parties
    if len(parties) <= _MANY:
        pairs = [f"{min(one, other)}+{max(one, other)}" for one in acting for other in parties if one != other]
        pairs += [f"{one}>{other}" for one in acting for other in parties if one != other]
    return [*pairs, *(f"{party}!" for party in parties), ">"]


def _pairs(event: Facets) -> Iterator[str]:
    """Yield the pairs of an event's parties of which one at least acts: whoever does is named first, if not both do."""
    acting = event.acting
    for one, other in combinations(sorted(event.parties), 2):
        if one in acting and other in acting:
            yield f"{one}+{other}"
        elif one in acting:
            yield f"{one}>{other}"
        elif other in acting:
            yield f"{other}>{one}"


def _window(mention: Facets) -> tuple[int, int]:
    """Return the first and last day on which an event of a known day may be that of ``mention``."""
    span = mention.span
    if span is not None and not _is_wide(span):
        return span.first - _REACH, span.last + _REACH
    first, last = mention.published[0] - WIDE, mention.published[0] + WIDE
    if span is not None:
        first = max(first, span.first - 1)
        last = min(span.last + 1, first + 4 * WIDE)
    return first, last


def _is_wide(span: Span) -> bool:
    return span.last - span.first >= WIDE


def _stretches(span: Span | None) -> Iterator[str]:
    if span is None or _is_wide(span):
        yield _OPEN
    else:
        yield from _between(span.first, span.last)


def _between(first: int, last: int) -> Iterator[str]:
    if first <= last:
        yield from map(str, range(first // _STRETCH, last // _STRETCH + 1))


def _keys(kind: str, what: Iterable[str], stretches: Iterable[str]) -> Iterator[int]:
    wanted = list(stretches)
    for named in what:
        for stretch in wanted:
            yield xxhash.xxh32_intdigest(f"{kind}|{named}|{stretch}".encode())
