"""How well mentions are grouped into events: B-cubed, beside the baselines that any grouping must beat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BCubed:
    """Mean over mentions of how pure and how whole the event is that each is in."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def b_cubed(truth: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> BCubed:
    """Return B-cubed precision and recall of ``found`` against ``truth``.

    Args:
        truth: Mention -> event it is annotated with.
        found: Mention -> event it was put into; mentions in one mapping alone are left out.
    """
    mentions = truth.keys() & found.keys()
    by_truth: dict[Hashable, set[str]] = defaultdict(set)
    by_found: dict[Hashable, set[str]] = defaultdict(set)
    for mention in mentions:
        by_truth[truth[mention]].add(mention)
        by_found[found[mention]].add(mention)
    if not mentions:
        return BCubed(0.0, 0.0)
    precision = recall = 0.0
    for mention in mentions:
        right, group = by_truth[truth[mention]], by_found[found[mention]]
        shared = len(right & group)
        precision += shared / len(group)
        recall += shared / len(right)
    return BCubed(precision / len(mentions), recall / len(mentions))
