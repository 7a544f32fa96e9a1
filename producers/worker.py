"""A process that answers questions for the daemon, one at a time: the side of it that all such processes share.

Questions and answers are length-prefixed msgpack on standard input and output. The process's own alarm makes the
kernel end it when a question takes too long, even if the daemon is gone; its address space is bounded. End of input
ends it.
"""

from __future__ import annotations

import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO, TypeVar

import msgspec

FRAME = struct.Struct(">I")
"""Before a question: its length."""
ANSWER_FRAME = struct.Struct(">I?")
"""Before an answer: its length, and whether it is the last one of this process."""
READY = ANSWER_FRAME.pack(0, 0)
"""The first that a process says: it has been loaded, and a question's time does not count that."""
_MEMORY = 1 << 30
_GROWTH = 32 << 20
"""A process that a question has made so much larger than it was ends with its answer: it would not shrink again."""
_PAGE = resource.getpagesize()
# Leaves the daemon's own limit (producers.worker_pool) the first word.
_GRACE = 1.0

Question = TypeVar("Question")


def serve(
    source: BinaryIO, sink: BinaryIO, limit: float, kind: type[Question], answer: Callable[[Question], object]
) -> None:
    """Answer questions until ``source`` ends.

    Args:
        source: Frames with questions.
        sink: Takes frames with answers.
        limit: Seconds that a question may take.
        kind: What the questions are.
        answer: Gives the answer; it raises nothing.
    """
    decoder = msgspec.msgpack.Decoder(kind)
    sink.write(READY)
    sink.flush()
    least = 0
    last = False
    while not last and len(head := source.read(FRAME.size)) == FRAME.size:
        question = decoder.decode(source.read(FRAME.unpack(head)[0]))
        signal.setitimer(signal.ITIMER_REAL, limit + _GRACE)
        reply = msgspec.msgpack.encode(answer(question))
        signal.setitimer(signal.ITIMER_REAL, 0)
        del question
        size = _resident()
        least = min(least, size) if least else size
        last = size > least + _GROWTH
        sink.write(ANSWER_FRAME.pack(len(reply), last) + reply)
        sink.flush()


def _resident() -> int:
    """Return the bytes of memory that this process has in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - several times as fast as Path
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def run(kind: type[Question], answer: Callable[[Question], object]) -> None:
    """Be such a process; its argument is the time limit in seconds.

    Args:
        kind: What the questions are.
        answer: Gives the answer; it raises nothing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    frames, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints must not get between the frames
    serve(sys.stdin.buffer, frames, float(sys.argv[1]), kind, answer)
