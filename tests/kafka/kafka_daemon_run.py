"""The daemon on Kafka, looked at from outside as the one on the embedded log is."""

from __future__ import annotations

import subprocess
import sys

from namespaced_log import fresh_name, quick_settings
from newsroom_run import GROUPS, DaemonRun

from agent.codec import decode
from agent.deadletters import describe
from agent.log.api import LogError
from agent.log.kafka import KafkaLog


class KafkaDaemonRun(DaemonRun):
    """A daemon on Kafka, looked at from outside."""

    def __init__(self, folder, newsroom, bootstrap, *, article_partitions=2):
        self.bootstrap = bootstrap
        self.prefix = fresh_name()
        super().__init__(
            folder, newsroom, kind="kafka", prefix=self.prefix, article_partitions=article_partitions, feed_partitions=2
        )

    def __enter__(self):
        entered = super().__enter__()
        with self.config.open("a") as config:
            config.write(f"kafka:\n  bootstrap: [{self.bootstrap}]\n  session_timeout: 2s\n  group_instance_id: one\n")
        return entered

    async def open(self):
        return await KafkaLog.open(quick_settings(self.bootstrap), self.prefix)

    async def _progress(self):
        log = await self.open()
        try:
            lags = [lag for group, topic in GROUPS.items() for lag in await log.lag(group, f"{self.prefix}.{topic}")]
            return None if any(lag.records for lag in lags) else tuple(lag.end for lag in lags)
        except LogError:
            return None
        finally:
            await log.close()

    async def records(self, topic, kind):
        log = await self.open()
        try:
            return [decode(record.value, kind) async for record in log.read(f"{self.prefix}.{topic}")]
        finally:
            await log.close()

    async def dead_letters(self):
        log = await self.open()
        try:
            return [describe(record) async for record in log.read(f"{self.prefix}.deadletters")]
        finally:
            await log.close()

    def command(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "agent", *words, "--config", str(self.config)], cwd=self.folder,
            capture_output=True, text=True, timeout=200, check=False,
        )
