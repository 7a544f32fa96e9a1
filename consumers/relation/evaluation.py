"""Scores the relation of articles against annotated pairs: the shipped model, and models fitted without the pair.

The pairs that ship their lessons in the model are no test of it. So every figure is also given in cross-validation:
the days of publication are dealt into ten folds, each pair is judged by a model that was fitted on the other folds,
and that is done with five deals, because with so few pairs one deal's luck is worth .02.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from consumers.relation.annotated import AnnotatedPair
from consumers.relation.model import Example, Judgement, fit_model, judge

FOLDS = 10
DEALS = 5

_QUESTIONS: tuple[tuple[str, str, Callable[[AnnotatedPair], bool]], ...] = (
    ("syndicated, other outlets", "syndicated", lambda p: not p.pair.same_outlet),
    ("same main event, other outlets", "same_event", lambda p: not p.pair.same_outlet),
    ("same main event, one outlet", "same_event", lambda p: p.pair.same_outlet),
    ("same main event, all", "same_event", lambda _: True),
)


@dataclass(slots=True)
class Binary:
    """Hits, false alarms and misses of one yes-or-no question."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, truth: bool, found: bool) -> None:
        """Count one answer."""
        self.hit += truth and found
        self.false += found and not truth
        self.missed += truth and not found

    @property
    def precision(self) -> float:
        """Share of the found that is true."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of the true that is found."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.hit / (2 * self.hit + self.false + self.missed) if self.hit else 0.0


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was found for each pair."""

    pairs: Sequence[AnnotatedPair]
    found: Sequence[Judgement]

    def binary(self, question: str, asked: Callable[[AnnotatedPair], bool]) -> Binary:
        """Return the score of one question over the pairs that it is asked of."""
        score = Binary()
        for pair, found in zip(self.pairs, self.found, strict=True):
            if asked(pair):
                score.add(truth=getattr(pair, question), found=getattr(found, question))
        return score

    def accuracy(self, asked: Callable[[AnnotatedPair], bool] = lambda _: True) -> float:
        """Return the share of pairs whose relation is found."""
        answers = [
            pair.relation == found.relation
            for pair, found in zip(self.pairs, self.found, strict=True)
            if asked(pair)
        ]
        return sum(answers) / len(answers) if answers else 0.0


@dataclass(frozen=True, slots=True)
class PairScores:
    """The shipped model's answers, and those of models that had not seen the pair, once for every deal."""

    shipped: Verdicts
    unseen: Sequence[Verdicts] = field(default=())


def evaluate(pairs: Sequence[AnnotatedPair], deals: int = DEALS) -> PairScores:
    """Judge annotated pairs, by the shipped model and in cross-validation.

    Args:
        pairs: Annotated pairs; of less than two days there is no cross-validation.
        deals: How often the days are dealt into folds.
    """
    shipped = Verdicts(pairs, [judge(pair.pair) for pair in pairs])
    days = sorted({pair.day for pair in pairs})
    both = all(len({getattr(p, answer) for p in pairs}) > 1 for answer in ("syndicated", "same_event"))
    if len(days) < FOLDS or not both:
        return PairScores(shipped)
    return PairScores(shipped, [Verdicts(pairs, _unseen(pairs, days, deal)) for deal in range(deals)])


def _unseen(pairs: Sequence[AnnotatedPair], days: Sequence[date], deal: int) -> list[Judgement]:
    dealt = list(days)
    random.Random(deal).shuffle(dealt)  # noqa: S311 - no secret; the same deals on every run
    fold = {day: n % FOLDS for n, day in enumerate(dealt)}
    found: dict[int, Judgement] = {}
    for held in range(FOLDS):
        model = fit_model([example(pair) for pair in pairs if fold[pair.day] != held])
        found |= {n: judge(pair.pair, model) for n, pair in enumerate(pairs) if fold[pair.day] == held}
    return [found[n] for n in range(len(pairs))]


def example(pair: AnnotatedPair) -> Example:
    """Return what the model learns of an annotated pair."""
    return Example(pair.pair, syndicated=pair.syndicated, same_event=pair.same_event)


def report(scores: PairScores, *, show: int = 0, as_json: bool = False) -> str:
    """Return the scores, as a table for people or as one JSON object.

    Args:
        scores: From :func:`evaluate`.
        show: How many wrongly judged pairs to list, those judged by models that had not seen them.
        as_json: The figures alone, as JSON.
    """
    figures = _figures(scores)
    if as_json:
        return json.dumps(figures) + "\n"
    pairs = scores.shipped.pairs
    same = sum(pair.pair.same_outlet for pair in pairs)
    lines = [
        f"{len(pairs)} pairs: {same} of one outlet, {len(pairs) - same} of two",
        "",
        f"{'':<36} {'as shipped':<26} {'cross-validated by day' if scores.unseen else ''}".rstrip(),
    ]
    for name, figure in figures.items():
        shipped = f"{figure['shipped']:.3f}"
        if "precision" in figure:
            shipped += f"  (P {figure['precision']:.3f} R {figure['recall']:.3f})"
        unseen = ""
        if scores.unseen:
            unseen = f"{figure['unseen']:.3f}  ({figure['worst']:.3f} to {figure['best']:.3f})"
        lines.append(f"{name:<36} {shipped:<26} {unseen}".rstrip())
    judged = scores.unseen[0] if scores.unseen else scores.shipped
    how = "cross-validated, first deal" if scores.unseen else "as shipped"
    return "\n".join([*lines, "", *_by_relation(judged, how), *_wrong(judged, show)]) + "\n"


def _figures(scores: PairScores) -> dict[str, dict[str, float]]:
    figures: dict[str, dict[str, float]] = {}
    for name, question, asked in _QUESTIONS:
        binary = scores.shipped.binary(question, asked)
        figures[f"{name}: F1"] = {
            "shipped": round(binary.f1, 4),
            "precision": round(binary.precision, 4),
            "recall": round(binary.recall, 4),
            "in_gold": binary.hit + binary.missed,
            **_spread([verdicts.binary(question, asked).f1 for verdicts in scores.unseen]),
        }
    for name, asked in (
        ("relation, other outlets", lambda p: not p.pair.same_outlet),
        ("relation, one outlet", lambda p: p.pair.same_outlet),
        ("relation, all", lambda _: True),
    ):
        figures[f"{name}: accuracy"] = {
            "shipped": round(scores.shipped.accuracy(asked), 4),
            **_spread([verdicts.accuracy(asked) for verdicts in scores.unseen]),
        }
    return figures


def _spread(values: Sequence[float]) -> Mapping[str, float]:
    if not values:
        return {}
    mean = sum(values) / len(values)
    return {"unseen": round(mean, 4), "worst": round(min(values), 4), "best": round(max(values), 4)}


def _by_relation(verdicts: Verdicts, how: str) -> Iterable[str]:
    confusion: Counter[tuple[str, str]] = Counter()
    groups: dict[tuple[str, bool], list[bool]] = {}
    for pair, found in zip(verdicts.pairs, verdicts.found, strict=True):
        confusion[pair.relation, found.relation.value] += 1
        groups.setdefault((pair.relation, pair.pair.same_outlet), []).append(pair.relation == found.relation)
    yield f"{'relation (' + how + ')':<40} {'one outlet':>10} {'two outlets':>12}   taken for"
    for relation in sorted({pair.relation for pair in verdicts.pairs}):
        cells = [_share(groups.get((relation, same), [])) for same in (True, False)]
        wrong = [f"{n} {found}" for (said, found), n in confusion.most_common() if said == relation != found]
        yield f"{relation:<40} {cells[0]:>10} {cells[1]:>12}   {', '.join(wrong)}".rstrip()


def _wrong(verdicts: Verdicts, show: int) -> Iterable[str]:
    missed = [
        (pair, found)
        for pair, found in zip(verdicts.pairs, verdicts.found, strict=True)
        if pair.relation != found.relation
    ]
    for pair, found in missed[:show]:
        shared = pair.pair.overlap
        yield (
            f"\n{pair.relation}, taken for {found.relation.value} "
            f"(Jaccard {shared.jaccard:.2f}, containment {shared.containment:.2f})\n"
            f"  {pair.first.article_id} {pair.first.outlet}: {pair.first.title}\n"
            f"  {pair.second.article_id} {pair.second.outlet}: {pair.second.title}"
        )


def _share(answers: Sequence[bool]) -> str:
    return f"{sum(answers)}/{len(answers)}" if answers else "-"
