"""Logistic regression with a ridge penalty, by Newton's method: small enough to be fitted within a command.

Some hundreds of pairs and three features call for no numerical library.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_STEPS = 12
_SETTLED = 1e-7
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted decision: the log-odds of "yes" are ``bias`` plus the weighted features."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability of "yes"."""
        return _sigmoid(self.bias + sum(weight * features[name] for name, weight in self.weights.items()))


def fit(rows: Sequence[Mapping[str, float]], answers: Sequence[bool], names: Sequence[str], ridge: float) -> Logistic:
    """Return the decision that explains ``answers`` best.

    Args:
        rows: The features of each example; at least one row.
        answers: Its answer.
        names: The features to use.
        ridge: Weight of the penalty on standardised weights; above 0, so that there is always one best answer.
    """
    columns = [[row[name] for row in rows] for name in names]
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [
        [1.0, *((row[name] - mean) / spread for name, mean, spread in zip(names, means, spreads, strict=True))]
        for row in rows
    ]
    beta = _newton(scaled, answers, ridge)
    weights = {name: b / spread for name, b, spread in zip(names, beta[1:], spreads, strict=True)}
    return Logistic(beta[0] - sum(weights[name] * mean for name, mean in zip(names, means, strict=True)), weights)


def _newton(rows: Sequence[Sequence[float]], answers: Sequence[bool], ridge: float) -> list[float]:
    width = len(rows[0])
    penalty = [1e-6] + [ridge] * (width - 1)  # the bias goes free; the trace of a penalty keeps it finite
    beta = [0.0] * width
    for _ in range(_STEPS):
        slope = [penalty[i] * beta[i] for i in range(width)]
        curve = [[penalty[i] if i == j else 0.0 for j in range(width)] for i in range(width)]
        for row, answer in zip(rows, answers, strict=True):
            found = _sigmoid(sum(b * value for b, value in zip(beta, row, strict=True)))
            certain = found * (1 - found)
            for i in range(width):
                slope[i] += (found - answer) * row[i]
                for j in range(width):
                    curve[i][j] += certain * row[i] * row[j]
        step = _solve(curve, slope)
        beta = [b - s for b, s in zip(beta, step, strict=True)]
        if max(map(abs, step)) < _SETTLED:
            break
    return beta


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Solve a positive definite system by elimination."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for i in range(size):
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            for j in range(i, size + 1):
                rows[k][j] -= factor * rows[i][j]
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, odds))))
