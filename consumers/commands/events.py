"""`rasid events`: articles in, resolved events out: extraction and merging without a log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.codec import encode
from agent.config.folder import bundled_config
from agent.records import Article, Event, Relation, Report
from agent.stage import Stage
from consumers.commands.article_lines import ArticleLine, Lines

_EXAMPLES = """
each line is one article, in order of publication:
  {"id": "a1", "title": "...", "text": "...", "published": "2025-06-02T14:00:00+03:00",
   "url": "https://...", "source": "nile-gate", "outlet": "Nile Gate", "language": "ar"}
only "title" or "text" is needed; "published" dates the acts, "outlet" tells copies from confirmations.

what a source is to those published before it:
  original     the first report
  independent  another outlet, or the same one later, in its own words
  copy         another outlet's text: no confirmation
  update       the same outlet's later version, or its text used again
  splice       told in a further story of a page ("read also"), beside the story of the title
"independent_sources" counts outlets that speak for themselves.

examples:
  rasid events articles.jsonl                 a readable listing on a terminal
  rasid events articles.jsonl | jq .headline  one JSON event a line when piped
  rasid events --revisions - < articles.jsonl every revision, as it is made
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments and examples."""
    parser.epilog = _EXAMPLES
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="articles as JSON lines; - is stdin")
    parser.add_argument("--revisions", action="store_true", help="every revision of every event, as it is made")
    parser.add_argument("--json", action="store_true", help="JSON lines on a terminal, too")


def run(args: argparse.Namespace) -> int:
    """Print the events; 1 when a line could not be used."""
    if args.file == "-" and sys.stdin.isatty():
        raise UsageError("no articles: name a file of JSON lines or pipe them in; `rasid events --help` shows one")
    readable = sys.stdout.isatty() and not args.json
    lines = Lines(args.file)
    final: dict[str, Event] = {}
    for event in resolve(lines):
        if args.revisions:
            _write(event, readable=readable)
        final[event.event_id] = event
    if not args.revisions:
        standing = [event for event in final.values() if not event.withdrawn and not event.merged_into]
        for event in sorted(standing, key=lambda event: (str(event.first_seen), event.event_id)):
            _write(event, readable=readable)
        if readable:
            sys.stderr.write(f"{len(standing)} events\n")
    return EXIT_FINDINGS if lines.bad else EXIT_OK


def resolve(lines: Lines) -> Iterator[Event]:
    """Yield every revision of the events that the articles in ``lines`` tell of, in order."""
    from consumers.extract_stage import ExtractStage  # noqa: PLC0415 - loads gazetteer and lexicons
    from consumers.resolve.stage import ResolveStage  # noqa: PLC0415 - as above

    folder = bundled_config()
    extract, merge = ExtractStage.load(folder), ResolveStage.load(folder)
    yield from drive(lines, extract, merge)


def drive(lines: Lines, extract: Stage[Article], merge: Stage[Report]) -> Iterator[Event]:
    """Yield the revisions that two stages make of the articles in ``lines``, their state kept in memory.

    The time of a record is its publication, and never before that of the record before it.
    """
    state, events = extract.tables(), merge.tables()
    now = datetime(1970, 1, 1, tzinfo=UTC)
    for number, line in lines.read(ArticleLine):
        try:
            article = line.article(f"{lines.shown}:{number}")
        except ValueError as error:
            lines.complain(number, str(error))
            continue
        now = max(now, article.published or now)
        for report in extract.decide(article, state, now).outputs:
            for emitted in merge.decide(report.record, events, now).outputs:
                yield emitted.record
        state.apply()
        events.apply()


def _write(event: Event, *, readable: bool) -> None:
    if readable:
        sys.stdout.write(listing(event))
    else:
        sys.stdout.buffer.write(encode(event) + b"\n")
        sys.stdout.buffer.flush()


def listing(event: Event) -> str:
    """Return the event as a person reads it in a terminal."""
    when = event.date.value if event.date else "no date"
    state = "withdrawn" if event.withdrawn else f"is {event.merged_into}" if event.merged_into else event.status
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    heard = "1 source" if event.independent_sources == 1 else f"{event.independent_sources} independent sources"
    lines = [
        f"{when}  {event.headline.en}",
        f"            {event.headline.ar}",
        f"            {kind}, {state}; {heard}; confidence {event.confidence:.2f}; {event.event_id}",
    ]
    for source in event.sources:
        told = "" if source.relation is Relation.ORIGINAL else f" ({source.relation.value})"
        lines.append(f"            - {source.outlet}{told}: {source.title}")
    lines.append(f"            why: {event.reason}")
    return "\n".join(lines) + "\n\n"
