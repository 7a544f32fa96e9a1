"""The process that parses feeds for the daemon: ``python -m producers.parse_worker``.

It reads length-prefixed msgpack documents from standard input and writes a reply to each. Its own alarm makes the
kernel end it when a document takes too long, even if the daemon is gone; its address space is bounded. End of input
ends it.
"""

from __future__ import annotations

import resource
import signal
import struct
import sys
from typing import BinaryIO

import msgspec

from producers.parse import parse
from producers.parsed import Document, NotAFeed, ParsedFeed, Unparsed

FRAME = struct.Struct(">I")
_MEMORY = 1 << 30
# Leaves the daemon's own limit (producers.parse_pool) the first word.
_GRACE = 1.0


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


def serve(source: BinaryIO, sink: BinaryIO, limit: float) -> None:
    """Answer documents until ``source`` ends.

    Args:
        source: Frames with :class:`producers.parsed.Document`.
        sink: Takes frames with :class:`Reply`.
        limit: Seconds a document may take.
    """
    decoder = msgspec.msgpack.Decoder(Document)
    while len(head := source.read(FRAME.size)) == FRAME.size:
        document = decoder.decode(source.read(FRAME.unpack(head)[0]))
        signal.setitimer(signal.ITIMER_REAL, limit + _GRACE)
        reply = msgspec.msgpack.encode(answer(document))
        signal.setitimer(signal.ITIMER_REAL, 0)
        sink.write(FRAME.pack(len(reply)) + reply)
        sink.flush()


def main() -> None:
    """Run the worker; its argument is the time limit in seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    frames, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints must not get between the frames
    serve(sys.stdin.buffer, frames, float(sys.argv[1]))


if __name__ == "__main__":
    main()
