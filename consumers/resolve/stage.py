"""The resolve stage: reports in, events out; all reports of one act become one event.

Its state is what is needed to decide again when a report is corrected: the last report of every article with its
mentions, and of every event the mentions that it rests on. A new version of an article first takes its old mentions
out of their events and then goes through the same matching as any other report.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from agent.config.folder import bundled_config
from agent.records import Event, Headline, Report
from agent.stage import Count, Decision, Emit
from agent.state import Tables
from agent.topics import EVENTS, MENTIONS
from consumers.gazetteer import Gazetteer, load
from consumers.relation.normal import standard_sketcher
from consumers.relation.sketch import Sketcher
from consumers.resolve.expiry import clock_table, sweep
from consumers.resolve.headlines import Headliner
from consumers.resolve.lineage import Lineage
from consumers.resolve.naming import place_kinds
from consumers.resolve.ontology import Ontology
from consumers.resolve.resolution import Resolution
from consumers.resolve.revision import Reviser
from consumers.resolve.rows import Position, events_table, milliseconds, report_row, reports_table
from consumers.resolve.texts import TextComparer, text_row, texts_table
from consumers.resolve.workspace import Reader, Workspace


class ResolveStage:
    """Merges reports of one act into one event and publishes a revision of it whenever a reader would see a change."""

    name = "resolve"
    source = MENTIONS
    record_type: type[Any] = Report

    def __init__(
        self,
        ontology: Ontology,
        headline: Callable[[Event], Headline],
        sketcher: Sketcher,
        place_kinds: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Make the stage.

        Args:
            ontology: Scores and codes of types and modes.
            headline: Writes the line that a person reads.
            sketcher: The one with which the extract stage makes sketches.
            place_kinds: Place name -> country, city or venue.
        """
        self._reader = Reader(place_kinds)
        self._reviser = Reviser(ontology, headline)
        self._comparer = TextComparer(sketcher)
        self._latest: WeakKeyDictionary[Tables, Position] = WeakKeyDictionary()

    @classmethod
    def load(cls, config_folder: Path | None = None, gazetteer: Gazetteer | None = None) -> ResolveStage:
        """Return the stage for a configuration.

        Args:
            config_folder: Folder with ontology, headline templates and gazetteer; default: what ships.
            gazetteer: The gazetteer, if it is loaded already.

        Raises:
            ValueError: A file there is not what it should be; the message names it.
        """
        folder = config_folder or bundled_config()
        names = gazetteer or load(folder / "gazetteer")
        headliner = Headliner.load(folder, names)
        gc.freeze()  # the names stay: no full collection need go over them
        return cls(Ontology.load(folder), headliner, standard_sketcher(), place_kinds=place_kinds(names))

    def tables(self) -> Tables:
        """Return the stage's empty state."""
        return Tables(reports_table(), texts_table(), events_table(), clock_table())

    def decide(self, record: Report, tables: Tables, now: datetime) -> Decision:
        """Return the events that ``record`` opens, confirms, changes or withdraws.

        Args:
            record: One version of one article's report.
            tables: The state made by :meth:`tables`.
            now: When the record was written to the log.
        """
        collecting = gc.isenabled()
        gc.disable()  # a report leaves one small cycle; looking for more of them takes a fourteenth of the time
        try:
            return self._decide(record, tables, now)
        finally:
            if collecting:
                gc.enable()

    def _decide(self, record: Report, tables: Tables, now: datetime) -> Decision:
        now = now.astimezone(UTC)
        sweep(tables, now)
        known = tables["reports"].get(record.article_id)
        if record.version <= (known.version if known is not None else 0 if record.mentions else 1):
            return Decision()  # an older version, or a first one that tells of no act: nothing to do, nothing to keep
        row = report_row(record, now)
        text, imprint = text_row(record.sketch, outlet=row.outlet, published=row.published, dated=row.dated, seen=now)
        fingerprint = text.fingerprint(record.article_id)
        self._comparer.keep(fingerprint, imprint)
        latest = self._latest.get(tables) or _latest(tables)
        self._latest[tables] = max(latest, (milliseconds(row.published), record.article_id))
        workspace = Workspace(tables, self._comparer, self._reader, now)
        resolution = Resolution(workspace, record.article_id, row, text, fingerprint)
        resolution.run(latest=latest)
        outputs: list[Emit] = []
        counts = list(resolution.counts)
        for event, kind in self._reviser.revise(resolution, Lineage(resolution).drafts()):
            outputs.append(Emit(EVENTS, event.event_id, event))
            counts.append(Count("event_revisions_total", {"kind": kind}))
            if kind == "opened":
                counts.append(Count("events_total", {"type": event.type}))
            if kind in {"opened", "source"}:
                counts += [
                    Count("duplicates_total", {"relation": source.relation.value})
                    for source in event.sources
                    if source.article_id == record.article_id
                ]
        return Decision(outputs, counts)

    def tick(self, tables: Tables, now: datetime) -> Decision:  # noqa: ARG002 - expiry goes by record time
        """Return the number of open events; nothing expires by the wall clock, so that a replay decides alike."""
        return Decision(counts=(Count("open_events", value=len(tables["events"])),))


def _latest(tables: Tables) -> Position:
    """Return the place of the last report in the state; too late a place costs time, nothing else."""
    return max((s.position for _, row in tables["events"].items() for s in row.supports), default=(0, ""))
