"""The one module that imports aiokafka; the others of the Kafka log take from it what they use.

aiokafka 0.14 has six defects that lose or repeat records, or hang (tests/kafka/test_client_defects.py shows each on a
real broker). What stands against them:

1. ``commit_transaction()`` succeeds although a send has failed: every send's future is kept and awaited first.
2. After a failed send the next transaction loses records: a producer whose send failed is discarded.
3. ``seek_to_committed()`` may not seek: only ``seek()`` to a known offset is used.
4. Cancelling ``getmany()`` breaks the poll watchdog: the poll of a membership is only ever ended by its own timeout.
5. Records arrive before the assignment is complete: the member of the group never reads, separate readers do.
6. ``stop()`` and ``abort_transaction()`` hang without a broker: each has a timeout, then the sockets are closed.

Its interface moved in each of its last three releases, hence the narrow bound in pyproject.toml.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.abc import AbstractTokenProvider
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.conn import create_conn
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment as MemberAssignment
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata as MemberMetadata
from aiokafka.errors import OffsetOutOfRangeError, for_code
from aiokafka.structs import OffsetAndMetadata

__all__ = [
    "AIOKafkaAdminClient", "AIOKafkaConsumer", "AIOKafkaProducer", "AbstractPartitionAssignor",
    "AbstractTokenProvider", "ConfigResource", "ConfigResourceType", "ConsumerRebalanceListener", "MemberAssignment",
    "MemberMetadata", "NewTopic", "OffsetAndMetadata", "OffsetOutOfRangeError", "TopicPartition", "create_conn",
    "for_code", "within",
]


async def within(seconds: float, work: Coroutine[Any, Any, object]) -> bool:
    """Run ``work`` for at most ``seconds``; return whether it ended by itself. Its failures do not matter."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=seconds)
    if task.done() and not task.cancelled():
        task.exception()
    return bool(done)
