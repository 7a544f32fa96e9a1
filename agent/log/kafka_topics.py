"""Makes the topics of an installation on a cluster, and compares what is there with what should be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.log.api import Cleanup, TopicSpec, Unavailable
from agent.log.kafka_admin import Admin, TopicInfo
from agent.log.kafka_settings import KafkaSettings
from agent.log.kafka_topology import Topology

logger = logging.getLogger("rasid.kafka")

REPLICAS_AT_MOST = 3
STATE_SEGMENT_BYTES = 64 * 1024 * 1024
STATE_DIRTY_RATIO = 0.2
"""Compacted topics are read whole at every start of a task: the cleaner is to come early and often."""
LEADER_SECONDS = 30.0


def configs_of(spec: TopicSpec, settings: KafkaSettings, replication: int) -> dict[str, str]:
    """Return the settings that the topic of ``spec`` should have on the cluster."""
    configs = {
        "cleanup.policy": spec.cleanup.value,
        "retention.ms": "-1" if spec.retention is None else str(int(spec.retention.total_seconds() * 1000)),
        "min.insync.replicas": str(settings.min_insync or max(1, replication - 1)),
        "max.message.bytes": str(settings.largest_batch),
    }
    if spec.cleanup is not Cleanup.DELETE:
        configs["segment.bytes"] = str(STATE_SEGMENT_BYTES)
        configs["min.cleanable.dirty.ratio"] = str(STATE_DIRTY_RATIO)
    return configs


def replication_for(settings: KafkaSettings, brokers: int) -> int:
    """Return how many copies topics get: as told, else as many as there are brokers, at most three."""
    return settings.replication or min(brokers, REPLICAS_AT_MOST)


async def create_missing(topology: Topology, specs: Sequence[TopicSpec], settings: KafkaSettings) -> list[str]:
    """Create the topics of ``specs`` that are not there; return their names.

    Raises:
        LogError: The account may not, or the cluster refuses one.
        Unavailable: A created topic has no leaders yet after half a minute.
    """
    there = await topology.ask(lambda admin: admin.topics())
    missing = [spec for spec in specs if spec.name not in there]
    if not missing:
        return []
    replication = replication_for(settings, await topology.ask(lambda admin: admin.brokers()))
    for spec in missing:
        configs = configs_of(spec, settings, replication)
        if await topology.ask(_creation(spec, replication, configs)):
            logger.info("topic created", extra={
                "topic": spec.name, "partitions": spec.partitions, "replication": replication
            })
    await _led(topology, [spec.name for spec in missing])
    topology.forget()
    return [spec.name for spec in missing]


def _creation(spec: TopicSpec, replication: int, configs: Mapping[str, str]) -> Callable[[Admin], Awaitable[bool]]:
    return lambda admin: admin.create(spec.name, spec.partitions, replication, configs)


async def _led(topology: Topology, names: Sequence[str]) -> None:
    """Wait until every partition of ``names`` has a leader."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + LEADER_SECONDS
    while True:
        found = await topology.ask(lambda admin: admin.topics())
        waiting = [name for name in names if name not in found or found[name].leaderless]
        if not waiting:
            return
        if clock() >= deadline:
            raise Unavailable(f"created, but without leaders for {LEADER_SECONDS:.0f} s: {', '.join(waiting)}")
        await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something about a topic that is not as it should be."""

    topic: str
    what: str
    mend: str
    serious: bool = True
    """False: works, but not as configured."""


async def compare(topology: Topology, specs: Sequence[TopicSpec], settings: KafkaSettings) -> list[Difference]:
    """Return where the cluster is not as ``specs`` and ``settings`` ask for."""
    topics = await topology.ask(lambda admin: admin.topics())
    there = [spec.name for spec in specs if spec.name in topics]
    configs = await topology.ask(lambda admin: admin.configs(there)) if there else {}
    brokers = await topology.ask(lambda admin: admin.brokers())
    return list(differences(specs, topics, configs, settings, brokers))


def differences(
    specs: Sequence[TopicSpec],
    topics: Mapping[str, TopicInfo],
    configs: Mapping[str, Mapping[str, str]],
    settings: KafkaSettings,
    brokers: int,
) -> Iterator[Difference]:
    """Yield where the cluster is not as ``specs`` and ``settings`` ask for.

    Args:
        specs: The topics that should be.
        topics: The topics that are.
        configs: Their settings.
        settings: Copies, sizes.
        brokers: How many brokers there are.
    """
    replication = replication_for(settings, brokers)
    for spec in specs:
        info = topics.get(spec.name)
        if info is None:
            yield Difference(spec.name, "is not there", "rasid topics create")
            continue
        yield from _shape(spec, info, replication)
        is_ = configs.get(spec.name, {})
        for name, wanted in configs_of(spec, settings, info.replication).items():
            if name in is_ and is_[name] != wanted and not _as_good(name, is_[name], wanted):
                yield Difference(
                    spec.name, f"{name} is {is_[name]}, should be {wanted}",
                    f"kafka-configs.sh --bootstrap-server {settings.bootstrap[0]} --alter --entity-type topics "
                    f"--entity-name {spec.name} --add-config {name}={_quoted(wanted)}",
                    serious=name in {"cleanup.policy", "max.message.bytes"},
                )


def _shape(spec: TopicSpec, info: TopicInfo, replication: int) -> Iterator[Difference]:
    if info.partitions != spec.partitions:
        yield Difference(
            spec.name, f"has {info.partitions} partitions, should have {spec.partitions}",
            f"set the configuration to {info.partitions}, or follow docs/kafka.md, Changing the number of partitions",
        )
    if info.leaderless:
        yield Difference(
            spec.name, f"{info.leaderless} of its partitions have no leader", "see to the brokers that hold them"
        )
    if info.replication < replication:
        yield Difference(
            spec.name, f"has {info.replication} copies, should have {replication}",
            "kafka-reassign-partitions.sh adds copies, or set kafka.replication", serious=False,
        )


def _as_good(name: str, value: str, wanted: str) -> bool:
    """Whether another value serves as well as the one that is wanted."""
    if name == "max.message.bytes":
        return int(value) >= int(wanted)
    if name in {"segment.bytes", "min.cleanable.dirty.ratio"}:
        return True  # tuning; the operator's choice
    if name == "cleanup.policy":
        return set(value.split(",")) == set(wanted.split(","))
    return False


def _quoted(value: str) -> str:
    return f"[{value}]" if "," in value else value
