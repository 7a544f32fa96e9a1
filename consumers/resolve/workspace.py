"""The resolver's state as one report is worked in: events opened as clusters, facets and text relations at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from agent.records import Mention
from agent.state import Table, Tables
from consumers.relation.rules import TextRelation
from consumers.resolve.clusters import Cluster
from consumers.resolve.compatibility import ACCEPT, match
from consumers.resolve.facets import LASTING, Facets, facets_of
from consumers.resolve.rows import EventRow, Position, ReportRow, Support, milliseconds
from consumers.resolve.texts import LEAST, Imprint, TextComparer, TextRow, page_of

TEXT_KEPT = timedelta(hours=72)
"""How long texts are kept, and how long the order of reports may still be changed by one that comes late."""

_TOLD_TWICE = 0.75
"""Score from which two meetings in one article are one, told in title and text."""

_AT_HAND = 128

_STRENGTH = {TextRelation.NONE: 0, TextRelation.CONTAINED: 1, TextRelation.UPDATE: 2, TextRelation.COPY: 3}


class Said(NamedTuple):
    """What one report says."""

    facets: tuple[Facets, ...]
    """Of each mention."""
    leaders: tuple[int, ...]
    """For each mention the one that stands for it: itself, or an earlier telling of the same meeting."""

    @property
    def acts(self) -> list[int]:
        """The mentions that stand for themselves."""
        return sorted(set(self.leaders))


class Reader:
    """Makes facets of reports and keeps the last ones at hand: nothing depends on what is cached."""

    def __init__(self, place_kinds: Mapping[str, str] = MappingProxyType({})) -> None:
        """Make a reader.

        Args:
            place_kinds: Place name -> country, city or venue.
        """
        self._kinds = place_kinds
        self._said: OrderedDict[str, tuple[tuple[Mention, ...], datetime, Said]] = OrderedDict()

    def said(self, article_id: str, row: ReportRow) -> Said:
        """Return what a report says."""
        known = self._said.get(article_id)
        if known is not None and known[0] is row.mentions and known[1] == row.published:
            return known[2]
        facets = tuple(facets_of(mention, row.published, self._kinds) for mention in row.mentions)
        said = Said(facets, _told_twice(row.mentions, facets))
        self._said[article_id] = row.mentions, row.published, said
        self._said.move_to_end(article_id)
        if len(self._said) > _AT_HAND:
            self._said.popitem(last=False)
        return said


class Candidate(NamedTuple):
    """What an act that a mention might be of says of itself before that mention."""

    facets: Facets
    articles: Sequence[Support]
    """Its mentions so far."""
    event_id: str
    number: int
    """Which cluster of the event; of a cluster without an event, which of those."""

    @property
    def founder(self) -> tuple[Position, int]:
        """Its first mention, by place in the order of reports."""
        return self.articles[0].position, self.articles[0].index


class Workspace:
    """Reads the state, and holds what of it is changed until it is written back."""

    def __init__(self, tables: Tables, comparer: TextComparer, reader: Reader, now: datetime) -> None:
        """Take the state.

        Args:
            tables: The resolver's state.
            comparer: Compares texts.
            reader: Makes facets of reports.
            now: Time of the record at hand.
        """
        self.reports: Table[ReportRow] = tables["reports"]
        self.texts: Table[TextRow] = tables["texts"]
        self.events: Table[EventRow] = tables["events"]
        self.now = now
        self.comparer = comparer
        self.reader = reader
        self.settled: Position = (milliseconds(now - TEXT_KEPT), "")
        """Reports before this are decided and are not decided again."""
        self.opened: dict[str, list[Cluster]] = {}
        """Event -> its clusters, of those looked at more closely."""
        self.fresh: list[Cluster] = []
        """Clusters that belong to no event yet."""
        self.origins: dict[tuple[str, int], str] = {}
        """Event that a mention was in before it was taken out of a cluster."""
        self.arrived: dict[Cluster, dict[tuple[str, int], None]] = {}
        """Mentions that have come into a cluster."""
        self._words_from = milliseconds(now - TEXT_KEPT)
        self._relations: dict[tuple[int, int], TextRelation] = {}
        self._homes: dict[tuple[str, int], Cluster] = {}

    def row(self, article_id: str) -> ReportRow:
        """Return the report of an article that an event rests on."""
        row = self.reports.get(article_id)
        assert row is not None, f"an event rests on article {article_id}, whose report is gone"
        return row

    def mention(self, support: Support) -> Mention:
        """Return the mention that ``support`` points to."""
        return self.row(support.article_id).mentions[support.index]

    def said(self, article_id: str) -> Said:
        """Return what an article's report says."""
        return self.reader.said(article_id, self.row(article_id))

    def facets(self, support: Support) -> Facets:
        """Return the facets of one mention."""
        return self.said(support.article_id).facets[support.index]

    def text(self, article_id: str) -> TextRow:
        """Return an article's text, which is kept still."""
        text = self.texts.get(article_id)
        assert text is not None, f"the text of article {article_id} is gone before its time"
        return text

    def relation(self, one: Support, other: Support) -> TextRelation:
        """Return what the articles of two mentions are to each other by their words."""
        return self._relation(one, self._imprint(one), other)

    def closest(self, support: Support, others: Sequence[Support]) -> TextRelation:
        """Return what a mention's article is to the closest of those of ``others``."""
        own = self._imprint(support)
        best = TextRelation.NONE
        since, page, article_id = self._words_from, support.page, support.article_id
        get = self.comparer.imprints.get
        bitmap, size, collided = own if own is not None else (0, 0, 0)
        for other in others:
            if other.page != page or not page:  # most are other pages with other words: say so at once
                if own is None or not other.text or other.seen < since:
                    continue
                known = get(other.text)
                if known is not None:  # Imprint.may_share, without the call
                    its, length, lost = known
                    most = (bitmap & its).bit_count() + (lost if lost < collided else collided)  # noqa: FURB136 - fast
                    if most < LEAST * (length if length < size else size):  # noqa: FURB136
                        continue
            if other.article_id != article_id:
                found = self._relation(support, own, other)
                if _STRENGTH[found] > _STRENGTH[best]:
                    best = found
        return best

    def _relation(self, one: Support, imprint: Imprint | None, other: Support) -> TextRelation:
        same_page = one.page != 0 and one.page == other.page
        against = self._imprint(other) if imprint is not None else None
        if imprint is None or against is None:
            return TextRelation.UPDATE if same_page else TextRelation.NONE
        if not same_page and not imprint.may_share(against):
            return TextRelation.NONE
        pair = (one.text, other.text) if one.text < other.text else (other.text, one.text)
        known = self._relations.get(pair)
        if known is None:
            texts = self.text(one.article_id), self.text(other.article_id)
            known = self._relations[pair] = self.comparer.relation(*texts, same_page=same_page)
        return known

    def _imprint(self, support: Support) -> Imprint | None:
        if not support.text or support.seen < self._words_from:
            return None
        return self.comparer.imprint(support.text, self.text, support.article_id)

    def clusters(self) -> Iterator[Cluster]:
        """Yield every cluster that is looked at more closely."""
        for clusters in self.opened.values():
            yield from clusters
        yield from self.fresh

    def open(self, event_id: str) -> list[Cluster]:
        """Return the clusters of an event."""
        clusters = self.opened.get(event_id)
        if clusters is None:
            row = self.events.get(event_id)
            parts = row.parts if row is not None else ()
            clusters = self.opened[event_id] = [Cluster(self.facets, part, event_id) for part in parts]
        return clusters

    def found(self, candidate: Candidate) -> Cluster:
        """Return the cluster that a candidate stands for."""
        clusters = self.open(candidate.event_id) if candidate.event_id else self.fresh
        return clusters[candidate.number]

    def start(self) -> Cluster:
        """Return a new cluster."""
        cluster = Cluster(self.facets)
        self.fresh.append(cluster)
        return cluster

    def home(self, article_id: str, index: int) -> Cluster:
        """Return the cluster that a mention is in."""
        found = self._sought(article_id, index)
        assert found is not None, f"mention {index} of article {article_id} is in no event"
        return found

    def _sought(self, article_id: str, index: int) -> Cluster | None:
        """Return the cluster that a mention is in; None if the mention, or its event, is gone."""
        known = self._homes.get((article_id, index))
        if known is not None:
            return known
        row = self.reports.get(article_id)
        if row is None or index >= len(row.events):
            return None
        for cluster in self.open(row.events[index]):
            if any(s.article_id == article_id and s.index == index for s in cluster.supports):
                return cluster
        return None

    def bridged(self, cluster: Cluster) -> list[Cluster]:
        """Return the clusters that a mention bridges with ``cluster``."""
        found = [c for s in cluster.supports for ref in s.bridges if (c := self._founded(ref)) is not None]
        own = cluster.founder.ref
        for event_id in self.events.near("bridge", (own,)):
            self.open(event_id)
        found += [c for c in self.clusters() for s in c.supports if s.bridges and own in s.bridges]
        return found

    def _founded(self, ref: str) -> Cluster | None:
        """Return the cluster whose first mention is ``ref``."""
        article_id, _, number = ref.rpartition("/")
        index = int(number)
        cluster = self._sought(article_id, index)
        return cluster if cluster is not None and cluster.founder.mention == (article_id, index) else None

    def point(self, article_id: str, homes: Mapping[int, str]) -> None:
        """Let a report point to the events that those of its mentions are in now.

        Args:
            article_id: The report's article.
            homes: Mention -> event, of those that stand for themselves.
        """
        row = self.row(article_id)
        leaders = self.reader.said(article_id, row).leaders
        events = tuple(homes.get(leader, known) for leader, known in zip(leaders, row.events, strict=True))
        if events != row.events:
            self.reports.put(article_id, msgspec.structs.replace(row, events=events))

    def support(self, article_id: str, index: int, text: int) -> Support:
        """Return a mention that is in no cluster yet; ``text`` is the fingerprint of its article's text."""
        row = self.row(article_id)
        return Support(
            article_id,
            index,
            milliseconds(row.published),
            seen=milliseconds(row.seen),
            page=page_of(row.outlet, row.url),
            text=text,
        )

    def settle(self, support: Support, cluster: Cluster) -> None:
        """Put a mention into a cluster."""
        cluster.add(support)
        self._homes[support.mention] = cluster
        self.arrived.setdefault(cluster, {})[support.mention] = None

    def take(self, cluster: Cluster, article_id: str, index: int) -> Support:
        """Take a mention out of a cluster and return it."""
        self.origins.setdefault((article_id, index), cluster.event_id)
        self.arrived.get(cluster, {}).pop((article_id, index), None)
        return cluster.remove(article_id, index)

    def candidates(self, keys: Iterable[int], near: Callable[[Facets], bool], moment: Position) -> Iterator[Candidate]:
        """Yield the acts that a mention might be of, as they stood before ``moment``.

        Args:
            keys: What their events are found under.
            near: Whether an act is worth a comparison.
            moment: A place in the order of reports.
        """
        known = set(self.opened)
        opened = [(event_id, self.opened[event_id]) for event_id in known]
        for event_id, clusters in [*opened, ("", list(self.fresh))]:
            for number, cluster in enumerate(clusters):
                facets = cluster.as_of(moment)
                if facets is not None and near(facets):
                    yield Candidate(facets, cluster.supports[: cluster.size_at(moment)], event_id, number)
        get = self.events.get
        for event_id in self.events.near("key", keys):
            row = get(event_id) if event_id not in known else None
            if row is None:
                continue
            for number, part in enumerate(row.parts):
                if part.supports[-1].position < moment:
                    if near(part.facets):
                        yield Candidate(part.facets, part.supports, event_id, number)
                elif part.supports[0].position < moment:
                    cluster = self.open(event_id)[number]
                    facets = cluster.as_of(moment)
                    if facets is not None and near(facets):
                        yield Candidate(facets, cluster.supports[: cluster.size_at(moment)], event_id, number)

    def later(self, keys: Iterable[int], moment: Position) -> set[Position]:
        """Return the reports after ``moment`` in the events found under ``keys``; none that are settled."""
        start = max(moment, self.settled)
        found: set[Position] = set()
        for event_id in self.events.near("key", keys):
            row = self.events.get(event_id) if event_id not in self.opened else None
            if row is not None:
                found.update(s.position for part in row.parts for s in _after(part.supports, start))
        for cluster in self.clusters():
            found.update(support.position for support in _after(cluster.supports, start))
        return found


def _after(supports: Sequence[Support], moment: Position) -> Iterator[Support]:
    for support in reversed(supports):
        if support.position <= moment:
            return
        yield support


def _told_twice(mentions: Sequence[Mention], facets: Sequence[Facets]) -> tuple[int, ...]:
    leaders = list(range(len(mentions)))
    for later, mention in enumerate(mentions):
        lasting = (mention.type, mention.mode) in LASTING and facets[later].span is not None
        if mention.type != "CONSULT" and not lasting:
            continue
        for earlier in range(later):
            if (
                leaders[earlier] == earlier
                and mentions[earlier].status == mention.status
                and facets[earlier].parties == facets[later].parties
                and mentions[earlier].story == mention.story
                and (not lasting or facets[earlier].span is not None)
                and match(facets[later], facets[earlier]).score >= (ACCEPT if lasting else _TOLD_TWICE)
            ):
                leaders[later] = earlier
                break
    return tuple(leaders)
