"""`rasid eval`: how well the extraction and the comparison of texts do on annotated data."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.cli import EXIT_OK, UsageError

_EXAMPLES = """examples:
  rasid eval events gold/events-dev.jsonl --show 20    annotated articles; what was missed and what was wrong
  rasid eval pairs gold/pairs-dev.jsonl                annotated pairs of texts, with ../corpus beside the gold
  rasid eval pairs pairs.jsonl --corpus articles.jsonl.gz --show 20

A line of an events file holds id, title, text, published, language and the annotated events.
A line of a pairs file holds a and b (ids of articles in the corpus), relation (copy, update, contained, same_event,
related, different), same_main_event and syndicated. The corpus is JSON lines of articles, in order of publication.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``rasid eval`` to ``parser``."""
    parser.add_argument("what", choices=("events", "pairs"))
    parser.add_argument("gold", type=Path, help="annotated data, JSON lines")
    parser.add_argument(
        "--corpus", type=Path, metavar="FILE", help="articles of the pairs; default: all in ../corpus beside GOLD"
    )
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print up to N misses and wrong predictions")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    parser.add_argument("--config", type=Path, metavar="FOLDER", help="folder with gazetteer/ and lexicon/")
    parser.epilog = _EXAMPLES


def run(args: argparse.Namespace) -> int:
    """Score and print the figures.

    Raises:
        UsageError: The annotated data cannot be read.
    """
    if not args.gold.is_file():
        raise UsageError(f"{args.gold}: no such file")
    sys.stdout.write(_pairs(args) if args.what == "pairs" else _events(args))
    return EXIT_OK


def _pairs(args: argparse.Namespace) -> str:
    from consumers.relation.annotated import read_pairs  # noqa: PLC0415 - imports camel-tools
    from consumers.relation.evaluation import evaluate, report  # noqa: PLC0415

    if args.corpus is not None and not args.corpus.is_file():
        raise UsageError(f"{args.corpus}: no such file")
    try:
        pairs = read_pairs(args.gold, args.corpus)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if not pairs:
        raise UsageError(f"{args.gold}: no pairs in it")
    return report(evaluate(pairs), show=args.show, as_json=args.json)


def _events(args: argparse.Namespace) -> str:
    from agent.codec import to_builtins  # noqa: PLC0415 - with the extractor, half a second
    from agent.records import Article  # noqa: PLC0415
    from consumers.extraction import Extractor  # noqa: PLC0415
    from consumers.extraction.scoring import report, score  # noqa: PLC0415

    rows = list(_rows(args.gold))
    extractor = Extractor.load(args.config)
    gold: dict[str, list[dict[str, Any]]] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    for where, row in rows:
        published = _moment(row.get("published"), where)
        article = Article(
            article_id=row["id"],
            source=row.get("source") or "",
            title=row.get("title") or "",
            text=row.get("text") or "",
            language=row.get("language") or "",
            published=published,
        )
        gold[row["id"]] = row["events"]
        found[row["id"]] = [to_builtins(m) for m in extractor.extract(article).mentions]
    return report(score(gold, found), show=args.show, as_json=args.json)


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UsageError(f"{where}: not JSON ({error})") from error
        if "file" in row and "text" not in row:
            title, _, text = _beside(path, row["file"], where).partition("\n")
            row |= {"title": title, "text": text.rstrip("\n")}
        if not isinstance(row.get("events"), list) or "id" not in row:
            raise UsageError(f"{where}: needs 'id' and a list 'events'")
        rows.append((where, row))
    return rows


def _beside(path: Path, name: str, where: str) -> str:
    try:
        return (path.parent / name).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{where}: cannot read '{name}': {error.strerror}") from error


def _moment(value: Any, where: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{where}: published '{value}' is no date") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
