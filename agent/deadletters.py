"""Dead letters: records that a stage could not take, kept byte for byte with the reason beside them.

The error headers have the names of KIP-1034 (Kafka Streams' dead letter queues), so that tools for those read ours;
``__rasid.stage`` adds the stage.
"""

from __future__ import annotations

from datetime import UTC, datetime

from agent.log.api import Headers, Output, Record
from agent.records import DeadLetter

EXCEPTION = "__streams.errors.exception"
MESSAGE = "__streams.errors.message"
TOPIC = "__streams.errors.topic"
PARTITION = "__streams.errors.partition"
OFFSET = "__streams.errors.offset"
STAGE = "__rasid.stage"
_OURS = frozenset({EXCEPTION, MESSAGE, TOPIC, PARTITION, OFFSET, STAGE})

MESSAGE_LIMIT = 2_000
"""Characters of an error message that are kept; a validation error can quote a whole record."""


def dead_letter(record: Record, stage: str, error: BaseException, topic: str) -> Output:
    """Return the dead letter for ``record``, to be written to ``topic``."""
    headers: Headers = (
        *record.headers,
        (STAGE, stage.encode()),
        (EXCEPTION, type(error).__qualname__.encode()),
        (MESSAGE, str(error)[:MESSAGE_LIMIT].encode("utf-8", "replace")),
        (TOPIC, record.topic.encode()),
        (PARTITION, str(record.partition).encode()),
        (OFFSET, str(record.offset).encode()),
    )
    return Output(topic, record.key, record.value, headers, timestamp=record.timestamp)


def describe(record: Record) -> DeadLetter:
    """Return a record of the dead-letter topic as people read it."""

    def text(name: str) -> str:
        return (record.header(name) or b"").decode("utf-8", "replace")

    return DeadLetter(
        id=f"{record.partition}:{record.offset}",
        stage=text(STAGE),
        reason=text(EXCEPTION),
        message=text(MESSAGE),
        topic=text(TOPIC),
        partition=int(text(PARTITION) or -1),
        offset=int(text(OFFSET) or -1),
        timestamp=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        key=record.key.decode("utf-8", "replace"),
        value=(record.value or b"").decode("utf-8", "replace"),
        headers={name: value.decode("utf-8", "replace") for name, value in record.headers if name not in _OURS},
    )


def original(record: Record) -> Output:
    """Return the record that a dead letter was made of, to be written back to where it came from.

    Raises:
        ValueError: The record has no error headers: it is no dead letter.
    """
    topic, partition = record.header(TOPIC), record.header(PARTITION)
    if topic is None or partition is None:
        raise ValueError(f"{record.partition}:{record.offset} has no error headers: not a dead letter")
    headers = tuple((name, value) for name, value in record.headers if name not in _OURS)
    return Output(topic.decode(), record.key, record.value, headers, partition=int(partition))
