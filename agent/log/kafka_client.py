"""The one module that imports aiokafka: producers, readers, memberships and administration, each with its guards.

aiokafka 0.14 has six defects that lose or repeat records, or hang (tests/kafka/test_client_defects.py shows each on a
real broker). What stands against them here and in :mod:`agent.log.kafka_task`:

1. ``commit_transaction()`` succeeds although a send has failed: every send's future is kept and awaited first.
2. After a failed send the next transaction loses records: a producer whose send failed is discarded.
3. ``seek_to_committed()`` may not seek: only ``seek()`` to a known offset is used.
4. Cancelling ``getmany()`` breaks the poll watchdog: it is only ever ended by its own timeout.
5. Records arrive before the assignment is complete: the member of the group never reads, separate readers do.
6. ``stop()`` and ``abort_transaction()`` hang without a broker: each has a timeout, then the sockets are closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.abc import AbstractTokenProvider
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.conn import create_conn
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import OffsetOutOfRangeError, for_code
from aiokafka.structs import OffsetAndMetadata

from agent.log.api import LogError, Output, Record, Unavailable, UnknownTopic
from agent.log.kafka_failures import translate, translated
from agent.log.kafka_security import Security
from agent.log.kafka_settings import KafkaSettings

logger = logging.getLogger("rasid.kafka")

FETCH_WAIT_MS = 200
"""How long a broker holds a fetch without records. A seek takes effect only after the fetch under way is answered."""

BATCH_BYTES = 256 * 1024
READ_BYTES = 4 * 1024 * 1024
RETRY_MS = 100
TOPIC = 2
"""Kafka's number for the resource type "topic"."""

Delivery = asyncio.Future[Any]


class Stand(NamedTuple):
    """Where a group stands on a partition: its committed offset, and the mark that the commit left beside it."""

    offset: int | None
    mark: str


class OutOfRange(Exception):
    """The position read from is not on the log: dropped by retention, or the topic was made anew."""


class TopicInfo(NamedTuple):
    """A topic as it is."""

    partitions: int
    replication: int
    leaderless: int
    """Partitions without a leader just now."""


class _Token(AbstractTokenProvider):  # type: ignore[misc]  # the library is untyped
    """Gives the bearer token of the moment."""

    def __init__(self, security: Security) -> None:
        self._security = security

    async def token(self) -> str:
        """Return the token."""
        return self._security.token()


def _milliseconds(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)


async def _within(seconds: float, work: Coroutine[Any, Any, object]) -> bool:
    """Run ``work`` for at most ``seconds``; return whether it ended by itself. Its failures do not matter."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=seconds)
    if task.done() and not task.cancelled():
        task.exception()
    return bool(done)


def _quietly(delivery: Delivery) -> None:
    """Take note of a future's failure, so that a discarded producer leaves no complaint behind."""
    if not delivery.cancelled():
        delivery.exception()


class Producer:
    """A producer. With a transactional id, starting it fences its predecessor and settles that one's transaction."""

    def __init__(self, made: AIOKafkaProducer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(self) -> None:
        """Connect; with a transactional id take over its epoch."""
        with translated("starting a producer"):
            await asyncio.wait_for(self._made.start(), self._settings.request_timeout.total_seconds())

    async def begin(self) -> None:
        """Begin a transaction."""
        with translated("beginning a transaction"):
            await asyncio.wait_for(self._made.begin_transaction(), self._settings.request_timeout.total_seconds())

    async def send(self, output: Output, partition: int) -> Delivery:
        """Hand a record over; the future that comes back says whether it arrived, and must be awaited."""
        try:
            with translated(f"writing to {output.topic}"):
                delivery: Delivery = await self._made.send(
                    output.topic, output.value, output.key, partition, output.timestamp, list(output.headers)
                )
        except UnknownTopic as error:
            # Whoever sends has seen the topic: so it was deleted, or a broker that is going away does not know it.
            raise Unavailable(str(error)) from error
        delivery.add_done_callback(_quietly)
        return delivery

    async def arrived(self, deliveries: Iterable[Delivery]) -> None:
        """Wait until every record has arrived.

        Raises:
            LogError: One has not.
        """
        with translated("writing records"):
            await asyncio.wait_for(asyncio.gather(*deliveries), self._settings.request_timeout.total_seconds())

    async def add_stand(self, group: str, topic: str, partition: int, stand: Stand) -> None:
        """Make the group's offset and mark part of the transaction."""
        offsets = {TopicPartition(topic, partition): OffsetAndMetadata(stand.offset or 0, stand.mark)}
        with translated(f"writing the offset of group {group}"):
            await asyncio.wait_for(
                self._made.send_offsets_to_transaction(offsets, group), self._settings.request_timeout.total_seconds()
            )

    async def commit(self) -> None:
        """Commit the transaction.

        Raises:
            LogError: Its outcome is in doubt; the producer must be discarded.
        """
        with translated("committing"):
            await asyncio.wait_for(self._made.commit_transaction(), self._settings.commit_timeout.total_seconds())

    async def send_whole(self, outputs: Sequence[Output], partition: int) -> bool:
        """Write ``outputs`` to one partition as one batch, which is all or nothing; False when they do not fit."""
        batch = self._made.create_batch()
        for output in outputs:
            added = batch.append(
                timestamp=output.timestamp, key=output.key, value=output.value, headers=list(output.headers)
            )
            if added is None:
                return False
        batch.close()
        with translated(f"writing to {outputs[0].topic}"):
            delivery = await self._made.send_batch(batch, outputs[0].topic, partition=partition)
            delivery.add_done_callback(_quietly)
            await asyncio.wait_for(delivery, self._settings.request_timeout.total_seconds())
        return True

    async def discard(self, *, abort: bool = False) -> None:
        """Throw the producer away, first trying one short abort if asked to. Never fails, never hangs."""
        seconds = self._settings.stop_timeout.total_seconds()
        if abort:
            await _within(seconds, self._made.abort_transaction())
        if await _within(seconds, self._made.stop()):
            return
        # stop() waits for what can no longer be delivered: end its sender, then close the sockets.
        sender = self._made._sender  # noqa: SLF001 - the library has no other way to end it
        await _within(seconds, sender.close())
        await _within(seconds, self._made.client.close())


class Reader:
    """Reads partitions that it is told, committed records only; belongs to no group."""

    def __init__(self, made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(self) -> None:
        """Connect."""
        with translated("connecting"):
            await asyncio.wait_for(self._made.start(), self._settings.request_timeout.total_seconds())

    def assign(self, topic: str, partitions: Iterable[int]) -> None:
        """Choose what is read; seek before polling."""
        self._made.assign([TopicPartition(topic, partition) for partition in partitions])

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Go to ``offset``."""
        self._made.seek(TopicPartition(topic, partition), offset)

    async def position(self, topic: str, partition: int) -> int:
        """Return the offset behind what was read, markers of transactions included."""
        return int(await self._made.position(TopicPartition(topic, partition)))

    async def poll(self, limit: int, seconds: float) -> Sequence[Record]:
        """Return up to ``limit`` records, waiting at most ``seconds`` for the first.

        Raises:
            OutOfRange: The position is not on the log (any more).
        """
        with translated("reading"):
            try:
                found = await self._made.getmany(timeout_ms=int(seconds * 1000), max_records=limit)
            except OffsetOutOfRangeError as error:
                raise OutOfRange from error
        return [
            Record(r.topic, r.partition, r.offset, r.key or b"", r.value, r.headers, r.timestamp)
            for records in found.values() for r in records
        ]

    async def beginnings(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        """Return the first offset that each partition still has."""
        return await self._edges(self._made.beginning_offsets, topic, partitions)

    async def ends(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        """Return the last stable offset of each partition."""
        return await self._edges(self._made.end_offsets, topic, partitions)

    async def _edges(
        self, ask: Callable[[list[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]],
        topic: str, partitions: Iterable[int],
    ) -> dict[int, int]:
        with translated(f"asking for the ends of {topic}"):
            # Without this the first question about a topic fails inside the library and waits for its backoff.
            await self._made._client._wait_on_metadata(topic)  # noqa: SLF001
            found = await asyncio.wait_for(
                ask([TopicPartition(topic, p) for p in partitions]), self._settings.request_timeout.total_seconds()
            )
        return {tp.partition: int(offset) for tp, offset in found.items()}

    async def stop(self) -> None:
        """Disconnect; never fails, never hangs."""
        await _stop_consumer(self._made, self._settings)


async def _stop_consumer(made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
    seconds = settings.stop_timeout.total_seconds()
    if await _within(seconds, made.stop()):
        return
    # stop() hangs without a broker, before it has ended its other parts: end them here.
    fetcher = made._fetcher  # noqa: SLF001 - the library has no other way to end it
    if fetcher is not None:
        await _within(seconds, fetcher.close())
    await _within(seconds, made._client.close())  # noqa: SLF001


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # the library is untyped
    """Passes assignments on; the member itself never reads, so every partition is paused at once."""

    def __init__(
        self, made: AIOKafkaConsumer, assigned: Callable[[frozenset[int]], None], revoked: Callable[[], Awaitable[None]]
    ) -> None:
        self._made = made
        self._assigned = assigned
        self._revoked = revoked

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batches in hand be finished."""
        if revoked:
            await self._revoked()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Start and end tasks."""
        self._made.pause(*assigned)
        self._assigned(frozenset(tp.partition for tp in assigned))


class Membership:
    """A place in a consumer group: it learns of partitions, and leaves the reading to others."""

    def __init__(self, made: AIOKafkaConsumer, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(
        self, topic: str, assigned: Callable[[frozenset[int]], None], revoked: Callable[[], Awaitable[None]]
    ) -> None:
        """Join, and wait for the first assignment."""
        self._made.subscribe([topic], listener=_Listener(self._made, assigned, revoked))
        with translated(f"joining the group that reads {topic}"):
            await self._made.start()

    async def poll(self, seconds: float) -> None:
        """Show that this process is alive, and learn of failures; takes ``seconds``.

        Raises:
            LogError: The membership has failed.
        """
        with translated("keeping the place in the group"):
            await self._made.getmany(timeout_ms=int(seconds * 1000))

    async def stop(self) -> None:
        """Leave the group; never fails, never hangs."""
        await _stop_consumer(self._made, self._settings)


class Admin:
    """Questions to the cluster, and the creation of topics."""

    def __init__(self, made: AIOKafkaAdminClient, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(self) -> None:
        """Connect."""
        with translated("connecting"):
            await asyncio.wait_for(self._made.start(), self._settings.request_timeout.total_seconds())

    async def brokers(self) -> int:
        """Return how many brokers the cluster has just now."""
        return len((await self._ask("asking for the brokers", self._made.describe_cluster()))["brokers"])

    async def topics(self) -> dict[str, TopicInfo]:
        """Return the topics that the account may see.

        All are asked for, not some by name: a request by name would create a missing topic on a cluster that allows
        it, with settings that are not ours.
        """
        found = await self._ask("asking for the topics", self._made.describe_topics(None))
        return {
            topic["topic"]: TopicInfo(
                len(topic["partitions"]),
                min(len(partition["replicas"]) for partition in topic["partitions"]),
                sum(partition["leader"] < 0 for partition in topic["partitions"]),
            )
            for topic in found if topic["partitions"]
        }

    async def configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]:
        """Return the settings of ``topics``."""
        answers = await self._ask("asking for the settings of topics", self._made.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topics]
        ))
        found: dict[str, dict[str, str]] = {}
        for answer in answers:
            for code, message, _, name, entries, *_ in answer.resources:
                if code:
                    raise translate(for_code(code)(message), f"asking for the settings of {name}")
                found[name] = {entry[0]: entry[1] for entry in entries}
        return found

    async def create(self, name: str, partitions: int, replication: int, configs: Mapping[str, str]) -> bool:
        """Create a topic; return False when it is there already."""
        answer = await self._ask(f"creating topic {name}", self._made.create_topics([
            NewTopic(name, partitions, replication, topic_configs=dict(configs))
        ]))
        for topic, code, *message in answer.topic_errors:
            if code:
                error = for_code(code)
                if error.__name__ == "TopicAlreadyExistsError":
                    return False
                raise translate(error(message[0] if message else ""), f"creating topic {topic}")
        return True

    async def stands(self, group: str, topic: str, partitions: Iterable[int]) -> dict[int, Stand]:
        """Return where ``group`` stands on each of ``partitions``; no offset where it has none yet."""
        wanted = [TopicPartition(topic, partition) for partition in partitions]
        found = await self._ask(
            f"asking for the offsets of group {group}",
            self._made.list_consumer_group_offsets(group, partitions=wanted),
        )
        if any(tp not in found for tp in wanted):
            # An answer without the partition is a failed one (coordinator loading), not "nothing committed":
            # taking it for that would read everything again.
            raise Unavailable(f"asking for the offsets of group {group}: the coordinator is not ready")
        return {
            tp.partition: Stand(stand.offset if stand.offset >= 0 else None, stand.metadata or "")
            for tp, stand in found.items()
        }

    async def stop(self) -> None:
        """Disconnect; never fails, never hangs."""
        await _within(self._settings.stop_timeout.total_seconds(), self._made.close())

    async def _ask(self, doing: str, question: Awaitable[Any]) -> Any:
        with translated(doing):
            return await asyncio.wait_for(question, self._settings.request_timeout.total_seconds())


class KafkaClient:
    """Makes everything that talks to the cluster, with the same settings throughout."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.settings = settings
        # Without a broker the library logs several lines a second for each connection; what matters of them comes
        # out as our own errors.
        logging.getLogger("aiokafka").setLevel(
            logging.DEBUG if logger.isEnabledFor(logging.DEBUG) else logging.CRITICAL
        )
        self._tls = settings.security.tls_context()

    def _common(self) -> dict[str, Any]:
        """Return what every connection is told; the password is read anew, so that a rotated one is taken."""
        security = self.settings.security
        common: dict[str, Any] = {
            "bootstrap_servers": list(self.settings.bootstrap),
            "client_id": self.settings.client_id,
            "request_timeout_ms": _milliseconds(self.settings.request_timeout),
            "retry_backoff_ms": RETRY_MS,
            "security_protocol": security.protocol.upper(),
            "ssl_context": self._tls,
        }
        if not security.protocol.startswith("sasl"):
            return common
        common["sasl_mechanism"] = security.sasl_mechanism.upper()
        if security.sasl_mechanism == "oauthbearer":
            return {**common, "sasl_oauth_token_provider": _Token(security)}
        return {**common, "sasl_plain_username": security.username, "sasl_plain_password": security.password()}

    def producer(self, transactional_id: str | None) -> Producer:
        """Return a producer that is not started yet."""
        settings = self.settings
        compression = None if settings.compression == "none" else settings.compression
        transaction = {} if transactional_id is None else {
            "transactional_id": transactional_id,
            "transaction_timeout_ms": _milliseconds(settings.transaction_timeout),
        }
        return Producer(AIOKafkaProducer(
            **self._common(), **transaction, acks="all", enable_idempotence=True, compression_type=compression,
            max_batch_size=BATCH_BYTES, max_request_size=settings.largest_request,
        ), settings)

    def reader(self) -> Reader:
        """Return a reader that is not started yet."""
        return Reader(AIOKafkaConsumer(
            **self._common(), enable_auto_commit=False, auto_offset_reset="none", isolation_level="read_committed",
            fetch_max_wait_ms=FETCH_WAIT_MS, max_partition_fetch_bytes=max(READ_BYTES, self.settings.largest_batch),
        ), self.settings)

    def membership(self, group: str) -> Membership:
        """Return a place in ``group`` that is not taken yet."""
        settings = self.settings
        return Membership(AIOKafkaConsumer(
            **self._common(), group_id=group, group_instance_id=settings.group_instance_id or None,
            enable_auto_commit=False, auto_offset_reset="earliest", isolation_level="read_committed",
            partition_assignment_strategy=(RoundRobinPartitionAssignor,),
            session_timeout_ms=_milliseconds(settings.session_timeout),
            heartbeat_interval_ms=_milliseconds(settings.heartbeat),
            rebalance_timeout_ms=_milliseconds(settings.rebalance_timeout),
        ), settings)

    def admin(self) -> Admin:
        """Return an administrator that is not started yet."""
        return Admin(AIOKafkaAdminClient(**self._common()), self.settings)

    async def probe(self) -> LogError | None:
        """Try every address of the cluster; return why none answers, or None when one does.

        The library says only that it could not connect; the reason (a wrong password, an untrusted certificate) is
        what the user needs.
        """
        best: LogError | None = None
        for address in self.settings.bootstrap:
            host, _, port = address.rpartition(":")
            common = {k: v for k, v in self._common().items() if k not in {"bootstrap_servers", "retry_backoff_ms"}}
            try:
                connection = await create_conn(host.strip("[]"), int(port), **common)
            except Exception as error:  # noqa: BLE001 - whatever keeps us out is the answer
                reason = translate(error, f"connecting to {address}")
                if best is None or (type(best) is Unavailable and type(reason) is not Unavailable):
                    best = reason
                continue
            with contextlib.suppress(Exception):
                connection.close()
            return None
        return best
