"""The resolver's decision written down plainly: no index, no state, no short cuts; every report against every act."""

from functools import reduce

from consumers.relation.normal import standard_sketcher
from consumers.relation.overlap import TextPrint, overlap
from consumers.relation.rules import TextRelation, text_relation
from consumers.resolve.candidates import in_reach
from consumers.resolve.compatibility import match, may_be_bridged, words_may_decide
from consumers.resolve.facets import joined
from consumers.resolve.rows import report_row
from consumers.resolve.workspace import Reader

_STRONGER = [TextRelation.NONE, TextRelation.CONTAINED, TextRelation.UPDATE, TextRelation.COPY]


class PlainResolver:
    """Finds the acts that a set of reports tells of."""

    def __init__(self, place_kinds=None):
        self.reader = Reader(place_kinds or {})
        self.sketcher = standard_sketcher()

    def acts(self, reports):
        """Return the acts as sets of (article, mention).

        Args:
            reports: The last version of every article, by publication.
        """
        self.reports = {record.article_id: record for record in reports}
        self.said = {
            record.article_id: self.reader.said(record.article_id, report_row(record, record.published))
            for record in reports
        }
        clusters, bridges = [], []
        for record in reports:
            bridges += self._place(record, clusters)
        groups = [[cluster] for cluster in clusters]
        for home, other in bridges:
            one = next(g for g in groups if home in g)
            two = next(g for g in groups if other in g)
            if one is not two and self._agree(one, two):
                groups.remove(two)
                one += two
        return {frozenset(member for cluster in group for member in cluster) for group in groups}

    def _place(self, record, clusters):
        said = self.said[record.article_id]
        known = list(clusters)
        claims = []
        for index in said.acts:
            for number, cluster in enumerate(known):
                found = self._fit(record, said.facets[index], cluster)
                if found is not None:
                    first = self._together(cluster).published[0]
                    claims.append((-found.score, index, first, number))
        homes, taken = {}, set()
        for _, index, _, number in sorted(claims):
            if index not in homes and number not in taken:
                homes[index] = number
                taken.add(number)
        bridges = []
        for _, index, _, number in sorted(claims, key=lambda claim: (claim[1], claim)):
            if index in homes and number not in taken:
                home, other = self._together(known[homes[index]]), self._together(known[number])
                own = joined(home, said.facets[index])
                if may_be_bridged(other, home) and match(own, other).accepted and match(other, own).accepted:
                    bridges.append((known[homes[index]], known[number]))
        for index in said.acts:
            if index in homes:
                known[homes[index]].append((record.article_id, index))
            else:
                clusters.append([(record.article_id, index)])
        return bridges

    def _together(self, cluster):
        return reduce(joined, (self.said[article].facets[index] for article, index in cluster))

    def _fit(self, record, facets, cluster):
        event = self._together(cluster)
        if not in_reach(facets)(event):
            return None
        found = match(facets, event)
        if words_may_decide(facets, event, found):
            texts = [self._text(record, self.reports[article]) for article, _ in cluster[-40:]]
            found = match(facets, event, max(texts, key=_STRONGER.index))
        return found if found.accepted else None

    def _text(self, one, other):
        same_outlet = one.outlet == other.outlet
        return text_relation(
            overlap(TextPrint.of(one.sketch), TextPrint.of(other.sketch)),
            same_outlet=same_outlet,
            apart=one.published - other.published,
            same_page=same_outlet and bool(one.url) and one.url == other.url,
        )

    def _agree(self, one, two):
        articles = {article for cluster in one for article, _ in cluster}
        if any(article in articles for cluster in two for article, _ in cluster):
            return False
        return all(
            not match(self._together(a), self._together(b)).against
            and not match(self._together(b), self._together(a)).against
            for a in one
            for b in two
        )
