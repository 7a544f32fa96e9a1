"""One report worked into the events: what it leaves, what it joins, what it opens, what it brings together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import xxhash

from agent.records import Mention
from agent.stage import Count
from agent.state import Table, Tables
from consumers.relation.rules import TextRelation
from consumers.resolve.compatibility import Match, match, words_may_decide
from consumers.resolve.facets import Facets, combine, facets_of
from consumers.resolve.fields import settled_status
from consumers.resolve.relations import TextComparer, admit, chronological, closest
from consumers.resolve.rows import OPEN_DATE, WIDE, EventRow, ReportRow, Support

_REACH = 3
"""Days around a mention's date in which its event is sought; the widest tolerance of matching, and one."""

_OWN = 0.4
"""What speaks for the event that the article's last version belonged to: a correction corrects, it does not move."""

_TOLD_TWICE = 0.75
"""Score from which two meetings in one article are one, told in title and text."""


@dataclass(slots=True)
class Draft:
    """An event while a report is worked in."""

    event_id: str
    before: EventRow | None
    """Its row as it stood; None for one just opened."""
    supports: tuple[Support, ...]
    facets: Facets
    notes: list[str] = field(default_factory=list)
    """What happened to it, for the reason of its next revision."""
    kind: str = ""
    """opened, source, changed, merged, split or withdrawn."""
    merged_into: str = ""
    split_from: str = ""


class _Claim(NamedTuple):
    """A mention's claim on an event, the best first when sorted."""

    cost: float
    mention: int
    first_day: int
    event_id: str
    match: Match


class Resolution:
    """Works one report into the events of a state."""

    def __init__(
        self,
        tables: Tables,
        comparer: TextComparer,
        article_id: str,
        report: ReportRow,
        now: datetime,
        place_kinds: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Prepare to work ``report`` in.

        Args:
            tables: The resolver's state.
            comparer: Compares texts.
            article_id: The report's article.
            report: Its row, mentions not yet assigned.
            now: Time of the record.
            place_kinds: Place name -> country, city or venue.
        """
        self._kinds = place_kinds
        self.reports: Table[ReportRow] = tables["reports"]
        self.events: Table[EventRow] = tables["events"]
        self.now = now
        self.article_id = article_id
        self.report = report
        self.known = self.reports.get(article_id)
        """The row of the article's last version, if there is one."""
        self.drafts: dict[str, Draft] = {}
        self.counts: list[Count] = []
        self._comparer = comparer
        self._before: dict[str, Facets] = {}
        self._texts: dict[str, TextRelation] = {}
        self._pairs: dict[str, TextRelation] = {}

    def run(self) -> None:
        """Decide where every mention of the report belongs; the drafts then hold what has changed."""
        self._leave()
        self.reports.put(self.article_id, self.report)
        mentions = self.report.mentions
        facets = [facets_of(mention, self.report.published, self._kinds) for mention in mentions]
        leaders = _told_twice(mentions, facets)
        claims = {index: self._claims(index, facets[index]) for index in sorted(set(leaders))}
        chosen = _assign(claims)
        homes = {
            index: self._join(index, chosen[index]) if index in chosen else self._open(index, facets[index])
            for index in claims
        }
        self.report = msgspec.structs.replace(self.report, events=tuple(homes[index].event_id for index in leaders))
        self.reports.put(self.article_id, self.report)
        for index, claim in chosen.items():
            self._bring_together(homes[index], claims[index], claim)
        self._separate()

    def row_of(self, article_id: str) -> ReportRow:
        """Return the report of an article that an open event rests on."""
        row = self.reports.get(article_id)
        assert row is not None, f"an open event rests on article {article_id}, whose report is gone"
        return row

    def mention_of(self, support: Support) -> Mention:
        """Return the mention that ``support`` points to."""
        return self.row_of(support.article_id).mentions[support.index]

    def last_words(self, draft: Draft) -> list[tuple[Support, ReportRow]]:
        """Return what an event rested on before this report, with the rows as they were."""
        before = draft.before.supports if draft.before else draft.supports
        own = self.known if self.known is not None else self.report
        return [(s, own if s.article_id == self.article_id else self.row_of(s.article_id)) for s in before]

    def _draft(self, event_id: str) -> Draft:
        draft = self.drafts.get(event_id)
        if draft is None:
            row = self.events.get(event_id)
            assert row is not None, f"event {event_id} is not in the state"
            draft = self.drafts[event_id] = Draft(event_id, row, row.supports, row.facets)
        return draft

    def _leave(self) -> None:
        """Take the mentions of the article's last version out of their events."""
        for event_id in dict.fromkeys(self.known.events if self.known else ()):
            row = self.events.get(event_id)
            if row is None or row.merged_into:
                continue
            draft = self._draft(event_id)
            self._before[event_id] = draft.facets
            draft.supports = tuple(s for s in draft.supports if s.article_id != self.article_id)
            if draft.supports:
                draft.facets = self._combined(draft.supports)

    def _combined(self, supports: Sequence[Support]) -> Facets:
        mentions = [(self.mention_of(s), self.row_of(s.article_id).published) for s in supports]
        status = settled_status(mention.status for mention, _ in mentions)
        return combine([facets_of(mention, published, self._kinds) for mention, published in mentions], status)

    def _claims(self, index: int, facets: Facets) -> list[_Claim]:
        """Return the events that the mention may belong to, those accepted only, the best first."""
        claims: list[_Claim] = []
        compared = 0
        for event_id, event in self._candidates(facets):
            compared += 1
            own = event_id in self._before
            found = match(facets, event)
            if words_may_decide(facets, event, found):
                found = match(facets, event, self._text(event_id))
            score = found.score
            if own:
                found = found if found.accepted else match(facets, self._before[event_id], TextRelation.UPDATE)
                found = found if not found.against else self._corrected(index, facets, event_id)
                score = found.score + _OWN
            if not found.against and (own or found.accepted):
                claims.append(_Claim(-score, index, event.published[0], event_id, found))
        self.counts.append(Count("resolve_candidates", value=compared))
        return sorted(claims, key=lambda claim: claim[:4])

    def _corrected(self, index: int, facets: Facets, event_id: str) -> Match:
        """Return the match with the event that the last version's own mention alone had opened."""
        before = self._before[event_id]
        alone = not self._draft(event_id).supports
        if alone and facets.type == before.type and facets.parties & before.parties and before.reports == 1:
            return Match(0.5 if index == 0 else 0.45, ("the article was corrected",))
        return Match(0.0, (), "another act")

    def _candidates(self, facets: Facets) -> list[tuple[str, Facets]]:
        found: dict[str, Facets] = {}
        shared: dict[str, set[str]] = {}
        for party, key in _keys(facets):
            for event_id, row in self.events.find("key", key):
                found[event_id] = row.facets
                shared.setdefault(event_id, set()).add(party)
        if len(facets.parties) > 1:  # of two lists of several, one party in common is never the same act
            found = {
                event_id: event
                for event_id, event in found.items()
                if len(shared[event_id]) > 1 or len(event.actors) + len(event.recipients) == 1
            }
        for event_id, draft in self.drafts.items():
            if draft.before is not None:
                found[event_id] = draft.facets if draft.supports else self._before.get(event_id, draft.facets)
        return sorted(found.items())

    def _text(self, event_id: str) -> TextRelation:
        known = self._texts.get(event_id)
        if known is None:
            supports = self._draft(event_id).supports if event_id in self.drafts else ()
            if not supports:
                row = self.events.get(event_id)
                supports = row.supports if row is not None else ()
            others = [s.article_id for s in supports if s.article_id != self.article_id and not s.twin][-40:]
            known = closest([self._comparer.relation(self.report, self.row_of(other)) for other in others])
            self._texts[event_id] = known
        return known

    def _text_of(self, article_id: str) -> TextRelation:
        known = self._pairs.get(article_id)
        if known is None:
            known = self._pairs[article_id] = self._comparer.relation(self.report, self.row_of(article_id))
        return known

    def _join(self, index: int, claim: _Claim) -> Draft:
        draft = self._draft(claim.event_id)
        fresh = claim.event_id not in self._before
        newcomer = Support(self.article_id, index)
        articles = {s.article_id for s in draft.supports} | {self.article_id}
        draft.supports = admit(newcomer, draft.supports, {a: self.row_of(a) for a in articles}, self._comparer)
        draft.facets = self._combined(draft.supports)
        draft.kind = draft.kind or ("source" if fresh else "changed")
        why = ", ".join(claim.match.reasons)
        said = "reports the same act" if fresh else "was updated"
        draft.notes.append(f"{self.report.outlet} {said} ({why})")
        return draft

    def _open(self, index: int, facets: Facets) -> Draft:
        event_id = self._new_id(self.report.mentions[index])
        before = self.events.get(event_id)
        support = Support(self.article_id, index)
        draft = Draft(event_id, before, (support,), facets, [f"first report, by {self.report.outlet}"], "opened")
        self.drafts[event_id] = draft
        return draft

    def _new_id(self, mention: Mention) -> str:
        """Return an id that follows from the mention alone, whenever and wherever it is first read."""
        parties = ";".join(
            ",".join(sorted({actor.party for actor in side})) for side in (mention.actors, mention.recipients)
        )
        day = mention.date.value if mention.date else ""
        defining = f"{mention.article_id}\n{mention.type}/{mention.mode}\n{parties}\n{day}"
        for serial in range(len(self.report.mentions) + len(self.drafts) + 1000):
            event_id = xxhash.xxh3_64_hexdigest(f"{defining}\n{serial or ''}".encode())
            row = self.events.get(event_id)
            if event_id not in self.drafts and (row is None or (row.withdrawn and not row.merged_into)):
                return event_id
        raise RuntimeError("no free event id")  # pragma: no cover - a thousand events of one article

    def _bring_together(self, home: Draft, claims: Sequence[_Claim], chosen: _Claim) -> None:
        """Merge other open events that the same mention fits into its event, if all they say agrees."""
        for claim in claims:
            if claim.event_id == chosen.event_id or claim.event_id in self._before:
                continue
            other = self._draft(claim.event_id)
            taken = {s.article_id for s in home.supports} & {s.article_id for s in other.supports}
            if taken or other.merged_into or home.merged_into or not other.supports or other.kind == "opened":
                continue
            if not match(other.facets, home.facets).accepted or not match(home.facets, other.facets).accepted:
                continue
            self._absorb(home, other)

    def _absorb(self, home: Draft, other: Draft) -> None:
        for support in other.supports:
            articles = {s.article_id for s in home.supports} | {support.article_id}
            plain = msgspec.structs.replace(support, twin="", update=False)
            home.supports = admit(plain, home.supports, {a: self.row_of(a) for a in articles}, self._comparer)
            row = self.row_of(support.article_id)
            moved = tuple(home.event_id if event_id == other.event_id else event_id for event_id in row.events)
            self._replace(support.article_id, msgspec.structs.replace(row, events=moved))
        home.supports = chronological(home.supports, {s.article_id: self.row_of(s.article_id) for s in home.supports})
        home.facets = self._combined(home.supports)
        home.kind = "merged"
        home.notes.append(f"turned out to be the same act as {other.event_id}")
        other.merged_into = home.event_id
        other.kind = "merged"
        other.notes = [f"turned out to be the same act as {home.event_id} ({self.report.outlet} reports both as one)"]

    def _replace(self, article_id: str, row: ReportRow) -> None:
        self.reports.put(article_id, row)
        if article_id == self.article_id:
            self.report = row

    def _separate(self) -> None:
        """Split an event whose remaining reports contradict each other now that the article between them has left."""
        for event_id in self._before:
            draft = self.drafts[event_id]
            if len(draft.supports) < 2 or draft.merged_into or self._still_in(draft):  # noqa: PLR2004 - a pair
                continue
            groups = _groups([(s, self._single(s)) for s in draft.supports])
            if len(groups) == 1:
                continue
            draft.supports = groups[0]
            draft.facets = self._combined(draft.supports)
            draft.kind = "changed"
            draft.notes.append("other reports turned out to be of another act")
            for group in groups[1:]:
                self._split(draft, group)

    def _still_in(self, draft: Draft) -> bool:
        return any(s.article_id == self.article_id for s in draft.supports)

    def _single(self, support: Support) -> Facets:
        return facets_of(self.mention_of(support), self.row_of(support.article_id).published, self._kinds)

    def _split(self, origin: Draft, group: tuple[Support, ...]) -> None:
        event_id = self._new_id(self.mention_of(group[0]))
        note = f"separated from {origin.event_id}: the article that joined them was corrected"
        draft = Draft(event_id, None, group, self._combined(group), [note], "split", split_from=origin.event_id)
        self.drafts[event_id] = draft
        for support in group:
            row = self.row_of(support.article_id)
            moved = tuple(event_id if n == support.index else known for n, known in enumerate(row.events))
            self._replace(support.article_id, msgspec.structs.replace(row, events=moved))


def _keys(facets: Facets) -> Iterable[tuple[str, str]]:
    """Yield the keys under which the event of a mention may be found, each with its party."""
    span = facets.span
    if span is None or span.last - span.first >= WIDE:
        first, last = facets.published[0] - WIDE, facets.published[0] + WIDE
        if span is not None:
            first, last = max(first, span.first - 1), span.last + 1
            last = min(last, first + 4 * WIDE)
    else:
        first, last = span.first - _REACH, span.last + _REACH
    for party in sorted(facets.parties):
        yield party, f"{facets.type}|{party}|{OPEN_DATE}"
        for day in range(first, last + 1):
            yield party, f"{facets.type}|{party}|{day}"


def _told_twice(mentions: Sequence[Mention], facets: Sequence[Facets]) -> list[int]:
    """Return for each mention the one that stands for it: itself, or an earlier telling of the same meeting."""
    leaders = list(range(len(mentions)))
    for later, mention in enumerate(mentions):
        if mention.type != "CONSULT":
            continue
        for earlier in range(later):
            if (
                leaders[earlier] == earlier
                and mentions[earlier].status == mention.status
                and facets[earlier].parties == facets[later].parties
                and mentions[earlier].story == mention.story
                and match(facets[later], facets[earlier]).score >= _TOLD_TWICE
            ):
                leaders[later] = earlier
                break
    return leaders


def _assign(claims: dict[int, list[_Claim]]) -> dict[int, _Claim]:
    """Give each event to at most one mention of the article, the best claims first."""
    homes: dict[int, _Claim] = {}
    taken: set[str] = set()
    for claim in sorted((c for found in claims.values() for c in found), key=lambda claim: claim[:4]):
        if claim.mention not in homes and claim.event_id not in taken:
            homes[claim.mention] = claim
            taken.add(claim.event_id)
    return homes


def _groups(members: Sequence[tuple[Support, Facets]]) -> list[tuple[Support, ...]]:
    """Return the supports grouped so that those of different groups contradict each other; the first keeps the id."""
    groups: list[list[tuple[Support, Facets]]] = []
    for member in members:
        fitting = [g for g in groups if any(not match(member[1], other[1]).against for other in g)]
        merged = [member]
        for group in fitting:
            merged = group + merged
            groups.remove(group)
        groups.append(merged)
    ordered = [tuple(support for support, _ in group) for group in groups]
    position = {support: n for n, (support, _) in enumerate(members)}
    return sorted(
        (tuple(sorted(group, key=position.__getitem__)) for group in ordered), key=lambda group: position[group[0]]
    )
