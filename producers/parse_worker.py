"""The process that parses feeds for the daemon: ``python -m producers.parse_worker``; see :mod:`producers.worker`."""

from __future__ import annotations

import msgspec

from producers.parse import parse
from producers.parsed import Document, NotAFeed, ParsedFeed, Unparsed
from producers.worker import run


class Reply(msgspec.Struct, frozen=True):
    """What became of a document."""

    feed: ParsedFeed | None = None
    unparsed: Unparsed | None = None


def answer(document: Document) -> Reply:
    """Return what becomes of ``document``; whatever a parser raises, there is a reply."""
    try:
        return Reply(feed=parse(document))
    except NotAFeed as error:
        return Reply(unparsed=Unparsed(reason=str(error)))
    except MemoryError:
        return Reply(unparsed=Unparsed(reason="needs more memory than a feed may", limit=True))
    except Exception as error:  # noqa: BLE001 - a parser's bug must cost this document, not the worker
        return Reply(unparsed=Unparsed(reason=f"the parser fails on it ({type(error).__name__}: {error})"[:200]))


if __name__ == "__main__":
    run(Document, answer)
