"""A Kafka log for one test: topics and groups get a prefix of the test's own, so that tests can share a broker."""

from __future__ import annotations

import dataclasses
import itertools
import os
from contextlib import asynccontextmanager
from datetime import timedelta

from agent.log.kafka import KafkaLog
from agent.log.kafka_settings import KafkaSettings

_numbers = itertools.count(1)


def fresh_name() -> str:
    return f"t{os.getpid()}-{next(_numbers)}"


def quick_settings(bootstrap, **changes) -> KafkaSettings:
    """Settings under which faults show within seconds."""
    return KafkaSettings(**{
        "bootstrap": tuple(bootstrap.split(",")),
        "session_timeout": timedelta(seconds=6), "rebalance_timeout": timedelta(seconds=10),
        "revoke_budget": timedelta(seconds=2), "request_timeout": timedelta(seconds=10),
        "stop_timeout": timedelta(seconds=1), "startup_wait": timedelta(seconds=20), **changes,
    })


class NamespacedTask:
    """A task whose topics have their short names."""

    def __init__(self, task, namespace):
        self._task = task
        self._namespace = namespace

    def __setattr__(self, name, value):
        if name == "_position" and value is None:  # what a test does to the embedded log's task after a false failure
            self._task._rewind = True
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name):
        return getattr(self._task, name)

    @property
    def id(self):
        return self._task.id._replace(topic=self._namespace.inner(self._task.id.topic))

    async def restore(self):
        async for records in self._task.restore():
            yield [self._namespace.record(record) for record in records]

    async def fetch(self, limit, wait):
        return [self._namespace.record(record) for record in await self._task.fetch(limit, wait)]

    async def commit(self, outputs, next_offset):
        await self._task.commit(self._namespace.outputs(outputs), next_offset)


class NamespacedLog:
    """Passes everything on to a KafkaLog, with the test's prefix before every topic."""

    def __init__(self, log, prefix):
        self.log = log
        self.prefix = prefix

    @classmethod
    async def open(cls, bootstrap, prefix=None, **changes):
        prefix = prefix or fresh_name()
        return cls(await KafkaLog.open(quick_settings(bootstrap, **changes), prefix), prefix)

    def outer(self, topic):
        return f"{self.prefix}.{topic}"

    def inner(self, topic):
        return topic.removeprefix(f"{self.prefix}.")

    def record(self, record):
        return dataclasses.replace(record, topic=self.inner(record.topic))

    def outputs(self, outputs):
        return [dataclasses.replace(output, topic=self.outer(output.topic)) for output in outputs]

    async def ensure_topics(self, specs):
        await self.log.ensure_topics([dataclasses.replace(spec, name=self.outer(spec.name)) for spec in specs])

    @asynccontextmanager
    async def join(self, subscription):
        changelog = subscription.changelog and self.outer(subscription.changelog)
        renamed = dataclasses.replace(subscription, topic=self.outer(subscription.topic), changelog=changelog)
        async with self.log.join(renamed) as member:
            yield NamespacedMember(member, self)

    async def append(self, outputs):
        await self.log.append(self.outputs(outputs))

    async def read(self, topic, **options):
        reading = self.log.read(self.outer(topic), **options)
        try:
            async for record in reading:
                yield self.record(record)
        finally:
            await reading.aclose()

    async def lag(self, group, topic):
        return [lag._replace(topic=topic) for lag in await self.log.lag(group, self.outer(topic))]

    async def close(self):
        await self.log.close()


class NamespacedMember:
    def __init__(self, member, namespace):
        self.member = member
        self._namespace = namespace

    async def joined(self):
        return await self.member.joined()

    async def next_task(self):
        return NamespacedTask(await self.member.next_task(), self._namespace)
