"""The relation of two whole articles, from what they share: three fitted decisions and the names that follow.

Three logistic models with three or four features each, fitted on 186 annotated pairs of Arabic news and cross-validated
by day (docs/deduplication.md has the figures; ``tests/bench/fit_relations.py`` fits them anew). So few parameters
because so few pairs: a larger model learns the pairs and not the task.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from consumers.relation.features import PairFeatures
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


SYNDICATED_BIAS = -8.41
SYNDICATED_WEIGHTS = {"root_containment": 8.72, "opening_within": 5.25, "apart": -0.42}
SYNDICATED_FROM = 0.45
"""Probability from which text is held to be shared: the best F1 in cross-validation."""

OTHER_BIAS = -1.9
OTHER_WEIGHTS = {"opening": 6.19, "apart": -0.81, "title_within": 3.09, "containment": 0.89}
"""Same main event, other outlets."""

SAME_BIAS = -0.72
SAME_WEIGHTS = {"opening": 1.32, "apart": -1.18, "title_within": 4.08}
"""Same main event, one outlet: background paragraphs are shared by different stories, so that overlap says little."""

_IDENTICAL = 0.9
_COPY_CONTAINMENT = 0.6
_COPY_JACCARD = 0.22
"""With less in common of both, text that was taken over is only a part of the longer article."""
_CONTAINED_SAME = 0.58
_RELATED_CONTENT = 0.1
"""Content words in common below which two texts have no topic in common."""


def probability(bias: float, weights: dict[str, float], pair: PairFeatures) -> float:
    """Return the probability that a logistic model gives."""
    return 1 / (1 + math.exp(-(bias + sum(weight * value_of(name, pair) for name, weight in weights.items()))))


def value_of(name: str, pair: PairFeatures) -> float:
    """Return the feature that a model calls ``name``."""
    if name == "root_containment":
        return math.sqrt(pair.overlap.containment)
    if name == "containment":
        return pair.overlap.containment
    value: float = getattr(pair, name)
    return value


def judge(pair: PairFeatures) -> Judgement:
    """Return what two articles are to each other.

    Args:
        pair: What their texts have in common.
    """
    if pair.same_page:
        identical = pair.overlap.jaccard >= _IDENTICAL
        return Judgement(PairRelation.COPY if identical else PairRelation.UPDATE, same_event=True, syndicated=False)
    if pair.same_outlet:
        return _same_outlet(pair)
    return _other_outlet(pair)


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


def _same_outlet(pair: PairFeatures) -> Judgement:
    if pair.overlap.jaccard >= _IDENTICAL:
        return Judgement(PairRelation.COPY, same_event=True, syndicated=False)
    if probability(SAME_BIAS, SAME_WEIGHTS, pair) >= 0.5:  # noqa: PLR2004 - more likely than not
        repeats = pair.overlap.shared >= MIN_SHARED_SHINGLES
        relation = PairRelation.UPDATE if repeats else PairRelation.SAME_EVENT
        return Judgement(relation, same_event=True, syndicated=False)
    contained = pair.overlap.containment >= _CONTAINED_SAME and pair.overlap.shared >= MIN_SHARED_SHINGLES
    return Judgement(PairRelation.CONTAINED if contained else _topic(pair), same_event=False, syndicated=False)


def _other_outlet(pair: PairFeatures) -> Judgement:
    same_event = probability(OTHER_BIAS, OTHER_WEIGHTS, pair) >= 0.5  # noqa: PLR2004 - as above
    shared = pair.overlap.shared >= MIN_SHARED_SHINGLES or pair.overlap.containment == 1.0
    if shared and probability(SYNDICATED_BIAS, SYNDICATED_WEIGHTS, pair) >= SYNDICATED_FROM:
        whole = pair.overlap.containment >= _COPY_CONTAINMENT or pair.overlap.jaccard >= _COPY_JACCARD
        if whole:
            return Judgement(PairRelation.COPY, same_event=True, syndicated=True)
        return Judgement(PairRelation.CONTAINED, same_event=same_event, syndicated=True)
    relation = PairRelation.SAME_EVENT if same_event else _topic(pair)
    return Judgement(relation, same_event=same_event, syndicated=False)


def _topic(pair: PairFeatures) -> PairRelation:
    related = pair.content >= _RELATED_CONTENT
    return PairRelation.RELATED if related else PairRelation.DIFFERENT
