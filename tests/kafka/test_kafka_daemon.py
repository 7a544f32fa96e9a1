"""The whole daemon on Kafka: the same outcome as on the embedded log, also when it is killed on the way."""

import asyncio
import json
import os
import subprocess
import sys
import time

import pytest
from namespaced_log import fresh_name, quick_settings
from newsroom_run import GROUPS, DaemonRun, settled_newsroom

from agent.codec import decode
from agent.deadletters import dead_letter, describe
from agent.log.api import LogError, Output, Record
from agent.log.kafka import KafkaLog
from agent.records import Event, Report
from agent.topics import topic_specs


class KafkaDaemonRun(DaemonRun):
    """A daemon on Kafka, looked at from outside."""

    def __init__(self, folder, newsroom, bootstrap):
        self.bootstrap = bootstrap
        self.prefix = fresh_name()
        super().__init__(folder, newsroom, kind="kafka", prefix=self.prefix, article_partitions=2, feed_partitions=2)

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
            capture_output=True, text=True, timeout=60, check=False,
        )


async def outcome(run):
    """What does not depend on the order in which feeds were read; nothing of it may be there twice."""
    articles = sorted((a.article_id, a.version, a.content_hash) for a in await run.articles())
    reports = sorted((r.article_id, r.version, len(r.mentions)) for r in await run.records("mentions", Report))
    alerts = [alert.alert_id for alert in await run.alerts()]
    revisions = [(event.event_id, event.revision) for event in await run.records("events", Event)]
    for found in (articles, reports, alerts, revisions):
        assert len(set(found)) == len(found)
    assert alerts
    assert revisions
    assert await run.dead_letters() == []
    return articles, reports


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_the_daemon_on_kafka(tmp_path, kafka_bootstrap):
    embedded, clustered = tmp_path / "embedded", tmp_path / "clustered"
    embedded.mkdir()
    clustered.mkdir()
    with DaemonRun(embedded, settled_newsroom(1)) as run:
        run.start()
        await run.until_idle(90)
        assert run.stop() == 0
        expected = await outcome(run)
    assert len(expected[1]) >= 30
    with KafkaDaemonRun(clustered, settled_newsroom(3), kafka_bootstrap) as run:
        run.start()
        await asyncio.sleep(2.5)
        run.kill()
        run.start()
        await run.until_idle(120)
        assert run.stop() == 0, run.output[-3000:]
        assert await outcome(run) == expected

        shown = run.command("alerts", "tail", "--no-follow", "--from", "start")
        assert shown.returncode == 0, shown.stderr
        assert {json.loads(line)["alert_id"] for line in shown.stdout.splitlines()} == {
            alert.alert_id for alert in await run.alerts()
        }
        checked = run.command("topics", "check")
        assert (checked.returncode, checked.stdout) == (0, ""), checked
        assert f"{len(topic_specs())} of {len(topic_specs())}" in checked.stderr


async def test_dead_letters_are_shown_and_written_back(tmp_path, kafka_bootstrap):
    prefix = fresh_name()
    environment = {
        **os.environ,
        "RASID_LOG__KIND": "kafka", "RASID_LOG__PREFIX": prefix, "RASID_KAFKA__BOOTSTRAP": kafka_bootstrap,
    }

    def rasid(*words, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "agent", *words], cwd=tmp_path, env=environment,
            capture_output=True, text=True, timeout=60, check=False,
        )
        assert done.returncode == code, done
        return done

    created = rasid("topics", "create")
    assert {json.loads(line)["state"] for line in created.stdout.splitlines()} == {"created"}
    log = await KafkaLog.open(quick_settings(kafka_bootstrap), prefix)
    try:
        now = time.time_ns() // 1_000_000  # a dead letter keeps its record's time, from which retention counts
        bad = Record(f"{prefix}.articles", 3, 17, b"key", b"not json{", (("trace", b"1"),), timestamp=now)
        letter = dead_letter(bad, "extract", ValueError("no article"), f"{prefix}.deadletters")
        await log.append([letter, Output(f"{prefix}.alerts", b"k", b"{}")])
        listed = rasid("deadletter", "list")
        assert json.loads(listed.stdout)["id"] == "0:0"
        assert json.loads(rasid("deadletter", "show", "0:0").stdout)["value"] == "not json{"
        assert "1 written back" in rasid("deadletter", "replay", "0:0").stderr
        (back,) = [record async for record in log.read(f"{prefix}.articles")]
        assert (back.partition, back.key, back.value, back.headers) == (3, b"key", b"not json{", (("trace", b"1"),))
        (kept,) = [record async for record in log.read(f"{prefix}.deadletters")]
        assert describe(kept).message == "no article"
        assert "no dead letter 0:99" in rasid("deadletter", "show", "0:99", code=1).stderr
    finally:
        await log.close()
