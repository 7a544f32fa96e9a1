"""Scores the relation of articles against annotated pairs."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.records import Article
from consumers.extract_stage import ExtractsMentions
from consumers.relation.boilerplate import Boilerplate
from consumers.relation.comparison import ArticleComparer, Comparison

_GOLD = ("a", "b", "relation", "same_main_event", "syndicated")


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """One annotated pair with what was found."""

    gold: Mapping[str, Any]
    same_outlet: bool
    found: Comparison


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

    def __str__(self) -> str:
        precision = self.hit / (self.hit + self.false) if self.hit + self.false else 0.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.hit + self.missed} in gold)"


def evaluate_pairs(gold_path: Path, corpus: Path | None = None, extractor: ExtractsMentions | None = None) -> str:
    """Return a readable report of how well the relations of annotated pairs are found.

    Args:
        gold_path: JSON lines {a, b, relation, same_main_event, syndicated}; a and b are ids in the corpus.
        corpus: ``.jsonl`` or ``.jsonl.gz`` of articles; default: the files in ``../corpus`` beside the gold.
        extractor: Finds the acts that the articles report; without it the words alone decide.

    Raises:
        ValueError: The gold is malformed, or the corpus lacks its articles; the message says where.
        OSError: A file cannot be read.
    """
    gold = _read_gold(gold_path)
    folder = gold_path.resolve().parent.parent / "corpus"
    files = [corpus] if corpus is not None else sorted(folder.glob("*.jsonl*"))
    if not files:
        raise ValueError(f"no articles for the pairs of {gold_path}: none in {folder}; name the corpus file")
    wanted = {row[side] for row in gold for side in "ab"}
    articles = {
        article.article_id: article for file in files for article in _articles(file) if article.article_id in wanted
    }
    lacking = sorted(wanted - articles.keys())
    if lacking:
        raise ValueError(
            f"{', '.join(map(str, files))}: {len(lacking)} articles of {gold_path} are not there, e.g. {lacking[0]}"
        )
    return report(score(gold, articles, extractor))


def score(
    gold: Sequence[Mapping[str, Any]], articles: Mapping[str, Article], extractor: ExtractsMentions | None = None
) -> list[ScoredPair]:
    """Return every pair with what was found.

    Args:
        gold: Annotated pairs.
        articles: Their articles by id.
        extractor: Finds the acts that the articles report.
    """
    comparer = ArticleComparer(extractor)
    formulas = Boilerplate()
    for article in articles.values():
        formulas.add(article.outlet, comparer.features(article).text.clauses)
    scored = []
    for row in gold:
        first, second = articles[row["a"]], articles[row["b"]]
        same = first.outlet == second.outlet
        ignored = formulas.of(first.outlet, comparer.features(first).text.clauses) if same else frozenset()
        scored.append(ScoredPair(row, same, comparer.compare(first, second, ignored)))
    return scored


def report(pairs: Sequence[ScoredPair]) -> str:
    """Return the scores as a table for people."""
    syndicated, event = Binary(), Binary()
    confusion: Counter[tuple[str, str]] = Counter()
    by_group: dict[tuple[str, bool], list[bool]] = {}
    for pair in pairs:
        gold, found = pair.gold, pair.found
        right = gold["relation"] == found.relation.value
        confusion[gold["relation"], found.relation.value] += 1
        by_group.setdefault((gold["relation"], pair.same_outlet), []).append(right)
        event.add(truth=bool(gold["same_main_event"]), found=found.same_event)
        if not pair.same_outlet:
            syndicated.add(truth=bool(gold["syndicated"]), found=found.syndicated)
    right = sum(sum(answers) for answers in by_group.values())
    lines = [
        f"{len(pairs)} pairs",
        f"syndicated (other outlets)  {syndicated}",
        f"same main event             {event}",
        f"relation accuracy           {right / len(pairs):.3f}" if pairs else "no pairs",
        "",
        f"{'relation':<12} {'same outlet':>12} {'other outlet':>13}   taken for",
    ]
    for relation in sorted({str(pair.gold["relation"]) for pair in pairs}):
        cells = [_share(by_group.get((relation, same), [])) for same in (True, False)]
        wrong = [f"{n} {found}" for (said, found), n in confusion.most_common() if said == relation != found]
        lines.append(f"{relation:<12} {cells[0]:>12} {cells[1]:>13}   {', '.join(wrong)}".rstrip())
    return "\n".join(lines)


def _share(answers: Sequence[bool]) -> str:
    return f"{sum(answers)}/{len(answers)}" if answers else "-"


def _read_gold(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [name for name in _GOLD if name not in row]
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}:{number}: not a pair in JSON: {error}") from error
        if missing:
            raise ValueError(f"{path}:{number}: a pair needs {', '.join(missing)}")
        rows.append(row)
    return rows


def _articles(path: Path) -> Iterator[Article]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            published = datetime.fromisoformat(row["published"]) if row.get("published") else None
            if published is not None and published.tzinfo is None:
                published = published.replace(tzinfo=UTC)
            yield Article(
                article_id=str(row["id"]),
                source=row.get("source", ""),
                outlet=row.get("outlet") or row.get("source", ""),
                url=row.get("url", ""),
                title=row.get("title", ""),
                text=row.get("text", ""),
                language=row.get("language", ""),
                published=published,
            )
