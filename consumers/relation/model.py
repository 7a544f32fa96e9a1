"""The relation of two whole articles, from what they share: two fitted decisions, and the names that follow.

Two logistic models with three features each, fitted on annotated pairs of Arabic news and cross-validated by day
(docs/deduplication.md has the figures; ``tests/bench/fit_relations.py`` fits them anew). So few parameters because so
few pairs: a larger model learns the pairs and not the task. What names a relation beside them is no fitted limit but
a round share, or follows from texts that nobody has annotated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consumers.relation.features import PairFeatures
from consumers.relation.logistic import Logistic, fit
from consumers.relation.overlap import MIN_SHARED_SHINGLES


class PairRelation(StrEnum):
    """What two articles are to each other."""

    COPY = "copy"
    """The same text, or wire copy of it."""
    UPDATE = "update"
    """The same outlet's later version."""
    CONTAINED = "contained"
    """One holds a substantial verbatim part of the other, beside other reporting."""
    SAME_EVENT = "same_event"
    """Own words on the same act: an independent confirmation."""
    RELATED = "related"
    """The same topic, another act."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the models say of a pair."""

    relation: PairRelation
    same_event: bool
    """Whether the main event of both is the same."""
    syndicated: bool
    """Whether one carries text of the other's across outlets."""


@dataclass(frozen=True, slots=True)
class RelationModel:
    """The two fitted decisions."""

    syndicated: Logistic
    """Other outlets: whether one carries text of the other's."""
    same_event: Logistic
    """Any outlets: whether the main event of both is the same. The outlets are not asked: 50 annotated pairs of one
    outlet are too few to fit a model of their own (cross-validated F1 .68), and by what all pairs teach they are judged
    better (.83)."""


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated pair."""

    pair: PairFeatures
    syndicated: bool
    same_event: bool


SYNDICATED_FEATURES = ("taken", "leads", "apart")
SAME_EVENT_FEATURES = ("opening", "title_within", "apart")
RIDGE = 1.0

SYNDICATED_FROM = 0.45
"""Probability from which text is held to be taken over. The best limit for F1 is half of the F1 that can be had
(Lipton 2014), here about .9: it follows from the measure, not from the pairs."""

_MORE_LIKELY_THAN_NOT = 0.5
_HALF = 0.5
_A_FIFTH = 0.2
"""Other outlets: with less of both texts in common, what was taken over is a part beside other reporting. Anything
from .15 to .25 does as well."""
_IDENTICAL = 0.9
"""One outlet: the same text published twice. Below it most pairs of one outlet are different stories."""

_RELATED_CONTENT = 0.1
"""Dice overlap of content words that one in ten pairs of unrelated articles reach (5,300 random pairs a week apart)."""

SHIPPED = RelationModel(
    syndicated=Logistic(-3.96, {"taken": 9.77, "leads": 4.29, "apart": -0.37}),
    same_event=Logistic(-1.48, {"opening": 5.12, "title_within": 3.96, "apart": -1.08}),
)


def fit_model(examples: Sequence[Example]) -> RelationModel:
    """Return the model that explains annotated pairs best.

    Args:
        examples: Annotated pairs; those that were read at one address are versions by definition and teach nothing.
    """
    learnt = [example for example in examples if not example.pair.same_page]
    other = [example for example in learnt if not example.pair.same_outlet]
    return RelationModel(
        syndicated=fit([_row(e.pair) for e in other], [e.syndicated for e in other], SYNDICATED_FEATURES, RIDGE),
        same_event=fit([_row(e.pair) for e in learnt], [e.same_event for e in learnt], SAME_EVENT_FEATURES, RIDGE),
    )


def _row(pair: PairFeatures) -> Mapping[str, float]:
    names = dict.fromkeys(SYNDICATED_FEATURES + SAME_EVENT_FEATURES)
    return {name: getattr(pair, name) for name in names}


def judge(pair: PairFeatures, model: RelationModel = SHIPPED) -> Judgement:
    """Return what two articles are to each other.

    Args:
        pair: What their texts have in common.
        model: The fitted decisions.
    """
    if pair.same_page:
        identical = pair.overlap.jaccard >= _IDENTICAL
        return Judgement(PairRelation.COPY if identical else PairRelation.UPDATE, same_event=True, syndicated=False)
    row = _row(pair)
    same_event = model.same_event.probability(row) >= _MORE_LIKELY_THAN_NOT
    if pair.same_outlet:
        return _same_outlet(pair, same_event=same_event)
    shares = pair.overlap.shared >= MIN_SHARED_SHINGLES or pair.overlap.containment == 1.0
    syndicated = shares and model.syndicated.probability(row) >= SYNDICATED_FROM
    return _other_outlet(pair, same_event=same_event, syndicated=syndicated)


def judge_across_languages(*, shared_act: bool, shared_party: bool) -> Judgement:
    """Return what two articles in different languages are to each other, which their words cannot say.

    Within one language the acts are not asked: on the annotated pairs they made the judgement worse (same main event
    F1 .86 for .89), because articles on one topic share background acts.

    Args:
        shared_act: Whether an act of the one is an act of the other.
        shared_party: Whether a party to an act of the one is a party to one of the other.
    """
    if shared_act:
        return Judgement(PairRelation.SAME_EVENT, same_event=True, syndicated=False)
    relation = PairRelation.RELATED if shared_party else PairRelation.DIFFERENT
    return Judgement(relation, same_event=False, syndicated=False)


def _same_outlet(pair: PairFeatures, *, same_event: bool) -> Judgement:
    shares = pair.overlap.shared >= MIN_SHARED_SHINGLES
    if pair.overlap.jaccard >= _IDENTICAL:
        return Judgement(PairRelation.COPY, same_event=True, syndicated=False)
    if same_event:
        relation = PairRelation.UPDATE if shares else PairRelation.SAME_EVENT
    else:
        relation = PairRelation.CONTAINED if shares and pair.overlap.containment >= _HALF else _topic(pair)
    return Judgement(relation, same_event=same_event, syndicated=False)


def _other_outlet(pair: PairFeatures, *, same_event: bool, syndicated: bool) -> Judgement:
    if syndicated:
        same_event = same_event or pair.overlap.jaccard >= _HALF
        whole = same_event and pair.overlap.jaccard >= _A_FIFTH
        return Judgement(PairRelation.COPY if whole else PairRelation.CONTAINED, same_event, syndicated=True)
    return Judgement(PairRelation.SAME_EVENT if same_event else _topic(pair), same_event, syndicated=False)


def _topic(pair: PairFeatures) -> PairRelation:
    return PairRelation.RELATED if pair.content >= _RELATED_CONTENT else PairRelation.DIFFERENT
