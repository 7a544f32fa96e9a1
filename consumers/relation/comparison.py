"""Two articles compared: by their words and by the acts that both report."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.records import Article, Mention
from consumers.extract_stage import ExtractsMentions
from consumers.relation.features import TextFeatures, pair_features, text_features
from consumers.relation.model import PairRelation, judge, judge_across_languages
from consumers.relation.normal import normalise, standard_sketcher
from consumers.resolve.compatibility import match
from consumers.resolve.facets import facets_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two articles are to each other."""

    relation: PairRelation
    jaccard: float
    containment: float
    same_event: bool
    syndicated: bool
    shared_acts: tuple[str, ...]
    """Types of the acts that both report."""


class ArticleComparer:
    """Compares articles, with or without an extractor for the acts they report."""

    def __init__(self, extractor: ExtractsMentions | None = None) -> None:
        """Make a comparer.

        Args:
            extractor: Finds the acts in an article; without it the words alone decide.
        """
        self._extractor = extractor
        self._sketcher = standard_sketcher()

    def features(self, article: Article, formulas: AbstractSet[int] = frozenset()) -> TextFeatures:
        """Return what the comparison of ``article`` with others needs.

        Args:
            article: An article.
            formulas: Hashes of clauses that are its outlet's formulas and do not count as shared.
        """
        return text_features(
            self._sketcher,
            normalise,
            title=article.title,
            text=article.text,
            outlet=article.outlet or article.source,
            page=article.canonical_url or article.url,
            published=article.published,
            formulas=formulas,
        )

    def compare(self, first: Article, second: Article) -> Comparison:
        """Return what two articles are to each other.

        Args:
            first: One article.
            second: The other.
        """
        pair = pair_features(self.features(first), self.features(second))
        judged = judge(pair)
        acts: tuple[str, ...] = ()
        if self._extractor is not None:
            one, other = (self._extractor.extract(article) for article in (first, second))
            acts = shared_acts(one.mentions, other.mentions, first.published, second.published)
            if one.language != other.language and not pair.same_page:
                parties = frozenset[str]().union(*(mention.parties for mention in one.mentions))
                shared = any(parties & mention.parties for mention in other.mentions)
                judged = judge_across_languages(shared_act=bool(acts), shared_party=shared)
        return Comparison(
            relation=judged.relation,
            jaccard=round(pair.overlap.jaccard, 3),
            containment=round(pair.overlap.containment, 3),
            same_event=judged.same_event,
            syndicated=judged.syndicated,
            shared_acts=acts,
        )


def shared_acts(
    ours: Sequence[Mention], theirs: Sequence[Mention], when: datetime | None, then: datetime | None
) -> tuple[str, ...]:
    """Return the types of the acts that both report, by the rules that merge reports into events.

    Args:
        ours: The mentions of one article.
        theirs: Those of the other.
        when: Publication of the one.
        then: Publication of the other; an article without a date is taken to be of the other's day.
    """
    first = when or then or datetime(1970, 1, 1, tzinfo=UTC)
    second = then or first
    facets = [facets_of(mention, second) for mention in theirs]
    found = [
        mention.type for mention in ours if any(match(facets_of(mention, first), other).accepted for other in facets)
    ]
    return tuple(dict.fromkeys(found))
