"""Extracted acts against annotated ones: precision, recall and the fields of what was found.

Per article, predicted and annotated acts are paired one to one, best pairs first. A pair counts *strict* when type
and the set of parties (actors and recipients together) are equal, *relaxed* when the type is equal and the two sets
overlap by at least half (Jaccard). Recall is over the annotated core acts that are not marked doubtful; precision is
over all predictions, and one that pairs with a background or doubtful act is right. Fields are scored on strict
pairs, only where the annotation states them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from consumers.text.tokens import fold_phrase

Row = dict[str, Any]
_HALF = 0.5
_RANGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


@dataclass(slots=True)
class Score:
    """Counts of one evaluation."""

    core: int = 0
    found_strict: int = 0
    found_relaxed: int = 0
    predicted: int = 0
    right_strict: int = 0
    right_relaxed: int = 0
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(field, ``n`` or ``ok``) -> how often."""
    judged: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, whether right) of each prediction that says how sure it is."""
    misses: list[tuple[str, str, Row]] = field(default_factory=list)
    """(article id, ``missed`` or ``wrong``, act)."""


def score(gold: dict[str, list[Row]], predicted: dict[str, list[Row]]) -> Score:
    """Return the score of ``predicted`` against ``gold``, both article id -> acts; a missing id means no act."""
    total = Score()
    for ident, wanted in gold.items():
        _article(total, ident, wanted, predicted.get(ident, []))
    return total


def _article(total: Score, ident: str, gold: list[Row], predicted: list[Row]) -> None:
    pairs = _pairs(gold, predicted)
    strict_gold = {i for i, _, strict in pairs if strict}
    any_gold = {i for i, _, _ in pairs}
    strict_predicted = {j for _, j, strict in pairs if strict}
    for i, act in enumerate(gold):
        if not act.get("core", True) or act.get("doubt"):
            continue
        total.core += 1
        total.found_strict += i in strict_gold
        total.found_relaxed += i in any_gold
        if i not in strict_gold:
            total.misses.append((ident, "missed", act))
    total.predicted += len(predicted)
    total.right_strict += len(strict_predicted)
    total.right_relaxed += len(pairs)
    total.judged += [
        (act["confidence"], j in strict_predicted) for j, act in enumerate(predicted) if "confidence" in act
    ]
    total.misses += [(ident, "wrong", act) for j, act in enumerate(predicted) if j not in strict_predicted]
    for i, j, strict in pairs:
        if strict:
            _fields(total.fields, gold[i], predicted[j])


def right(gold: list[Row], predicted: list[Row]) -> list[bool]:
    """Return for each of the ``predicted`` acts of an article whether it is strictly one of ``gold``."""
    found = {j for _, j, strict in _pairs(gold, predicted) if strict}
    return [j in found for j in range(len(predicted))]


def reliability(judged: list[tuple[float, bool]]) -> list[str]:
    """Return a table: of the predictions in each range of confidence, how sure they were and how many were right."""
    lines = ["confidence    acts  mean   right"]
    for low, high in pairwise(_RANGES):
        rows = [(confidence, ok) for confidence, ok in judged if low <= confidence < high]
        if rows:
            mean, share = sum(c for c, _ in rows) / len(rows), sum(ok for _, ok in rows) / len(rows)
            lines.append(f"{low:.2f} to {min(high, 1.0):.2f} {len(rows):5}  {mean:.2f}   {share:.2f}")
    return lines


def _pairs(gold: list[Row], predicted: list[Row]) -> list[tuple[int, int, bool]]:
    candidates = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            if g["type"] != p["type"]:
                continue
            a, b = _parties(g), _parties(p)
            if a == b:
                alike = (g.get("mode", "") == p.get("mode", "")) + (g.get("status") == p.get("status"))
                candidates.append((2.0 + alike, i, j, True))
            elif a | b and len(a & b) / len(a | b) >= _HALF:
                candidates.append((len(a & b) / len(a | b), i, j, False))
    candidates.sort(key=lambda c: -c[0])
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, i, j, strict in candidates:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j, strict))
    return pairs


def _fields(fields: Counter[tuple[str, str]], gold: Row, predicted: Row) -> None:
    def tally(name: str, ok: bool) -> None:
        fields[name, "n"] += 1
        fields[name, "ok"] += ok

    if gold.get("recipients"):
        tally("direction", _codes(gold["actors"]) == _codes(predicted.get("actors")))
    if gold.get("mode"):
        tally("mode", gold["mode"] == predicted.get("mode"))
    tally("status", gold.get("status", "occurred") == predicted.get("status", "occurred"))
    if gold.get("date"):
        tally("date", gold["date"] == _text(predicted, "date", "value"))
    if gold.get("place"):
        a, b = _text(gold, "place", "name").lower(), _text(predicted, "place", "name").lower()
        tally("place", bool(b) and (a in b or b in a))
    have = [set(n) for n in _persons(predicted)]
    for name in _persons(gold):
        wanted = set(name)
        tally("person", any(h <= wanted or wanted <= h for h in have if h))


def _parties(act: Row) -> frozenset[str]:
    return _codes(act.get("actors")) | _codes(act.get("recipients"))


def _codes(actors: Any) -> frozenset[str]:
    return frozenset(a if isinstance(a, str) else a["party"] for a in actors or ())


def _text(act: Row, key: str, inner: str) -> str:
    value = act.get(key) or ""
    return str(value.get(inner) or "") if isinstance(value, dict) else str(value)


def _persons(act: Row) -> list[tuple[str, ...]]:
    names = act.get("persons")
    if names is None:
        actors = [*act.get("actors", ()), *act.get("recipients", ())]
        names = [
            a.get("text") or a.get("name") for a in actors if isinstance(a, dict) and (a.get("person") or a.get("name"))
        ]
    return [fold_phrase(n) for n in names if n]


def report(total: Score, *, show: int = 0, as_json: bool = False) -> str:
    """Return the figures of ``total`` for a person, or as one JSON object; ``show`` misses are listed after them."""
    strict = _prf(total.right_strict, total.predicted, total.found_strict, total.core)
    relaxed = _prf(total.right_relaxed, total.predicted, total.found_relaxed, total.core)
    names = sorted({name for name, _ in total.fields})
    shares = {name: total.fields[name, "ok"] / total.fields[name, "n"] for name in names}
    if as_json:
        figures = {
            "strict": strict,
            "relaxed": relaxed,
            "core": total.core,
            "predicted": total.predicted,
            "fields": shares,
            "reliability": [{"confidence": c, "right": ok} for c, ok in total.judged],
        }
        return json.dumps(figures) + "\n"
    lines = [f"annotated core acts {total.core}, predicted {total.predicted}"]
    for title, (precision, recall, f1) in (("strict", strict), ("relaxed", relaxed)):
        lines.append(f"{title:<8} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    lines += [f"  {name:<10} {total.fields[name, 'ok']} of {total.fields[name, 'n']}" for name in names]
    lines += reliability(total.judged) if total.judged else []
    lines += [f"{kind} {ident} {json.dumps(act, ensure_ascii=False)}" for ident, kind, act in total.misses[:show]]
    return "\n".join(lines) + "\n"


def _prf(right: int, predicted: int, found: int, core: int) -> tuple[float, float, float]:
    precision = right / predicted if predicted else 0.0
    recall = found / core if core else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
