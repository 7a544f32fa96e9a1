import math
import random

import pytest

from consumers.relation.logistic import Logistic, fit


def test_the_weights_that_made_the_answers_are_found():
    dice = random.Random(1)
    truth = Logistic(-1.0, {"x": 2.0, "y": -3.0})
    rows = [{"x": dice.gauss(0, 1), "y": dice.gauss(0.3, 1)} for _ in range(4000)]
    answers = [dice.random() < truth.probability(row) for row in rows]
    found = fit(rows, answers, ("x", "y"), ridge=1.0)
    assert found.bias == pytest.approx(-1.0, abs=0.2)
    assert found.weights == pytest.approx({"x": 2.0, "y": -3.0}, abs=0.3)


def test_answers_that_one_feature_tells_apart_do_not_run_to_infinity():
    rows = [{"x": float(n), "constant": 1.0} for n in range(20)]
    found = fit(rows, [row["x"] > 9 for row in rows], ("x", "constant"), ridge=1.0)
    assert all(map(math.isfinite, (found.bias, *found.weights.values())))
    assert found.probability(rows[0]) < 0.2
    assert found.probability(rows[-1]) > 0.8


def test_more_ridge_means_smaller_weights():
    rows = [{"x": float(n % 7)} for n in range(70)]
    answers = [n % 7 > 2 for n in range(70)]
    assert 0 < fit(rows, answers, ("x",), ridge=50.0).weights["x"] < fit(rows, answers, ("x",), ridge=1.0).weights["x"]
