"""``rasid feeds check``: whether every feed of the list can be read."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.commands.settings import load_config
from producers.commands.feed_list import add_list_argument, read_list

if TYPE_CHECKING:
    from agent.config.loader import Config
    from producers.exchange import Failure, Response
    from producers.feedlist import FeedSpec
    from producers.fetch import HttpFetcher
    from producers.host_gate import HostGate
    from producers.parse_pool import ParserPool
    from producers.parsed import ParsedFeed
    from producers.settings import PollSettings

_EXAMPLES = """examples:
  rasid feeds check                          read every feed once, as the daemon would
  rasid feeds check --only sana,aps-ar
  rasid feeds check --offline                the list alone, without any request
  rasid feeds check | jq -c 'select(.ok | not)'
"""
_STALE_DAYS = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to ``parser``."""
    parser.epilog = _EXAMPLES
    add_list_argument(parser)
    parser.add_argument("--only", default="", metavar="ID,ID", help="only these feeds")
    parser.add_argument("--offline", action="store_true", help="check the list without reading any feed")


def run(args: argparse.Namespace) -> int:
    """Check; 1 when a feed cannot be read."""
    feeds = list(read_list(args).enabled)
    wanted = {name.strip() for name in args.only.split(",") if name.strip()}
    if unknown := wanted - {feed.id for feed in feeds}:
        raise UsageError(f"--only: no enabled feed '{min(unknown)}' in the list")
    feeds = [feed for feed in feeds if not wanted or feed.id in wanted]
    if args.offline:
        sys.stderr.write(f"{len(feeds)} feeds in order\n")
        return EXIT_OK
    failing = asyncio.run(_check(feeds, load_config(args)))
    sys.stderr.write(f"{len(feeds) - failing} of {len(feeds)} feeds can be read\n")
    return EXIT_FINDINGS if failing else EXIT_OK


class _Progress:
    """How far the check is, on a line of the terminal that makes way for each row."""

    def __init__(self, whole: int) -> None:
        self._whole = whole
        self._done = 0
        self._shown = sys.stderr.isatty()

    def begin(self) -> None:
        if sys.stdout.isatty():
            sys.stdout.write(f"{_COLUMNS}\n")
        self._write(f"0 of {self._whole} feeds read ...")

    def show(self, row: dict[str, Any]) -> None:
        self._done += 1
        self._write("")
        _show(row)
        sys.stdout.flush()
        if self._done < self._whole:
            self._write(f"{self._done} of {self._whole} feeds read ...")

    def _write(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()


async def _check(feeds: list[FeedSpec], config: Config) -> int:
    from producers.fetch import FetchSettings, HttpFetcher  # noqa: PLC0415 - `rasid --help` does without
    from producers.host_gate import HostGate  # noqa: PLC0415
    from producers.pages.settings import PageSettings  # noqa: PLC0415
    from producers.parse_pool import ParserPool  # noqa: PLC0415
    from producers.settings import PollSettings  # noqa: PLC0415

    fetcher = HttpFetcher(FetchSettings(contact=config["poll.contact"], proxy=config["poll.proxy"]))
    gate, progress, failing = HostGate(config["poll.concurrency"]), _Progress(len(feeds)), 0
    settings = PollSettings(
        interval_floor=config["poll.interval_min"].total_seconds(),
        interval_ceiling=config["poll.interval_max"].total_seconds(),
        jitter=0.0,
        pages=PageSettings(min_words=config["pages.min_words"]),
    )
    allow_private = tuple(config["poll.allow_private"])
    progress.begin()
    try:
        async with ParserPool(1) as parser:
            tasks = [asyncio.create_task(_one(feed, allow_private, fetcher, gate, parser, settings)) for feed in feeds]
            for task in asyncio.as_completed(tasks):
                row = await task
                failing += not row["ok"]
                progress.show(row)
    finally:
        await fetcher.close()
    return failing


async def _one(
    feed: FeedSpec,
    allow_private: tuple[str, ...],
    fetcher: HttpFetcher,
    gate: HostGate,
    parser: ParserPool,
    settings: PollSettings,
) -> dict[str, Any]:
    from producers.exchange import Request  # noqa: PLC0415

    async with gate.turn(feed.url):
        result = await fetcher.fetch(Request(url=feed.url, allow_private=(*feed.allow_private, *allow_private)))
    row: dict[str, Any] = {"id": feed.id, "url": feed.url, "ok": False}
    return {**row, **await _judged(feed, result, parser, settings)}


async def _judged(
    feed: FeedSpec, result: Response | Failure, parser: ParserPool, settings: PollSettings
) -> dict[str, Any]:
    from producers.decide import status_failure  # noqa: PLC0415
    from producers.exchange import Failure  # noqa: PLC0415
    from producers.failure import POLICY  # noqa: PLC0415
    from producers.parsed import Document, Unparsed  # noqa: PLC0415

    if isinstance(result, Failure):
        return {"problem": f"{result.kind}: {result.detail}"}
    row: dict[str, Any] = {"status": result.status, **({"moved_to": result.moved_to} if result.moved_to else {})}
    if result.status != 200:  # noqa: PLR2004 - OK
        kind, said = status_failure(result, datetime.now(UTC))
        return {**row, "problem": f"{said}: {POLICY[kind].meaning}"}
    content_type = result.headers.get("content-type", "")
    parsed = await parser.parse(Document(body=result.body, url=result.url, content_type=content_type))
    if isinstance(parsed, Unparsed):
        return {**row, "problem": parsed.reason}
    return {**row, **_described(feed, result, parsed, settings)}


def _described(feed: FeedSpec, result: Response, parsed: ParsedFeed, settings: PollSettings) -> dict[str, Any]:
    """Return what is to be said of a feed that can be read: its interval and its pages as the daemon would choose."""
    from producers.decide import current, decide  # noqa: PLC0415
    from producers.pages.plan import plan, words  # noqa: PLC0415

    now = datetime.now(UTC)
    fresh = current(feed, None)
    decision = plan(
        feed, fresh, decide(feed, fresh, result, parsed, now, settings), now, settings.pages, reading=True
    )
    newest, due = decision.cursor.newest_item, decision.cursor.next_poll or now
    entries = bool(parsed.entries)
    other_language = bool(feed.language and parsed.language) and parsed.language != feed.language
    notes = [
        note
        for note, holds in (
            ("no entries", not entries),
            ("no date can be read", entries and newest is None),
            (f"nothing new for {_STALE_DAYS} days", newest is not None and (now - newest).days >= _STALE_DAYS),
            (f"says its language is {parsed.language}", other_language),
            (parsed.problem, bool(parsed.problem)),
        )
        if holds
    ]
    return {
        "ok": True,
        "kind": parsed.kind,
        "language": parsed.language or feed.language,
        "charset": parsed.encoding,
        "entries": len(parsed.entries),
        "words": round(statistics.median(words(entry.text) for entry in parsed.entries)) if entries else None,
        "pages": sum(bool(article.text_reason) for article in decision.articles),
        "newest": newest.strftime("%Y-%m-%dT%H:%M:%SZ") if newest else None,
        "interval_seconds": round((due - now).total_seconds()),
        "notes": notes,
    }


_COLUMNS = (
    f"{'':<6}{'feed':<24}{'format':<8}{'lang':<6}{'charset':<14}{'entries':>7}{'words':>7}{'pages':>7}"
    f"  {'newest':<22}{'every':>7}"
)


def _show(row: dict[str, Any]) -> None:
    if not sys.stdout.isatty():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    moved = [f"moved for good to {row['moved_to']}"] if row.get("moved_to") else []
    notes = "; ".join([*moved, *row.get("notes", ())])
    if not row["ok"]:
        sys.stdout.write(f"FAIL  {row['id']:<24}{'; '.join(filter(None, (row['problem'], notes)))}\n")
        return
    said = f"{row['kind']:<8}{row['language'] or '-':<6}{row['charset']:<14}{row['entries']:>7}"
    text = f"{row['words'] or 0:>7}{row['pages']:>7}"
    when = f"{row['newest'] or 'undated':<22}{_minutes(row['interval_seconds']):>7}"
    sys.stdout.write(f"ok    {row['id']:<24}{said}{text}  {when}{'  ' if notes else ''}{notes}\n")


def _minutes(seconds: float) -> str:
    return f"{seconds / 3600:.3g}h" if seconds >= 3600 else f"{seconds / 60:.3g}m"  # noqa: PLR2004 - an hour
