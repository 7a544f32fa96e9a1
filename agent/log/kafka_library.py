"""The one module that imports aiokafka; the others of the Kafka log take from it what they use.

aiokafka 0.14 has defects that lose or repeat records, or hang (tests/kafka/test_client_defects.py shows each on a
real broker). What stands against them:

1. ``commit_transaction()`` succeeds although a send has failed: every send's future is kept and awaited first.
2. After a failed send the next transaction loses records: a producer whose send failed is discarded.
3. ``seek_to_committed()`` may not seek: only ``seek()`` to a known offset is used.
4. Cancelling ``getmany()`` breaks the poll watchdog: the poll of a membership is only ever ended by its own timeout.
5. Records arrive before the assignment is complete: the member of the group never reads, separate readers do.
6. ``stop()`` and ``abort_transaction()`` hang without a broker: each has a timeout, then the sockets are closed.
7. ``start()`` that is cancelled, or given up, leaves its first connection open: :func:`connecting` closes it.
8. A bearer token that the cluster refuses counts as accepted: :class:`TokenRefused` is raised instead.

Of asyncio, ``wait_for`` is not used on what may be cancelled: up to Python 3.11 it forgets a cancellation that comes at
the moment at which the work ends, and who was to end goes on. ``timeout`` does not.

Its interface moved in each of its last three releases, hence the narrow bound in pyproject.toml.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiokafka.client
import aiokafka.conn
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.abc import AbstractTokenProvider
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.conn import create_conn
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment as MemberAssignment
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata as MemberMetadata
from aiokafka.errors import OffsetOutOfRangeError, SaslAuthenticationFailed, for_code
from aiokafka.structs import OffsetAndMetadata

__all__ = [
    "AIOKafkaAdminClient", "AIOKafkaConsumer", "AIOKafkaProducer", "AbstractPartitionAssignor",
    "AbstractTokenProvider", "ConfigResource", "ConfigResourceType", "ConsumerRebalanceListener", "MemberAssignment",
    "MemberMetadata", "NewTopic", "OffsetAndMetadata", "OffsetOutOfRangeError", "TokenRefused", "TopicPartition",
    "connecting", "create_conn", "for_code", "within",
]

_made: ContextVar[weakref.WeakSet[Any] | None] = ContextVar("connections made", default=None)


async def _create_conn(*args: Any, **options: Any) -> Any:
    """Connect as the library does, and note the connection for :func:`connecting`."""
    connection = await create_conn(*args, **options)
    if (made := _made.get()) is not None:
        made.add(connection)
    return connection


aiokafka.client.create_conn = _create_conn


class TokenRefused(SaslAuthenticationFailed):  # type: ignore[misc]  # the library is untyped
    """The cluster does not accept the bearer token."""


class _BearerLogin(aiokafka.conn.OAuthAuthenticator):  # type: ignore[misc]
    """Looks at the answer to the token: it is empty, or says what is wrong with it (RFC 7628, 3.2.2)."""

    async def step(self, payload: bytes | None) -> tuple[bytes, bool] | None:
        """Return what to send next, or None when logged in."""
        if payload:
            raise TokenRefused(payload.decode("utf-8", "replace"))
        return await super().step(payload)  # type: ignore[no-any-return]


aiokafka.conn.OAuthAuthenticator = _BearerLogin


@contextmanager
def connecting() -> Iterator[None]:
    """Close every connection that was made inside when what is inside does not come to its end."""
    made: weakref.WeakSet[Any] = weakref.WeakSet()
    token = _made.set(made)
    try:
        yield
    except BaseException:
        for connection in list(made):
            connection.close()
        raise
    finally:
        _made.reset(token)


async def within(seconds: float, work: Coroutine[Any, Any, object]) -> bool:
    """Run ``work`` for at most ``seconds``; return whether it ended by itself. Its failures do not matter.

    Whoever is cancelled here leaves ``work`` to its end.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(_looked_at)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=seconds)
    return bool(done)


def _looked_at(task: asyncio.Future[object]) -> None:
    """Take note of the failure of ``task``, so that nothing complains that nobody has."""
    if not task.cancelled():
        task.exception()
