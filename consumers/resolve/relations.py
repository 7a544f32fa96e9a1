"""What the articles behind one event are to each other: original, copy, update, splice, independent."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from agent.records import Mention, Relation
from consumers.relation.overlap import NONE, TextPrint, overlap
from consumers.relation.rules import TextRelation, text_relation
from consumers.relation.sketch import Sketcher
from consumers.resolve.rows import ReportRow, Support

MAX_COMPARED = 60
"""Reports of one event that a new one is compared with, the latest first; copies follow within hours."""

_CACHED_PRINTS = 4096
_STRENGTH = (TextRelation.NONE, TextRelation.CONTAINED, TextRelation.UPDATE, TextRelation.COPY)


class TextComparer:
    """Compares the texts of reports by their sketches.

    It keeps unpacked sketches at hand, by their packed form: nothing depends on what is cached.
    """

    def __init__(self, sketcher: Sketcher) -> None:
        """Make a comparer.

        Args:
            sketcher: The one that made the sketches in the reports; finds the clauses of an evidence sentence.
        """
        self._sketcher = sketcher
        self._prints: OrderedDict[bytes, TextPrint] = OrderedDict()

    def relation(self, one: ReportRow, other: ReportRow) -> TextRelation:
        """Return what two reports' texts are to each other."""
        same_outlet = one.outlet == other.outlet
        same_page = same_outlet and bool(one.url) and one.url == other.url
        known = NONE
        if one.shingles and other.shingles:
            known = overlap(self._print(one), self._print(other))
        elif not same_page:
            return TextRelation.NONE
        apart = one.published - other.published if one.dated and other.dated else None
        return text_relation(known, same_outlet=same_outlet, apart=apart, same_page=same_page)

    def quoted(self, mention: Mention, other: ReportRow) -> bool:
        """Whether a clause of the sentence that ``mention`` rests on stands in another report's text."""
        clauses = self._sketcher.sketch(mention.evidence.sentence).clauses
        return bool(clauses) and not self._print(other).clauses.isdisjoint(clauses)

    def _print(self, row: ReportRow) -> TextPrint:
        found = self._prints.get(row.shingles)
        if found is None:
            found = TextPrint.unpacked(row.scheme, row.words, row.shingles, row.clauses)
            self._prints[row.shingles] = found
            if len(self._prints) > _CACHED_PRINTS:
                self._prints.popitem(last=False)
        else:
            self._prints.move_to_end(row.shingles)
        return found


def closest(relations: Sequence[TextRelation]) -> TextRelation:
    """Return the strongest of several relations; none of none."""
    return max(relations, key=_STRENGTH.index, default=TextRelation.NONE)


def chronological(supports: Sequence[Support], reports: Mapping[str, ReportRow]) -> tuple[Support, ...]:
    """Return ``supports`` by publication; of one moment, by article, so that arrival decides nothing."""
    return tuple(sorted(supports, key=lambda s: (reports[s.article_id].published, s.article_id, s.index)))


def admit(
    newcomer: Support, supports: Sequence[Support], reports: Mapping[str, ReportRow], comparer: TextComparer
) -> tuple[Support, ...]:
    """Return ``supports`` with ``newcomer`` among them, and who repeats whom brought up to date.

    Args:
        newcomer: A mention that the event has not rested on before.
        supports: Those that it rests on, by publication.
        reports: The rows of all their articles.
        comparer: Compares their texts.
    """
    merged = list(chronological((*supports, newcomer), reports))
    at = next(n for n, s in enumerate(merged) if s.article_id == newcomer.article_id and s.index == newcomer.index)
    for n in range(max(0, at - MAX_COMPARED), min(len(merged), at + MAX_COMPARED + 1)):
        if n == at or merged[n].article_id == newcomer.article_id:
            continue
        earlier, later = sorted((n, at))
        kind = _repeats(merged[earlier], merged[later], reports, comparer)
        if kind is None or not _better_twin(merged[later], merged[earlier], reports):
            continue
        merged[later] = msgspec.structs.replace(
            merged[later], twin=merged[earlier].article_id, update=kind is Relation.UPDATE
        )
    return tuple(merged)


def _better_twin(later: Support, earlier: Support, reports: Mapping[str, ReportRow]) -> bool:
    held = reports.get(later.twin)
    new = reports[earlier.article_id]
    return held is None or (new.published, earlier.article_id) < (held.published, later.twin)


def _repeats(
    earlier: Support, later: Support, reports: Mapping[str, ReportRow], comparer: TextComparer
) -> Relation | None:
    first, second = reports[earlier.article_id], reports[later.article_id]
    relation = comparer.relation(second, first)
    if relation is TextRelation.UPDATE:
        return Relation.UPDATE
    if relation is TextRelation.COPY:
        return Relation.UPDATE if first.outlet == second.outlet else Relation.COPY
    if relation is TextRelation.CONTAINED and first.outlet != second.outlet:
        mention = second.mentions[later.index]
        return Relation.COPY if comparer.quoted(mention, first) else None
    return None


def label(supports: Sequence[Support], further: AbstractSet[str] = frozenset()) -> tuple[Relation, ...]:
    """Return what each report is to those before it.

    Args:
        supports: By publication.
        further: Articles that tell of the act in a further story of their page, beside the story of their title.
    """
    present = {support.article_id for support in supports}
    labels: list[Relation] = []
    for support in supports:
        if support.twin and support.twin in present:
            labels.append(Relation.UPDATE if support.update else Relation.COPY)
        elif support.article_id in further:
            labels.append(Relation.SPLICE)
        else:
            labels.append(Relation.INDEPENDENT if Relation.ORIGINAL in labels else Relation.ORIGINAL)
    return tuple(labels)
