"""Ask Wikidata the queries of a refresh in their order. Whom and how to ask is handed in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from consumers.gazetteer.audit.offices import SharedOffices
from consumers.gazetteer.model import Gazetteer
from consumers.gazetteer.refresh import results
from consumers.gazetteer.refresh.endpoint import EndpointError
from consumers.gazetteer.refresh.people import ItemNames, Register
from consumers.gazetteer.refresh.proposal import Proposal, propose, unknown_items
from consumers.gazetteer.refresh.tenures import Findings, decide

Ask = Callable[[str], dict[str, Any]]
"""From a query to its answer in W3C SPARQL JSON; raises `EndpointError`."""

POSITIONS_A_QUERY = 60
ITEMS_A_QUERY = 100
_PAUSES_SECONDS = (5.0, 30.0, 70.0)
"""Waits before the repeats of a query: the service counts errors by the minute."""
_LONGEST_WAIT_SECONDS = 600.0
_QUERIES = ("heads", "positions", "holders", "labels")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of ``sources/``: queries and the table of positions."""

    queries: dict[str, str]
    positions: tuple[results.Position, ...]

    @classmethod
    def read(cls, folder: Path) -> Sources:
        """Return the sources in ``folder``.

        Raises:
            OSError: A file is missing.
        """
        queries = {name: (folder / f"{name}.rq").read_text(encoding="utf-8") for name in _QUERIES}
        table = (folder / "foreign-minister-positions.csv").read_text(encoding="utf-8")
        rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
        return cls(queries, tuple(results.Position(row["position"], row["country"]) for row in rows))


class Patient:
    """Repeats a query whose failure may pass, with growing pauses."""

    def __init__(self, ask: Ask, sleep: Callable[[float], object], tell: Callable[[str], object]) -> None:
        """Take how to ask, how to wait (seconds), and what to do with a line on progress."""
        self._ask = ask
        self._sleep = sleep
        self._tell = tell

    def __call__(self, query: str) -> dict[str, Any]:
        """Return the answer to ``query``.

        Raises:
            EndpointError: No repeat can help, or none did.
        """
        for pause in _PAUSES_SECONDS:
            try:
                return self._ask(query)
            except EndpointError as error:
                if not error.retriable:
                    raise
                wait = min(max(pause, error.wait_seconds or 0), _LONGEST_WAIT_SECONDS)
                self._tell(f"{error}; again in {wait:.0f} s")
                self._sleep(wait)
        return self._ask(query)


def refresh(
    ask: Ask, sources: Sources, gazetteer: Gazetteer, shared: SharedOffices, today: date,
    tell: Callable[[str], object] = lambda _line: None,
) -> Proposal:
    """Ask Wikidata, and return what the gazetteer lacks.

    Args:
        ask: How to ask (see `Patient`).
        sources: Queries and known positions.
        gazetteer: What is known.
        shared: Offices with several holders at a time.
        today: Day of the refresh.
        tell: Takes a line on progress.

    Raises:
        EndpointError: A query was not answered.
        ValueError: An answer is not in the W3C format.
    """
    findings = _findings(ask, sources, gazetteer, shared, today, tell)
    items = unknown_items(gazetteer, findings)
    tell(f"names of {len(items)} persons that the gazetteer has no item of")
    names: dict[str, ItemNames] = {}
    for rows in _in_parts(ask, sources.queries["labels"], items, ITEMS_A_QUERY):
        names.update(results.names(rows))
    return propose(gazetteer, findings, names, today, shared.always)


def _findings(
    ask: Ask, sources: Sources, gazetteer: Gazetteer, shared: SharedOffices, today: date,
    tell: Callable[[str], object],
) -> Findings:
    tell("heads of state and government")
    statements = results.heads(results.bindings(ask(sources.queries["heads"])))
    tell("positions of foreign ministers")
    rows = results.bindings(ask(sources.queries["positions"]))
    positions = _with_table(results.positions(rows), rows, sources.positions)
    parties = {position.item: position.party for position in positions}
    tell(f"holders of {len(parties)} positions")
    for part in _in_parts(ask, sources.queries["holders"], list(parties), POSITIONS_A_QUERY):
        statements += results.holders(part, parties)
    register = Register(gazetteer.people)
    held = {(term.party, term.office) for person in gazetteer.people.values() for term in person.terms}

    def holding(party: str, office: str, item: str) -> bool:
        known = gazetteer.people.get(register.by_item(item))
        return known is not None and any((t.party, t.office) == (party, office) for t in known.terms)

    return decide(
        (s for s in statements if s.party in gazetteer.records),  # ISO codes of states that are no more come too
        today,
        shared=shared.always,
        known_office=lambda party, office: (party, office) in held,
        known_holding=holding,
    )


def _with_table(
    found: Sequence[results.Position], rows: Iterable[results.Binding], table: Iterable[results.Position]
) -> list[results.Position]:
    """Add the positions of the table that the answer does not mention, not even as abolished."""
    mentioned = {row["position"]["value"].rpartition("/")[2] for row in rows if "position" in row}
    return [*found, *(position for position in table if position.item not in mentioned)]


def _in_parts(ask: Ask, query: str, items: Sequence[str], size: int) -> Iterator[list[results.Binding]]:
    """Yield the rows of ``query`` for ``items``, asked ``size`` at a time: longer lists run out of time."""
    for start in range(0, len(items), size):
        listed = " ".join(f"wd:{item}" for item in items[start : start + size])
        yield results.bindings(ask(query.replace("{items}", listed)))
