"""From what a report has changed to the revisions that are published, and the rows that are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import msgspec
import xxhash

from agent.codec import encode
from agent.records import Event, Headline
from consumers.resolve.fields import Voice, merge
from consumers.resolve.lineage import Draft
from consumers.resolve.ontology import Ontology
from consumers.resolve.relations import label
from consumers.resolve.resolution import Resolution
from consumers.resolve.rows import EventRow, ReportRow, Support

_LINES = 512
"""Headlines at hand."""


class Reviser:
    """Writes the rows of changed events and makes a revision of those in which a reader would see a change."""

    def __init__(self, ontology: Ontology, headline: Callable[[Event], Headline]) -> None:
        """Make a reviser.

        Args:
            ontology: Scores and codes of types and modes.
            headline: Writes the line that a person reads.
        """
        self._ontology = ontology
        self._headline = _remembering(headline)

    def revise(self, resolution: Resolution, drafts: Sequence[Draft]) -> Iterator[tuple[Event, str]]:
        """Yield the revisions that a worked-in report calls for, with what made each; writes the rows on the way.

        Args:
            resolution: A resolution that has run.
            drafts: What has become of the events that it touched.
        """
        # An event that another one has taken in is closed first: rules then know that they have dealt with the act.
        for draft in sorted(drafts, key=lambda draft: not draft.merged_into):
            if draft.kind or draft.before is None or draft.parts != draft.before.parts:
                yield from self._revise(draft, resolution)

    def _revise(self, draft: Draft, resolution: Resolution) -> Iterator[tuple[Event, str]]:
        before = draft.before
        revision = before.revision + 1 if before else 1
        if draft.supports:
            event = self._event(draft, revision, resolution)
        else:
            event = self._closing(draft, revision, resolution)
        seen = visible(event)
        changed = before is None or seen != before.visible
        resolution.workspace.events.put(
            draft.event_id,
            EventRow(
                revision=revision if changed or before is None else before.revision,
                parts=draft.parts,
                last_report=resolution.workspace.now,
                visible=seen,
                withdrawn=event.withdrawn,
                merged_into=draft.merged_into,
                split_from=event.split_from,
            ),
        )
        if changed:
            yield event, draft.kind or "changed"

    def _event(self, draft: Draft, revision: int, resolution: Resolution) -> Event:
        rows = [(support, resolution.workspace.row(support.article_id)) for support in draft.supports]
        event = merge(draft.event_id, revision, _voices(rows), self._ontology)
        return msgspec.structs.replace(
            event,
            headline=self._headline(event),
            reason=_sentence(draft.notes or [f"the report of {resolution.report.outlet} was updated"]),
            split_from=draft.split_from or (draft.before.split_from if draft.before else ""),
        )

    def _closing(self, draft: Draft, revision: int, resolution: Resolution) -> Event:
        """Return the last revision of an event: its last words, and why there will be no more of them."""
        assert draft.before is not None, "an event that was never published is closed"
        event = merge(draft.event_id, revision, _voices(_last_words(draft.before, resolution)), self._ontology)
        return msgspec.structs.replace(
            event,
            headline=self._headline(event),
            reason=_sentence(draft.notes),
            withdrawn=not draft.merged_into,
            merged_into=draft.merged_into,
            split_from=draft.before.split_from,
        )


def _remembering(headline: Callable[[Event], Headline]) -> Callable[[Event], Headline]:
    """Return ``headline`` with its last lines at hand: a further source seldom changes what a headline says."""
    known: OrderedDict[object, Headline] = OrderedDict()

    def remembered(event: Event) -> Headline:
        sides = tuple((a.party, a.role, a.person, a.name) for side in (event.actors, event.recipients) for a in side)
        key = event.type, event.mode, event.status, len(event.actors), sides, event.place
        line = known.get(key)
        if line is None:
            # Written from the fields of the key alone, so that it cannot depend on what was written before.
            line = known[key] = headline(event)
            if len(known) > _LINES:
                known.popitem(last=False)
        return line

    return remembered


def _last_words(before: EventRow, resolution: Resolution) -> list[tuple[Support, ReportRow]]:
    """Return what an event rested on before the report, with the rows as they were."""
    own = resolution.known if resolution.known is not None else resolution.report
    return [
        (s, own if s.article_id == resolution.article_id else resolution.workspace.row(s.article_id))
        for s in before.supports
    ]


def visible(event: Event) -> str:
    """Return a hash of what a reader sees of ``event``: all but its number, its reason and when it was last seen."""
    seen = msgspec.structs.replace(event, revision=0, reason="", last_seen=None)
    return xxhash.xxh3_64_hexdigest(encode(seen))


def _voices(rows: Sequence[tuple[Support, ReportRow]]) -> list[Voice]:
    further = {support.article_id for support, row in rows if row.mentions[support.index].story > 0}
    relations = label([support for support, _ in rows], further)
    return [
        Voice(support.article_id, row, row.mentions[support.index], relation)
        for (support, row), relation in zip(rows, relations, strict=True)
    ]


def _sentence(notes: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(notes))
