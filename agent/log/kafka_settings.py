"""What the Kafka log is told: where the cluster is, how patient to be, how topics are made."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Protocol

from agent.log.kafka_security import Security

HEARTBEATS_PER_SESSION = 10
"""So that one lost heartbeat, or a long pause of the event loop, does not cost the membership."""

ANSWER_SECONDS = 15.0
"""The longest that is waited for an answer without records in it. Such answers come within milliseconds; when one does
not come, its broker hangs, and another one takes its part within ``broker.session.timeout.ms`` (9 s)."""

COMMIT_SHARE = 0.8
"""Share of that time that a commit may take. The client repeats an unanswered EndTxn with the same epoch,
which can end a later transaction (Jepsen's report on Bufstream, 2024); so the producer is thrown away before that."""

DEAD_LETTER_ROOM = 64 * 1024
"""Bytes that a dead letter may be larger than the record that it keeps: the error headers."""

BATCH_ROOM = 64 * 1024
"""Bytes that a batch of one record may be larger than the record."""


class Options(Protocol):
    """Something that has the option ``kafka.x`` at ``["kafka.x"]``."""

    def __getitem__(self, name: str) -> Any:
        """Return the value of an option."""


@dataclass(frozen=True, slots=True)
class KafkaSettings:
    """Settings of the Kafka log; each field is the option ``kafka.<field>``."""

    bootstrap: tuple[str, ...] = ("localhost:9092",)
    client_id: str = "rasid"
    group_instance_id: str = ""
    security: Security = field(default_factory=Security)
    session_timeout: timedelta = timedelta(seconds=10)
    """Alerts wait so long when a process is killed; kicked out for a pause, a process loses seconds and no records."""
    rebalance_timeout: timedelta = timedelta(seconds=60)
    revoke_budget: timedelta = timedelta(seconds=5)
    transaction_timeout: timedelta = timedelta(seconds=60)
    request_timeout: timedelta = timedelta(seconds=30)
    stop_timeout: timedelta = timedelta(seconds=3)
    startup_wait: timedelta = timedelta(seconds=60)
    compression: str = "lz4"
    max_record_bytes: int = 4 * 1024 * 1024
    replication: int = 0
    min_insync: int = 0

    @classmethod
    def of(cls, options: Options) -> KafkaSettings:
        """Return the settings that ``options`` give.

        Raises:
            LogError: A security file is missing or the security options contradict each other.
        """
        plain = {f.name: options[f"kafka.{f.name}"] for f in fields(cls) if f.name != "security"}
        return cls(**{**plain, "bootstrap": tuple(plain["bootstrap"])}, security=Security.of(options))

    @property
    def heartbeat(self) -> timedelta:
        """How often the group coordinator hears of a member."""
        return self.session_timeout / HEARTBEATS_PER_SESSION

    @property
    def answer_timeout(self) -> timedelta:
        """How long an answer without records may take: of a coordinator, about topics, to a login."""
        return min(self.request_timeout, timedelta(seconds=ANSWER_SECONDS))

    @property
    def commit_timeout(self) -> timedelta:
        """How long a commit may take before its outcome is in doubt."""
        return self.answer_timeout * COMMIT_SHARE

    @property
    def largest_request(self) -> int:
        """Bytes of the largest record with its headers that producers let through."""
        return self.max_record_bytes + DEAD_LETTER_ROOM

    @property
    def largest_batch(self) -> int:
        """``max.message.bytes`` of the topics."""
        return self.largest_request + BATCH_ROOM
