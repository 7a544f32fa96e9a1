"""One report worked into the events, so that the order in which reports arrive decides nothing.

What is one act is a function of the reports alone: they are taken in the order of their publication, and each mention
joins what fits it best of the acts told before it. A report that comes last in that order, as most do, only has to be
placed. One that comes late, or is corrected, changes what was known to the reports after it: those that a change could
make a difference to are decided again, in order, until nothing changes any more. Reports from before the text window
are settled: they come first in the order and are not decided again, which bounds the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import NamedTuple

import msgspec

from agent.stage import Count
from consumers.relation.rules import TextRelation
from consumers.resolve.candidates import in_reach, might_seek, sought_under
from consumers.resolve.clusters import Cluster
from consumers.resolve.compatibility import Match, match, may_be_bridged, words_may_decide
from consumers.resolve.facets import Facets, joined
from consumers.resolve.rows import Position, ReportRow, Support, milliseconds
from consumers.resolve.texts import TextRow
from consumers.resolve.workspace import Candidate, Workspace

MAX_COMPARED = 40
"""Reports of one act whose texts a new one is compared with, the latest first; copies follow within hours."""


class _Claim(NamedTuple):
    """A mention's claim on an act, the best first when sorted."""

    cost: float
    mention: int
    first_day: int
    founder: tuple[Position, int]
    candidate: Candidate
    match: Match

    @property
    def rank(self) -> tuple[float, int, int, tuple[Position, int]]:
        """What it is sorted by; it does not depend on ids."""
        return self[:4]


class Resolution:
    """Works one report into the events of a state."""

    def __init__(
        self, workspace: Workspace, article_id: str, report: ReportRow, text: TextRow, fingerprint: int
    ) -> None:
        """Prepare to work ``report`` in.

        Args:
            workspace: The resolver's state.
            article_id: The report's article.
            report: Its row, mentions not yet assigned.
            text: Its text.
            fingerprint: That of ``text``.
        """
        self.workspace = workspace
        self.article_id = article_id
        self.report = report
        self.known = workspace.reports.get(article_id)
        """The row of the article's last version, if there is one."""
        self.counts: list[Count] = []
        self.reasons: dict[str, tuple[str, ...]] = {}
        """Why each mention that was placed is in its act."""
        self.touched: dict[Cluster, Position] = {}
        """Clusters that have changed, from which moment on."""
        self._text = text
        self._fingerprint = fingerprint
        self._queue: list[Position] = []
        self._queued: set[Position] = set()

    def run(self, *, latest: Position) -> None:
        """Decide where every mention of the report belongs, and what else that changes.

        Args:
            latest: A moment after which there is no report in the state.
        """
        self._latest = latest
        own = milliseconds(self.report.published), self.article_id
        heappush(self._queue, own)
        self._leave()
        self.workspace.reports.put(self.article_id, self.report)
        if self.report.mentions:
            self.workspace.texts.put(self.article_id, self._text)
        else:
            self.workspace.texts.delete(self.article_id)
        while self._queue:
            position = heappop(self._queue)
            if position == own:
                self._place(position, opening=True)
            elif not self._stands(position):
                self._place(position)

    def _leave(self) -> None:
        """Take the mentions of the article's last version out of their acts."""
        if self.known is None:
            return
        for index in self.workspace.said(self.article_id).acts:
            cluster = self.workspace.home(self.article_id, index)
            self._touch(cluster, (milliseconds(self.known.published), self.article_id), cluster.whole())
            self.workspace.take(cluster, self.article_id, index)

    def _place(self, position: Position, *, opening: bool = False) -> None:
        """Decide where the mentions of one report belong, by what was published before it.

        Args:
            position: The report's place in the order.
            opening: Whether it is the report at hand, whose mentions are nowhere yet.
        """
        article_id = position[1]
        moment = max(position, self.workspace.settled)
        said = self.workspace.said(article_id)
        mentions = {index: self._mention(article_id, index, opening=opening) for index in said.acts}
        claims = {index: self._claims(mentions[index], said.facets[index], moment) for index in said.acts}
        chosen = _assign(claims)
        taken = {index: self.workspace.found(claim.candidate) for index, claim in chosen.items()}
        for index, found in claims.items():
            claim = chosen.get(index)
            support = msgspec.structs.replace(
                mentions[index],
                score=claim.match.score if claim else 0.0,
                contested=len(found) > (1 if claim else 0),
                bridges=self._bridges(said.facets[index], claim, found, list(taken.values())) if claim else (),
            )
            self._put(support, taken.get(index), opening=opening)
            if claim:
                self.reasons[support.ref] = claim.match.reasons

    def _mention(self, article_id: str, index: int, *, opening: bool) -> Support:
        if opening:
            return self.workspace.support(article_id, index, self._fingerprint)
        return self.workspace.home(article_id, index).find(article_id, index)

    def _put(self, support: Support, target: Cluster | None, *, opening: bool) -> None:
        """Put a mention into ``target``, or where it is alone with what follows it."""
        if not opening:
            home = self.workspace.home(support.article_id, support.index)
            if home is target or (target is None and home.founder.mention == support.mention):
                if support != home.find(support.article_id, support.index):
                    home.update(support)
                    self.touched.setdefault(home, support.position)
                return
            self._touch(home, support.position, home.whole())
            self.workspace.take(home, support.article_id, support.index)
        if target is None:
            target = self.workspace.start()
        before = target.whole() if target.supports else None
        self.workspace.settle(support, target)
        self._touch(target, support.position, before, target.whole())

    def _touch(self, cluster: Cluster, moment: Position, *facets: Facets | None) -> None:
        """Note that a cluster is another from ``moment`` on, and who must be asked again."""
        self.touched[cluster] = min(moment, self.touched.get(cluster, moment))
        if moment >= self._latest:
            return
        keys = set(chain.from_iterable(might_seek(f) for f in facets if f is not None))
        for later in self.workspace.later(keys, moment):
            if later not in self._queued:
                self._queued.add(later)
                heappush(self._queue, later)

    def _claims(self, support: Support, facets: Facets, moment: Position) -> list[_Claim]:
        """Return the acts that a mention may be of, the best first."""
        claims: list[_Claim] = []
        compared = 0
        for candidate in self.workspace.candidates(sought_under(facets), in_reach(facets), moment):
            compared += 1
            found = self._match(support, facets, candidate.facets, candidate.articles)
            if found.accepted:
                first = candidate.facets.published[0]
                claims.append(_Claim(-found.score, support.index, first, candidate.founder, candidate, found))
        if support.article_id == self.article_id:
            self.counts.append(Count("resolve_candidates", value=compared))
        return sorted(claims, key=lambda claim: claim.rank)

    def _match(self, support: Support, facets: Facets, event: Facets, others: Sequence[Support]) -> Match:
        found = match(facets, event)
        if words_may_decide(facets, event, found):
            text = self.workspace.closest(support, others[-MAX_COMPARED:])
            if text is not TextRelation.NONE:
                found = match(facets, event, text)
        return found

    def _stands(self, position: Position) -> bool:
        """Whether what was decided of a report holds, whatever changed before it."""
        self._queued.discard(position)
        article_id = position[1]
        changed = [(c, c.as_of(position)) for c, moment in self.touched.items() if moment < position]
        said = self.workspace.said(article_id)
        return all(
            self._unmoved(article_id, index, said.facets[index], cluster, event, position)
            for index in said.acts
            for cluster, event in changed
        )

    def _unmoved(
        self, article_id: str, index: int, facets: Facets, cluster: Cluster, event: Facets | None, position: Position
    ) -> bool:
        home = self.workspace.home(article_id, index)
        support = home.find(article_id, index)
        if support.contested:
            return False
        if event is None:
            return home is not cluster or support.score == 0
        if home is not cluster and not in_reach(facets)(event):
            return True
        found = self._match(support, facets, event, cluster.supports[: cluster.size_at(position)])
        return found.score == support.score and found.accepted if home is cluster else not found.accepted

    def _bridges(
        self, facets: Facets, chosen: _Claim, claims: Sequence[_Claim], taken: Sequence[Cluster]
    ) -> tuple[str, ...]:
        """Return the first mentions of other acts that a mention shows to be one with its own."""
        refs: list[str] = []
        if len(claims) > 1:
            own = joined(chosen.candidate.facets, facets)
            for claim in claims:
                other = claim.candidate.facets
                if (
                    claim is not chosen
                    and may_be_bridged(other, chosen.candidate.facets)
                    and all(self.workspace.found(claim.candidate) is not cluster for cluster in taken)
                    and match(other, own).accepted
                    and match(own, other).accepted
                ):
                    refs.append(claim.candidate.articles[0].ref)
        return tuple(refs)


def _assign(claims: dict[int, list[_Claim]]) -> dict[int, _Claim]:
    """Give each act to at most one mention of the article, the best claims first."""
    homes: dict[int, _Claim] = {}
    taken: set[tuple[Position, int]] = set()
    for claim in sorted((c for found in claims.values() for c in found), key=lambda claim: claim.rank):
        if claim.mention not in homes and claim.founder not in taken:
            homes[claim.mention] = claim
            taken.add(claim.founder)
    return homes
