"""Fits the models of consumers/relation/model.py on annotated pairs; the weights go into that module by hand.

Usage: python tests/bench/fit_relations.py PAIRS [CORPUS.jsonl[.gz]]

`rasid eval pairs PAIRS` prints what they are worth in cross-validation.
"""

import sys
from pathlib import Path

from consumers.relation.annotated import read_pairs
from consumers.relation.evaluation import example
from consumers.relation.model import fit_model


def main():
    paths = [Path(name) for name in sys.argv[1:]]
    model = fit_model([example(pair) for pair in read_pairs(*paths)])
    for name in ("syndicated", "same_event"):
        fitted = getattr(model, name)
        weights = {feature: round(weight, 2) for feature, weight in fitted.weights.items()}
        print(f"{name} = Logistic({fitted.bias:.2f}, {weights})")


if __name__ == "__main__":
    main()
