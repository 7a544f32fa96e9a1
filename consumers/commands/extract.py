"""`rasid extract`: articles in, diplomatic acts out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.records import Article

if TYPE_CHECKING:
    from consumers.extraction import Extractor

_EXAMPLES = """examples:
  rasid extract page.txt --published 2024-12-22        one plain text; its first line is the title
  rasid extract articles.jsonl > mentions.jsonl        one JSON object a line: id, title, text, published, ...
  curl -s URL | rasid extract - --language ar --format text

A line of input that cannot be read is named on stderr and skipped; the exit code is then 1.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``rasid extract`` to ``parser``."""
    parser.add_argument("file", nargs="?", default="-", help="plain text or JSON lines; - is stdin (default)")
    parser.add_argument("--published", metavar="DATE", help="when a plain text was published (ISO 8601)")
    parser.add_argument("--url", default="", help="address of a plain text")
    parser.add_argument("--source", default="", help="feed or outlet of a plain text")
    parser.add_argument("--language", default="", help="ISO 639-1 code; found from the text when left out")
    parser.add_argument("--explain", action="store_true", help="say which words gave which field")
    parser.add_argument("--format", choices=("json", "text"), help="default: text on a terminal, json when piped")
    parser.add_argument("--config", type=Path, metavar="FOLDER", help="folder with gazetteer/ and lexicon/")
    parser.add_argument("--ner-model", default="", metavar="FOLDER", help="model for names that the gazetteer lacks")
    parser.epilog = _EXAMPLES


def run(args: argparse.Namespace) -> int:
    """Extract from every article of the input; 1 when a line of it could not be read.

    Raises:
        UsageError: The file, the date or the configuration cannot be used.
    """
    from consumers.extraction import Extractor  # noqa: PLC0415 - half a second that `--help` need not wait for

    published = _moment(args.published, "--published") if args.published else None
    text, name = _read(args.file)
    try:
        extractor = Extractor.load(args.config, ner_model=args.ner_model)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    readable = (args.format or ("text" if sys.stdout.isatty() else "json")) == "text"
    failed = False
    for article in _articles(text, name, args, published):
        if isinstance(article, str):
            sys.stderr.write(f"rasid extract: {article}\n")
            failed = True
            continue
        _write(extractor, article, sys.stdout, readable=readable, explain=args.explain)
    return EXIT_FINDINGS if failed else EXIT_OK


def _read(file: str) -> tuple[str, str]:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace"), "stdin"
    try:
        return Path(file).read_text(encoding="utf-8"), file
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8 at byte {error.start}; convert it first (iconv -t utf-8)") from error


def _moment(value: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"{where}: '{value}' is no date; write 2024-12-22 or 2024-12-22T10:00:00+02:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _articles(text: str, name: str, args: argparse.Namespace, published: datetime | None) -> Iterator[Article | str]:
    """Yield the articles of the input, or what is wrong with a line of it."""
    if not text.lstrip().startswith("{"):
        title, _, body = text.partition("\n")
        yield Article(
            article_id=Path(name).stem,
            source=args.source,
            url=args.url,
            title=title.rstrip("\r"),
            text=body.rstrip("\n"),
            language=args.language,
            published=published,
        )
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _from_json(line, f"{name}:{number}", number, args.language)


def _from_json(line: str, where: str, number: int, language: str) -> Article | str:
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return f"{where}: not JSON ({error}); one object a line is expected"
    if not isinstance(data, dict):
        return f"{where}: not a JSON object"
    for key in ("title", "text", "published", "url", "source", "language"):
        if not isinstance(data.get(key) or "", str):
            return f"{where}: '{key}' is not a string"
    if not (data.get("title") or data.get("text")):
        return f"{where}: neither 'title' nor 'text'"
    try:
        published = _moment(data["published"], "published") if data.get("published") else None
    except UsageError as error:
        return f"{where}: {error}"
    return Article(
        article_id=str(data.get("id") or number),
        source=data.get("source") or "",
        url=data.get("url") or "",
        title=data.get("title") or "",
        text=data.get("text") or "",
        language=data.get("language") or language,
        published=published,
    )


def _write(extractor: Extractor, article: Article, out: TextIO, *, readable: bool, explain: bool) -> None:
    from agent.codec import encode, to_builtins  # noqa: PLC0415
    from consumers.extraction.explain import explanation, listing  # noqa: PLC0415

    mentions = extractor.extract(article).mentions
    if readable:
        out.write(listing(article, mentions, explain=explain))
        return
    rows: list[dict[str, Any]] = [to_builtins(m) for m in mentions]
    if explain:
        for row, mention in zip(rows, mentions, strict=True):
            row["explanation"] = explanation(article, mention)
    out.write(encode({"id": article.article_id, "mentions": rows}).decode() + "\n")
