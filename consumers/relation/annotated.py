"""Annotated pairs of articles, read with the articles themselves and what their outlets always write."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from agent.records import Article
from agent.state import Tables
from consumers.relation.boilerplate import BoilerplateMemory
from consumers.relation.comparison import ArticleComparer
from consumers.relation.features import PairFeatures, pair_features
from consumers.relation.normal import standard_sketcher

_FIELDS = ("a", "b", "relation", "same_main_event", "syndicated")


@dataclass(frozen=True, slots=True)
class AnnotatedPair:
    """Two articles, what a reader says they are to each other, and what they have in common."""

    first: Article
    second: Article
    relation: str
    same_event: bool
    syndicated: bool
    pair: PairFeatures

    @property
    def day(self) -> date:
        """The day of the earlier article; pairs of one day are never in two folds."""
        moments = [article.published for article in (self.first, self.second) if article.published]
        return min(moments).date() if moments else date.min


def read_pairs(gold_path: Path, corpus: Path | None = None) -> list[AnnotatedPair]:
    """Return the pairs of a file of annotations.

    The corpus is read in its order, and what is a formula of an outlet is known of each article as the extract stage
    would know it at that time.

    Args:
        gold_path: JSON lines {a, b, relation, same_main_event, syndicated}; a and b are ids in the corpus.
        corpus: ``.jsonl`` or ``.jsonl.gz`` of articles; default: the files in ``../corpus`` beside the gold.

    Raises:
        ValueError: The gold is malformed, or the corpus lacks its articles; the message says where.
        OSError: A file cannot be read.
    """
    gold = _read_gold(gold_path)
    folder = gold_path.resolve().parent.parent / "corpus"
    files = [corpus] if corpus is not None else sorted(folder.glob("*.jsonl*"))
    if not files:
        raise ValueError(f"no articles for the pairs of {gold_path}: none in {folder}; name the file with --corpus")
    wanted = {str(row[side]) for row in gold for side in "ab"}
    articles, formulas = _seen_in_order(files, wanted)
    lacking = sorted(wanted - articles.keys())
    if lacking:
        raise ValueError(
            f"{', '.join(map(str, files))}: {len(lacking)} articles of {gold_path} are not there, e.g. {lacking[0]}"
        )
    comparer = ArticleComparer()
    features = {ident: comparer.features(article, formulas[ident]) for ident, article in articles.items()}
    return [
        AnnotatedPair(
            first=articles[str(row["a"])],
            second=articles[str(row["b"])],
            relation=str(row["relation"]),
            same_event=bool(row["same_main_event"]),
            syndicated=bool(row["syndicated"]),
            pair=pair_features(features[str(row["a"])], features[str(row["b"])]),
        )
        for row in gold
    ]


def _seen_in_order(
    files: Sequence[Path], wanted: set[str]
) -> tuple[Mapping[str, Article], Mapping[str, frozenset[int]]]:
    sketcher, memory = standard_sketcher(), BoilerplateMemory()
    tables = Tables(memory.table())
    table = tables["boilerplate"]
    articles: dict[str, Article] = {}
    formulas: dict[str, frozenset[int]] = {}
    moment = datetime(1970, 1, 1, tzinfo=UTC)
    for article in (article for path in files for article in _articles(path)):
        moment = article.published or moment
        clauses = [c.hash for c in sketcher.clauses(article.full_text) if c.hash is not None]
        if article.article_id in wanted:
            articles[article.article_id] = article
            formulas[article.article_id] = memory.formulas(
                table, article.outlet, article.article_id, moment, clauses
            )
        memory.remember(table, article.outlet, article.article_id, moment, clauses)
        tables.apply()
    return articles, formulas


def _read_gold(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [name for name in _FIELDS if name not in row]
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}:{number}: not a pair in JSON: {error}") from error
        if missing:
            raise ValueError(f"{path}:{number}: a pair needs {', '.join(missing)}")
        rows.append(row)
    return rows


def _articles(path: Path) -> Iterator[Article]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                published = datetime.fromisoformat(row["published"]) if row.get("published") else None
                ident = str(row["id"])
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path}:{number}: not an article in JSON with an id: {error}") from error
            if published is not None and published.tzinfo is None:
                published = published.replace(tzinfo=UTC)
            yield Article(
                article_id=ident,
                source=row.get("source") or "",
                outlet=row.get("outlet") or row.get("source") or "",
                url=row.get("url") or "",
                title=row.get("title") or "",
                text=row.get("text") or "",
                language=row.get("language") or "",
                published=published,
            )
