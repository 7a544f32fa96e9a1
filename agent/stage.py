"""A stage as a pure decision: record, state and time in; outputs and state changes out.

No stage reads a clock, a socket or a file. State is read and written through :class:`agent.state.Tables`, whose
changes the runtime commits together with the outputs and the input offset, or discards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from agent.state import Tables

In = TypeVar("In", contravariant=True)


@dataclass(frozen=True, slots=True)
class Emit:
    """A record for another topic."""

    topic: str
    """The topic by the name that the code uses: articles, mentions, events, alerts, ..."""
    key: str
    record: Any
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """An observation for a metric, made once the batch is committed."""

    metric: str
    """A name from :mod:`agent.metrics`, without the prefix."""
    labels: Mapping[str, str] = field(default_factory=dict)
    value: float = 1.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a stage makes of one record."""

    outputs: Sequence[Emit] = ()
    counts: Sequence[Count] = ()


class Stage(Protocol[In]):
    """One step on the way from articles to alerts."""

    @property
    def name(self) -> str:
        """extract, resolve or alert; also its consumer group and its label in metrics."""

    @property
    def source(self) -> str:
        """The topic it reads, by the name that the code uses."""

    @property
    def record_type(self) -> type[Any]:
        """What the records of its source decode to."""

    def tables(self) -> Tables:
        """Return the stage's empty state; the runtime fills it from the changelog, once per task."""

    def decide(self, record: In, tables: Tables, now: datetime) -> Decision:
        """Return what follows from ``record``.

        Args:
            record: The decoded record.
            tables: The task's state; changes made here are kept only if the batch is committed.
            now: When the record was written to the log, so that a replay decides as the first run did.

        Raises:
            Exception: The record cannot be processed and never will be; it becomes a dead letter, and its changes
                to ``tables`` are undone.
        """

    def tick(self, tables: Tables, now: datetime) -> Decision:
        """Return what follows from the passing of time alone (expiry, absence); called about once a second.

        Args:
            tables: The task's state.
            now: The wall-clock time.
        """
