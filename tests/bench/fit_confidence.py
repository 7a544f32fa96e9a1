"""Fit config/confidence.yaml on annotated news.

usage: python tests/bench/fit_confidence.py GOLD.jsonl [GOLD.jsonl ...] [--write config/confidence.yaml]

Prints the reliability of the fitted weights in cross-validation: each article's mentions are judged by weights that
were fitted on other articles. `rasid eval events GOLD` prints the same table for the weights that are in use.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from zlib import crc32

from agent.codec import to_builtins
from agent.records import Article
from consumers.extraction import Extractor
from consumers.extraction.circumstances.confidence import SIGNS, Confidence
from consumers.extraction.scoring import reliability, right
from consumers.relation.logistic import fit

_FOLDS = 10
_RIDGE = 8.0
"""Keeps the weights of rare signs small."""
_HEAD = """# How sure a mention is: weights of the signs for and against it (extraction/circumstances/confidence.py).
#
# Provenance: a logistic model fitted by tests/bench/fit_confidence.py on {count} mentions that Rasid extracted from
# {articles} annotated articles ({files}), on {day}; {right} of them
# were right: type and all parties as annotated. In cross-validation by article the probabilities are off by {error:.3f}
# on average (expected calibration error, ten bins). Fit again when frames change.
"""


def _examples(paths: list[Path]) -> list[tuple[str, dict[str, float], bool]]:
    extractor = Extractor.load()
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            published = row.get("published")
            article = Article(
                article_id=row["id"],
                source="gold",
                title=row.get("title") or "",
                text=row.get("text") or "",
                language=row.get("language") or "",
                published=datetime.fromisoformat(published) if published else None,
            )
            extraction = extractor.extract(article)
            correct = right(row["events"], [to_builtins(m) for m in extraction.mentions])
            found += [(row["id"], signs, ok) for signs, ok in zip(extraction.signs, correct, strict=True)]
    return found


def _weights(examples: list[tuple[str, dict[str, float], bool]]) -> Confidence:
    fitted = fit([signs for _, signs, _ in examples], [ok for _, _, ok in examples], SIGNS, _RIDGE)
    return Confidence(fitted.bias, fitted.weights)


def main() -> None:
    """Fit, print, and write the file if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    examples = _examples(args.gold)
    folds = defaultdict(list)
    for example in examples:
        folds[crc32(example[0].encode()) % _FOLDS].append(example)
    judged = []
    for held, rows in folds.items():
        model = _weights([e for fold, others in folds.items() if fold != held for e in others])
        judged += [(model.of(signs), ok) for _, signs, ok in rows]
    print("\n".join(reliability(judged)))
    model = _weights(examples)
    error = sum(abs(c - ok) ** 2 for c, ok in judged) / len(judged)
    print(f"Brier score in cross-validation {error:.3f}")
    lines = [f"bias: {model.bias:.3f}", "weights:"]
    lines += [f"  {name}: {weight:.3f}" for name, weight in (model.weights or {}).items()]
    print("\n".join(lines))
    if args.write:
        head = _HEAD.format(
            count=len(examples),
            articles=len({ident for ident, _, _ in examples}),
            files=", ".join(path.name for path in args.gold),
            day=date.today().isoformat(),  # noqa: DTZ011 - the day of the fit
            right=sum(ok for _, _, ok in examples),
            error=_mean_error(judged),
        )
        args.write.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def _mean_error(judged: list[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = defaultdict(list)
    for confidence, ok in judged:
        bins[int(confidence * 10)].append((confidence, ok))
    return sum(abs(sum(c for c, _ in rows) - sum(ok for _, ok in rows)) for rows in bins.values()) / len(judged)


if __name__ == "__main__":
    main()
