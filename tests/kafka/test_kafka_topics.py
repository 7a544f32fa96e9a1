"""What topics are made like, what `rasid topics check` finds, and what failures are called."""

import asyncio
import builtins
import dataclasses
import json
import socket
import ssl
import subprocess
import sys
from datetime import timedelta

import aiokafka.errors
import pytest
from namespaced_log import fresh_name, quick_settings

from agent.log import kafka_library
from agent.log.api import Cleanup, Fenced, LogError, TopicSpec, Unavailable, UnknownTopic
from agent.log.kafka import KafkaLog
from agent.log.kafka_admin import TopicInfo
from agent.log.kafka_failures import FAILURES, translate, translated
from agent.log.kafka_settings import KafkaSettings
from agent.log.kafka_topics import compare, configs_of, create_missing, differences, replication_for
from agent.topics import topic_specs

SETTINGS = KafkaSettings()
ALERTS = TopicSpec("alerts", 1, Cleanup.DELETE, timedelta(days=90))
STATE = TopicSpec("state", 2, Cleanup.COMPACT)


def found(specs, topics, configs=None, brokers=3, settings=SETTINGS):
    return [(d.topic, d.what, d.serious) for d in differences(specs, topics, configs or {}, settings, brokers)]


def test_copies_follow_the_cluster_unless_told():
    assert [replication_for(SETTINGS, brokers) for brokers in (1, 2, 3, 7)] == [1, 2, 3, 3]
    assert replication_for(KafkaSettings(replication=2), 7) == 2
    assert configs_of(ALERTS, SETTINGS, 3)["min.insync.replicas"] == "2"
    assert configs_of(ALERTS, SETTINGS, 1)["min.insync.replicas"] == "1"
    assert configs_of(STATE, SETTINGS, 3)["retention.ms"] == "-1"


def test_a_cluster_as_configured_has_no_differences():
    configs = {spec.name: configs_of(spec, SETTINGS, 3) for spec in (ALERTS, STATE)}
    topics = {"alerts": TopicInfo(1, 3, 0), "state": TopicInfo(2, 3, 0)}
    assert found([ALERTS, STATE], topics, configs) == []


def test_what_an_operator_may_choose_is_no_difference():
    configs = configs_of(STATE, SETTINGS, 3) | {"segment.bytes": "1048576", "max.message.bytes": "99999999"}
    assert found([STATE], {"state": TopicInfo(2, 3, 0)}, {"state": configs}) == []


@pytest.mark.parametrize(("info", "configs", "what", "serious"), [
    (None, {}, "is not there", True),
    (TopicInfo(3, 3, 0), {}, "has 3 partitions, should have 2", True),
    (TopicInfo(2, 3, 1), {}, "1 of its partitions have no leader", True),
    (TopicInfo(2, 1, 0), {}, "has 1 copies, should have 3", False),
    (TopicInfo(2, 3, 0), {"cleanup.policy": "delete"}, "cleanup.policy is delete, should be compact", True),
    (TopicInfo(2, 3, 0), {"max.message.bytes": "1048588"}, "max.message.bytes is 1048588, should be 4325376", True),
    (TopicInfo(2, 3, 0), {"min.insync.replicas": "1"}, "min.insync.replicas is 1, should be 2", False),
])
def test_each_difference_is_named(info, configs, what, serious):
    topics = {} if info is None else {"state": info}
    assert found([STATE], topics, {"state": configs}) == [("state", what, serious)]


async def test_a_live_cluster_is_compared(kafka_bootstrap):
    prefix = fresh_name()
    settings = quick_settings(kafka_bootstrap)
    specs = [TopicSpec(f"{prefix}.{name}", partitions, cleanup, kept) for name, partitions, cleanup, kept in (
        ("alerts", 1, Cleanup.DELETE, timedelta(days=90)), ("state", 2, Cleanup.COMPACT, None),
        ("both", 1, Cleanup.COMPACT_DELETE, timedelta(days=1)),
    )]
    log = await KafkaLog.open(settings, prefix)
    try:
        assert len(await compare(log.topology, specs, settings)) == 3
        assert await create_missing(log.topology, specs, settings) == [spec.name for spec in specs]
        assert await create_missing(log.topology, specs, settings) == []
        assert await compare(log.topology, specs, settings) == []
        other = [TopicSpec(specs[0].name, 1, Cleanup.DELETE, timedelta(days=1)), TopicSpec(specs[1].name, 5)]
        wrong = await compare(log.topology, other, settings)
        assert {d.what.split(" ", 1)[0] for d in wrong} == {"retention.ms", "has", "cleanup.policy"}
        (retention,) = [d for d in wrong if "retention" in d.what]
        assert f"--entity-name {specs[0].name} --add-config retention.ms=86400000" in retention.mend
    finally:
        await log.close()


async def test_the_command_says_what_is_wrong_with_a_cluster_and_how_to_mend_it(kafka_bootstrap, tmp_path):
    prefix = fresh_name()

    async def rasid(*words):
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "agent", "topics", *words, "--set", "log.kind=kafka",
             "--set", f"log.prefix={prefix}", "--set", f"kafka.bootstrap={kafka_bootstrap}"],
            cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False,
        )
        return done, {(row["topic"], row.get("message")): row for row in map(json.loads, done.stdout.splitlines())}

    log = await KafkaLog.open(quick_settings(kafka_bootstrap), prefix)
    specs = topic_specs(prefix=prefix)
    try:
        broken = {
            "articles": dataclasses.replace(specs["articles"], partitions=3),
            "alerts": dataclasses.replace(specs["alerts"], retention=timedelta(hours=1)),
            "feeds": dataclasses.replace(specs["feeds"], cleanup=Cleanup.DELETE),
        }
        await log.ensure_topics([broken.get(name, spec) for name, spec in specs.items() if name != "events"])
    finally:
        await log.close()
    done, rows = await rasid("check")
    assert done.returncode == 1
    assert f"{len(specs) - 4} of {len(specs)} topics as configured" in done.stderr
    mends = {
        (topic.removeprefix(f"{prefix}."), row["verdict"], what): row["mend"] for (topic, what), row in rows.items()
    }
    assert mends["events", "FAIL", "is not there"] == "rasid topics create"
    assert "Changing the number of partitions" in mends["articles", "FAIL", "has 3 partitions, should have 8"]
    kept = mends["alerts", "NOTE", "retention.ms is 3600000, should be 7776000000"]
    assert kept.endswith(f"--entity-name {prefix}.alerts --add-config retention.ms=7776000000")
    assert "cleanup.policy=compact" in mends["feeds", "FAIL", "cleanup.policy is delete, should be compact"]
    done, _ = await rasid("create")
    assert done.returncode == 0
    _, rows = await rasid("check")
    assert not [topic for topic, _ in rows if topic.endswith(".events")]


def test_the_table_names_errors_that_exist():
    for name in FAILURES:
        assert any(hasattr(module, name) for module in (aiokafka.errors, kafka_library, builtins, ssl, socket)), name


@pytest.mark.parametrize(("error", "kind"), [
    (aiokafka.errors.ProducerFenced(), Fenced),
    (aiokafka.errors.NotEnoughReplicasError(), Unavailable),
    (aiokafka.errors.RequestTimedOutError(), Unavailable),
    (aiokafka.errors.UnknownTopicOrPartitionError(), UnknownTopic),
    (TimeoutError(), Unavailable),
    (ConnectionResetError("reset"), Unavailable),
    (AssertionError("Invalid state transition"), Unavailable),
    (kafka_library.TokenRefused("invalid_token"), LogError),
])
def test_failures_are_ours(error, kind):
    with pytest.raises(kind, match="writing") as caught, translated("writing"):
        raise error
    assert type(caught.value) is kind


def test_what_the_library_wraps_is_unwrapped():
    error = aiokafka.errors.KafkaError("Unexpected error during batch delivery")
    error.__cause__ = aiokafka.errors.ProducerFenced()
    assert isinstance(translate(error, "writing"), Fenced)


def test_faults_of_our_own_are_not_hidden():
    with pytest.raises(KeyError), translated("writing"):
        raise KeyError("slip")


def test_rights_come_with_the_way_to_get_them():
    error = translate(aiokafka.errors.TopicAuthorizationFailedError("rasid.alerts"), "writing to rasid.alerts")
    assert not error.retriable
    assert isinstance(error, LogError)
    assert "docs/kafka.md" in str(error)
