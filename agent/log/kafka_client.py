"""Makes producers, readers, memberships and administrators, with the same settings throughout."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from agent.log.api import LogError, Unavailable
from agent.log.kafka_admin import Admin
from agent.log.kafka_assignor import Keeping
from agent.log.kafka_failures import translate
from agent.log.kafka_library import (
    AbstractTokenProvider,
    AIOKafkaAdminClient,
    AIOKafkaConsumer,
    AIOKafkaProducer,
    create_conn,
)
from agent.log.kafka_producer import Producer
from agent.log.kafka_reader import Membership, Reader
from agent.log.kafka_security import Security, certificate_refused
from agent.log.kafka_settings import KafkaSettings

logger = logging.getLogger("rasid.kafka")

HOLD_MS = 250
"""How long a broker holds a fetch when there are no records. A seek takes effect only after the fetch under way is
answered, and an idle reader asks so often."""

BATCH_BYTES = 256 * 1024
READ_BYTES = 1024 * 1024
"""Of one partition in one answer; a larger batch comes alone."""
RETRY_MS = 100


LOOK_SECONDS = 2.0
"""A broker that does not answer so soon when all are asked counts as away, for choosing where to begin."""


class Part(Protocol):
    """Something that connects."""

    async def start(self) -> None:
        """Connect."""

    async def stop(self) -> None:
        """Disconnect; never fails, never hangs."""


P = TypeVar("P", bound=Part)


class _Token(AbstractTokenProvider):  # type: ignore[misc]  # the library is untyped
    """Gives the bearer token of the moment."""

    def __init__(self, security: Security) -> None:
        self._security = security

    async def token(self) -> str:
        """Return the token."""
        return self._security.token()


def _milliseconds(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)


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
        self._answering: list[str] = list(settings.bootstrap)

    def _common(self) -> dict[str, Any]:
        """Return what every connection is told; the password is read anew, so that a rotated one is taken."""
        security = self.settings.security
        common: dict[str, Any] = {
            "bootstrap_servers": list(self._answering),
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

    def reader(self, hold_ms: int = HOLD_MS) -> Reader:
        """Return a reader that is not started yet, for which brokers hold a fetch without records ``hold_ms``."""
        return Reader(AIOKafkaConsumer(
            **self._common(), enable_auto_commit=False, auto_offset_reset="none", isolation_level="read_committed",
            fetch_max_wait_ms=hold_ms, max_partition_fetch_bytes=READ_BYTES,
        ), self.settings)

    def membership(self, group: str) -> Membership:
        """Return a place in ``group`` that is not taken yet."""
        settings = self.settings
        return Membership(AIOKafkaConsumer(
            **self._common(), group_id=group, group_instance_id=settings.group_instance_id or None,
            enable_auto_commit=False, auto_offset_reset="earliest", isolation_level="read_committed",
            partition_assignment_strategy=(Keeping(),),
            session_timeout_ms=_milliseconds(settings.session_timeout),
            heartbeat_interval_ms=_milliseconds(settings.heartbeat),
            rebalance_timeout_ms=_milliseconds(settings.rebalance_timeout),
        ), settings)

    def admin(self) -> Admin:
        """Return an administrator that is not started yet."""
        return Admin(AIOKafkaAdminClient(**self._common()), self.settings)

    async def started(self, part: P) -> P:
        """Return ``part`` connected.

        Raises:
            LogError: It cannot be; it is disconnected then.
        """
        try:
            await part.start()
        except BaseException as error:
            await part.stop()
            if isinstance(error, Unavailable):
                await self._look_around()
            raise
        return part

    async def _look_around(self) -> None:
        """Find out which addresses answer, and begin there from now on.

        The library tries them in random order, each for a whole request timeout: longer than a start may take. So one
        broker that hangs, and still takes connections, would make every third start fail.
        """
        if len(self.settings.bootstrap) > 1:
            asked = {address: asyncio.create_task(self._ask(address)) for address in self.settings.bootstrap}
            await asyncio.wait(asked.values(), timeout=LOOK_SECONDS)
            for task in asked.values():
                task.cancel()
            await asyncio.gather(*asked.values(), return_exceptions=True)
            answering = [a for a, task in asked.items() if not task.cancelled() and task.exception() is None]
            self._answering = answering or list(self.settings.bootstrap)

    async def probe(self) -> LogError | None:
        """Try every address of the cluster; return why none answers, or None when one does.

        The library says only that it could not connect; the reason (a wrong password, an untrusted certificate) is
        what the user needs.
        """
        best: LogError | None = None
        for address in self.settings.bootstrap:
            try:
                await self._ask(address)
            except Exception as error:  # noqa: BLE001 - whatever keeps us out is the answer
                reason = await self._refusal(address) or translate(error, f"connecting to {address}")
                if best is None or (type(best) is Unavailable and type(reason) is not Unavailable):
                    best = reason
                continue
            return None
        return best

    async def _refusal(self, address: str) -> LogError | None:
        if self._tls is None:
            return None
        host, _, port = address.rpartition(":")
        shown = bool(self.settings.security.cert_file)
        return await certificate_refused(host.strip("[]"), int(port), self._tls, shown=shown)

    async def _ask(self, address: str) -> None:
        """Connect to one address, log in, and leave again."""
        host, _, port = address.rpartition(":")
        common = {k: v for k, v in self._common().items() if k not in {"bootstrap_servers", "retry_backoff_ms"}}
        connection = await create_conn(host.strip("[]"), int(port), **common)
        with contextlib.suppress(Exception):
            connection.close()
