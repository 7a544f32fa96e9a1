"""`rasid compare`: pairs of articles in, how they are related out."""

from __future__ import annotations

import argparse
import sys

import msgspec

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.codec import encode
from agent.records import Article
from consumers.commands.article_lines import ArticleLine, Lines

_EXAMPLES = """
each line is a pair: {"a": ARTICLE, "b": ARTICLE}, and an article is
  {"id": "a1", "title": "...", "text": "...", "published": "2025-06-02T14:00:00+03:00",
   "url": "https://...", "source": "nile-gate", "outlet": "Nile Gate", "language": "ar"}

relations:
  copy        the same text, or wire copy of it
  update      the same outlet's later version
  contained   one holds a verbatim part of the other, beside other reporting
  same_event  own words on the same act: an independent confirmation
  related     the same topic, another act
  different   nothing in common

each answer is {"relation", "jaccard", "containment", "same_event", "syndicated", "shared_acts"}: what of all runs of
three words is in both texts, what of the shorter one is in the longer, whether the main event is one, whether one
outlet carries another's text, and the types of the acts that both report. Outlet, time and address matter: half of a
text in another outlet within hours is wire copy, in the same outlet it is background.

examples:
  rasid compare pairs.jsonl
  rasid compare - < pairs.jsonl | jq -r .relation
"""


class PairLine(msgspec.Struct):
    """Two articles to compare."""

    a: ArticleLine
    b: ArticleLine


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments and examples."""
    parser.epilog = _EXAMPLES
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="pairs as JSON lines; - is stdin")
    parser.add_argument("--json", action="store_true", help="JSON lines on a terminal, too")


def run(args: argparse.Namespace) -> int:
    """Print the relation of each pair; 1 when a line could not be used."""
    if args.file == "-" and sys.stdin.isatty():
        raise UsageError("no pairs: name a file of JSON lines or pipe them in; `rasid compare --help` shows one")
    lines = Lines(args.file, "a pair of articles")
    from consumers.extraction import Extractor  # noqa: PLC0415 - reads gazetteer and lexicons
    from consumers.relation.comparison import ArticleComparer  # noqa: PLC0415 - imports camel-tools

    comparer = ArticleComparer(Extractor.load())
    readable = sys.stdout.isatty() and not args.json
    for number, pair in lines.read(PairLine):
        try:
            first, second = _article(pair.a, "a", number), _article(pair.b, "b", number)
        except ValueError as error:
            lines.complain(number, str(error))
            continue
        found = comparer.compare(first, second)
        answer = {
            "relation": found.relation.value,
            "jaccard": found.jaccard,
            "containment": found.containment,
            "same_event": found.same_event,
            "syndicated": found.syndicated,
            "shared_acts": found.shared_acts,
        }
        if readable:
            acts = f"; both report {', '.join(found.shared_acts)}" if found.shared_acts else ""
            print(
                f"{first.article_id} and {second.article_id}: {found.relation.value}, Jaccard {found.jaccard:.2f}, "
                f"containment {found.containment:.2f}, {'one act' if found.same_event else 'not one act'}{acts}"
            )
        else:
            sys.stdout.buffer.write(encode(answer) + b"\n")
            sys.stdout.buffer.flush()
    return EXIT_FINDINGS if lines.bad else EXIT_OK


def _article(line: ArticleLine, side: str, number: int) -> Article:
    try:
        return line.article(f"{number}{side}")
    except ValueError as error:
        raise ValueError(f'article "{side}" has {error}') from error
