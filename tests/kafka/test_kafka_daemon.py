"""The whole daemon on Kafka: the same outcome as on the embedded log, also when it is killed on the way."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from kafka_daemon_run import KafkaDaemonRun
from namespaced_log import fresh_name, quick_settings
from newsroom_run import DaemonRun, settled_newsroom

from agent.deadletters import dead_letter, describe
from agent.log.api import LogError, Output, Record
from agent.log.kafka import KafkaLog
from agent.records import Event, Report
from agent.topics import topic_specs


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


async def at_work(run):
    """Whether something has gone through the first stage."""
    try:
        return bool(await run.records("mentions", Report))
    except LogError:
        return False


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_the_daemon_on_kafka(tmp_path, kafka_bootstrap):
    embedded, clustered = tmp_path / "embedded", tmp_path / "clustered"
    embedded.mkdir()
    clustered.mkdir()
    with DaemonRun(embedded, settled_newsroom(1)) as run:
        run.start()
        await run.until_idle(200)
        assert run.stop() == 0
        expected = await outcome(run)
    assert len(expected[1]) >= 30
    with KafkaDaemonRun(clustered, settled_newsroom(3), kafka_bootstrap) as run:
        run.start()
        await run.until(lambda: at_work(run))
        run.kill()
        run.start()
        await run.until_idle(200)
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
            capture_output=True, text=True, timeout=200, check=False,
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


@pytest.mark.faults
def test_the_demo_on_kafka(tmp_path, kafka_bootstrap):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "agent", "demo", "--log", "kafka", "--bootstrap", kafka_bootstrap], cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(scratch)}, capture_output=True, text=True, timeout=280, check=False,
    )
    assert done.returncode == 0, done.stderr
    alerts = [json.loads(line)["alert_id"] for line in done.stdout.splitlines()]
    assert len(set(alerts)) == len(alerts) >= 12
    # Four are edited; of one that was first read after its edit a busy machine sees a single version.
    assert re.search(r"46 articles, and [1-4] edits? of them", done.stderr), done.stderr
    assert list(scratch.iterdir()) == []
