"""Fits the models of consumers/relation/model.py on annotated pairs, and cross-validates them by day.

Usage: python tests/bench/fit_relations.py PAIRS CORPUS.jsonl[.gz]

Prints the weights and the F1 of ten folds; both go into the code and into docs/deduplication.md by hand.
"""

import hashlib
import math
import sys
from pathlib import Path

from consumers.relation.comparison import ArticleComparer
from consumers.relation.evaluation import _articles, _read_gold
from consumers.relation.features import pair_features
from consumers.relation.model import OTHER_WEIGHTS, SAME_WEIGHTS, SYNDICATED_FROM, SYNDICATED_WEIGHTS, value_of

FOLDS = 10
STEPS = 400
RIDGE = 1.0


def fit(rows, truth):
    """Return weights and bias of a ridge logistic regression, by gradient descent on standardised features."""
    width, count = len(rows[0]), len(rows)
    mean = [sum(row[j] for row in rows) / count for j in range(width)]
    spread = [math.sqrt(sum((row[j] - mean[j]) ** 2 for row in rows) / count) or 1.0 for j in range(width)]
    scaled = [[(row[j] - mean[j]) / spread[j] for j in range(width)] for row in rows]
    weights, bias = [0.0] * width, 0.0
    for _ in range(STEPS):
        errors = [logistic(bias, weights, row) - said for row, said in zip(scaled, truth, strict=True)]
        slope = [sum(e * row[j] for e, row in zip(errors, scaled, strict=True)) / count for j in range(width)]
        bias -= 2 * sum(errors) / count
        weights = [w - 2 * (s + RIDGE * w / count) for w, s in zip(weights, slope, strict=True)]
    plain = [w / s for w, s in zip(weights, spread, strict=True)]
    return plain, bias - sum(w * m for w, m in zip(plain, mean, strict=True))


def logistic(bias, weights, row):
    total = bias + sum(w * value for w, value in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def cross_validated(rows, truth, days, limit):
    fold = [int(hashlib.md5(day.encode()).hexdigest(), 16) % FOLDS for day in days]
    hit = false = missed = 0
    for held in sorted(set(fold)):
        known = [n for n in range(len(rows)) if fold[n] != held]
        weights, bias = fit([rows[n] for n in known], [truth[n] for n in known])
        for n in range(len(rows)):
            if fold[n] == held:
                found = logistic(bias, weights, rows[n]) >= limit
                hit, false, missed = hit + (found and truth[n]), false + (found > truth[n]), missed + (found < truth[n])
    return 2 * hit / (2 * hit + false + missed)


def main():
    gold = _read_gold(Path(sys.argv[1]))
    wanted = {row[side] for row in gold for side in "ab"}
    comparer = ArticleComparer()
    texts = {a.article_id: comparer.features(a) for a in _articles(Path(sys.argv[2])) if a.article_id in wanted}
    pairs = [(row, pair_features(texts[row["a"]], texts[row["b"]])) for row in gold]
    for name, same, label, features, limit in (
        ("syndicated, other outlets", False, "syndicated", SYNDICATED_WEIGHTS, SYNDICATED_FROM),
        ("same main event, other outlets", False, "same_main_event", OTHER_WEIGHTS, 0.5),
        ("same main event, one outlet", True, "same_main_event", SAME_WEIGHTS, 0.5),
    ):
        chosen = [(row, pair) for row, pair in pairs if pair.same_outlet == same]
        rows = [[value_of(feature, pair) for feature in features] for _, pair in chosen]
        truth = [bool(row[label]) for row, _ in chosen]
        days = [texts[row["a"]].published.date().strftime("%Y%m%d") for row, _ in chosen]
        weights, bias = fit(rows, truth)
        score = cross_validated(rows, truth, days, limit)
        shown = {feature: round(weight, 2) for feature, weight in zip(features, weights, strict=True)}
        print(f"{name}: bias {bias:.2f}, {shown}; cross-validated F1 {score:.3f} ({len(rows)} pairs)")


if __name__ == "__main__":
    main()
