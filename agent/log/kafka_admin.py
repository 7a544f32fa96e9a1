"""Questions to the cluster, and the creation of topics."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from agent.log.api import Unavailable
from agent.log.kafka_failures import translate, translated
from agent.log.kafka_library import (
    AIOKafkaAdminClient,
    ConfigResource,
    ConfigResourceType,
    NewTopic,
    TopicPartition,
    connecting,
    for_code,
    within,
)
from agent.log.kafka_producer import Stand
from agent.log.kafka_settings import KafkaSettings


class TopicInfo(NamedTuple):
    """A topic as it is."""

    partitions: int
    replication: int
    leaderless: int
    """Partitions without a leader just now."""


class Admin:
    """Questions to the cluster, and the creation of topics."""

    def __init__(self, made: AIOKafkaAdminClient, settings: KafkaSettings) -> None:
        self._made = made
        self._settings = settings

    async def start(self) -> None:
        """Connect."""
        with translated("connecting"), connecting():
            async with asyncio.timeout(self._settings.answer_timeout.total_seconds()):
                await self._made.start()

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
        ]), self._settings.request_timeout)
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
        await within(self._settings.stop_timeout.total_seconds(), self._made.close())

    async def _ask(self, doing: str, question: Awaitable[Any], patience: timedelta | None = None) -> Any:
        with translated(doing):
            async with asyncio.timeout((patience or self._settings.answer_timeout).total_seconds()):
                return await question
