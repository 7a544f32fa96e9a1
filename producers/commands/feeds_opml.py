"""``rasid feeds import`` and ``rasid feeds export``: OPML in and out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from producers.commands.feed_list import add_list_argument, read_list

_IMPORT = """examples:
  rasid feeds import subscriptions.opml > feeds.yaml
  rasid feeds import subscriptions.opml --without config/feeds.yaml >> config/feeds.yaml

The result is a feed list; give each feed its country and timezone, then run `rasid feeds check`.
"""
_EXPORT = """examples:
  rasid feeds export > rasid.opml
  rasid feeds export --list config/feeds.yaml | grep -c xmlUrl
"""


def configure_import(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `import` to ``parser``."""
    parser.epilog = _IMPORT
    parser.add_argument("opml", metavar="OPML", help="an OPML file, or - for standard input")
    parser.add_argument("--without", type=Path, metavar="FILE", help="leave out feeds that this feed list has")


def configure_export(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export` to ``parser``."""
    parser.epilog = _EXPORT
    add_list_argument(parser)


def run_import(args: argparse.Namespace) -> int:
    """Print the feeds of an OPML file as a feed list."""
    from producers.opml import NotOpml, read_opml  # noqa: PLC0415 - `rasid --help` does without

    try:
        data = sys.stdin.buffer.read() if args.opml == "-" else Path(args.opml).read_bytes()
    except OSError as error:
        raise UsageError(f"{args.opml}: {error.strerror or error}") from error
    try:
        feeds = read_opml(data)
    except NotOpml as error:
        sys.stderr.write(f"rasid feeds: {args.opml}: {error}\n")
        return EXIT_FINDINGS
    if args.without:
        from producers.commands.feed_list import load  # noqa: PLC0415

        known = {feed.url for feed in load(args.without)}
        feeds = [feed for feed in feeds if feed.url not in known]
    import yaml  # noqa: PLC0415

    columns = ("id", "url", "outlet", "language")
    rows = [{name: getattr(feed, name) for name in columns if getattr(feed, name)} for feed in feeds]
    head = "" if args.without else "feeds:\n"
    body = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000) if rows else ""
    sys.stdout.write(head + "".join(f"  {line}\n" for line in body.splitlines()))
    sys.stderr.write(f"{len(rows)} feeds\n")
    return EXIT_OK if rows else EXIT_FINDINGS


def run_export(args: argparse.Namespace) -> int:
    """Print the feed list as OPML."""
    from producers.opml import write_opml  # noqa: PLC0415

    sys.stdout.write(write_opml(read_list(args)))
    return EXIT_OK
