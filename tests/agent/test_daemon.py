"""The daemon with small stages: endpoints, health, signals, drain."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from agent.clock import FakeClock, SystemClock
from agent.codec import encode
from agent.daemon import Chore, Daemon, Endpoints
from agent.log.api import LogError, Output, Topics
from agent.log.sqlite import SqliteLog
from agent.metrics import FAMILIES, Metrics
from agent.records import Alert, Event, RuleRef
from agent.topics import topic_specs


class Still:
    """A runner that does nothing until it is stopped."""

    def __init__(self, name="extract", drain=0.0, fail=None):
        self.name = name
        self.ready = asyncio.Event()
        self.last_poll = SystemClock().monotonic()
        self._stop = asyncio.Event()
        self._drain = drain
        self._fail = fail
        self.drained = False

    def stop(self):
        self._stop.set()

    async def run(self):
        self.ready.set()
        if self._fail:
            raise self._fail
        await self._stop.wait()
        await asyncio.sleep(self._drain)
        self.drained = True


@pytest.fixture
def topics():
    return Topics("rasid", topic_specs(article_partitions=1))


@pytest.fixture
async def make(tmp_path, topics):
    async def build(runners, *, clock=None, **more):
        log = await SqliteLog.open(tmp_path / "rasid.db")
        await log.ensure_topics(list(topics.specs.values()))
        return Daemon(log=log, topics=topics, clock=clock or SystemClock(), metrics=Metrics(), runners=runners,
                      inputs={"extract": topics["articles"]}, endpoints=Endpoints("127.0.0.1", 0), **more), log

    return build


async def started(daemon):
    running = asyncio.create_task(daemon.run())
    while not daemon.url:
        await asyncio.sleep(0.01)
    return running


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def ask(url):
    return await asyncio.to_thread(get, url)


async def test_health_follows_the_stages(make):
    runner, clock = Still(), FakeClock(datetime(2026, 11, 23, tzinfo=UTC))
    runner.last_poll = clock.monotonic()
    daemon, _ = await make([runner], clock=clock)
    running = await started(daemon)
    await runner.ready.wait()
    assert await ask(daemon.url + "/livez") == (200, '{"status":"ok","checks":{"extract":"ok"}}')
    assert (await ask(daemon.url + "/readyz"))[0] == 200
    clock.advance(61)
    status, body = await ask(daemon.url + "/livez")
    assert status == 503
    assert "has not gone round for 61 s" in body
    runner.ready.clear()
    assert (await ask(daemon.url + "/readyz"))[0] == 503
    daemon.stop()
    await running


async def test_metrics_show_every_family_before_anything_happened(make):
    daemon, _ = await make([Still()])
    running = await started(daemon)
    _, text = await ask(daemon.url + "/metrics")
    for name in FAMILIES:
        assert f"# HELP rasid_{name.removesuffix('_total')}" in text
    assert 'rasid_records_total{outcome="processed",stage="extract"} 0.0' in text
    assert "rasid_build_info{" in text
    daemon.stop()
    await running


def alert(n):
    event = Event(event_id=f"e{n}", revision=1, type="CONSULT")
    return Alert(alert_id=f"a{n}", rule=RuleRef(id="r"), matched={}, reason="", event=event, revision=1,
                 created=datetime(2026, 11, 23, tzinfo=UTC))


def follow(url, count, headers=None):
    seen = []
    request = urllib.request.Request(url, headers=headers or {})
    with urllib.request.urlopen(request, timeout=60) as response:
        name = ""
        for raw in response:
            line = raw.decode().strip()
            if line.startswith("id:"):
                name = line[3:].strip()
            elif line.startswith("data:"):
                seen.append((name, json.loads(line[5:])["alert_id"]))
                if len(seen) == count:
                    break
    return seen


async def test_alerts_are_streamed_and_a_broken_connection_goes_on_where_it_was(make, topics):
    daemon, log = await make([Still()])
    running = await started(daemon)
    await log.append([Output(topics["alerts"], b"k", encode(alert(n))) for n in range(3)])
    seen = await asyncio.to_thread(follow, daemon.url + "/alerts?after=start", 3)
    assert [alert_id for _, alert_id in seen] == ["a0", "a1", "a2"]
    rest = await asyncio.to_thread(follow, daemon.url + "/alerts", 1, {"Last-Event-ID": seen[1][0]})
    assert rest == [seen[2]]
    daemon.stop()
    await running


async def test_a_signal_drains_and_the_log_is_closed(make):
    runner = Still(drain=0.05)
    daemon, log = await make([runner])
    running = await started(daemon)
    await runner.ready.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 60)
    assert runner.drained
    with pytest.raises(LogError, match="closed"):
        await log.append([])


SLOW_TO_DRAIN = """
import asyncio, sys
from agent.clock import SystemClock
from agent.daemon import Daemon
from agent.log.api import Topics
from agent.log.sqlite import SqliteLog
from agent.metrics import Metrics
from agent.topics import topic_specs

class Slow:
    name = "extract"
    def __init__(self):
        self.ready, self._stop, self.last_poll = asyncio.Event(), asyncio.Event(), SystemClock().monotonic()
    def stop(self):
        print("draining", flush=True)
    async def run(self):
        print("running", flush=True)
        await self._stop.wait()

async def main():
    log = await SqliteLog.open(":memory:")
    await Daemon(log=log, topics=Topics("r", topic_specs()), clock=SystemClock(), metrics=Metrics(),
                 runners=[Slow()], inputs={}).run()

asyncio.run(main())
"""


def test_a_second_signal_ends_the_process_at_once():
    process = subprocess.Popen([sys.executable, "-c", SLOW_TO_DRAIN], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "draining\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.stdout.close()


async def test_a_stage_that_does_not_drain_is_dropped_in_time(make):
    runner = Still(drain=60)
    daemon, _ = await make([runner], drain=timedelta(seconds=0.05))
    running = await started(daemon)
    daemon.stop()
    await asyncio.wait_for(running, 60)
    assert not runner.drained


async def test_a_stage_that_fails_for_good_ends_the_daemon_with_its_reason(make):
    other = Still("resolve")
    daemon, _ = await make([Still(fail=LogError("topic is gone")), other])
    with pytest.raises(LogError, match="topic is gone"):
        await asyncio.wait_for(daemon.run(), 60)
    assert other.drained


async def test_chores_are_done_again_and_a_failing_one_is_not_the_end(make):
    times = []

    async def chore():
        times.append(1)
        raise LogError("not now")

    daemon, _ = await make([Still()], chores=[Chore("x", timedelta(milliseconds=5), chore)])
    running = await started(daemon)
    while len(times) < 3:
        await asyncio.sleep(0.005)
    daemon.stop()
    await asyncio.wait_for(running, 60)
