"""What docs/kafka.md says of topics and of subscribing is what there is."""

import asyncio
import importlib.util
import re
import shlex
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from local_broker import JARS
from namespaced_log import NamespacedLog

from agent.codec import encode
from agent.log.api import Output, TopicSpec
from agent.records import Alert, Event, RuleRef
from agent.topics import topic_specs
from consumers.alerting.ledger import alert_headers

TEXT = (Path(__file__).parents[2] / "docs" / "kafka.md").read_text(encoding="utf-8")
ALERT = Alert(
    alert_id="a1", rule=RuleRef(id="gulf"), matched={}, reason="EG met IR", revision=1,
    event=Event(event_id="e1", revision=1, type="CONSULT"), created=datetime(2026, 11, 24, tzinfo=UTC),
)


def test_every_topic_is_in_the_table():
    table = TEXT.partition("## Topics")[2].partition("`rasid topics create` makes")[0]
    for name in topic_specs():
        assert f"`{name}`" in table, name


def example(title, language=""):
    (found,) = re.findall(rf"^{title}[^\n]*:\n\n```{language}\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE)
    return found


class Subscriber:
    """An example of the docs, and an alert for it to read on a topic of its own."""

    def __init__(self, log, bootstrap):
        self._log = log
        self._bootstrap = bootstrap

    async def first_line(self, text, start, seconds=200):
        """Return the first line that the program prints; ``start`` returns its command for the adapted text."""
        for placeholder, real in (
            ("rasid.alerts", self._log.outer("alerts")), ("localhost:9092", self._bootstrap),
            ("kafka1.example:9093", self._bootstrap), ("my-desk", self._log.outer("desk")),
        ):
            text = text.replace(placeholder, real)
        words = start(text)
        program = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            return (await asyncio.wait_for(program.stdout.readline(), seconds)).decode()
        finally:
            program.kill()
            await program.communicate()


@pytest.fixture
async def subscriber(kafka_bootstrap):
    log = await NamespacedLog.open(kafka_bootstrap)
    await log.ensure_topics([TopicSpec("alerts")])
    await log.append([Output("alerts", b"gulf", encode(ALERT), alert_headers(ALERT, "desk"))])
    yield Subscriber(log, kafka_bootstrap)
    await log.close()


def python(folder):
    def start(text):
        script = folder / "subscriber.py"
        script.write_text(text)
        return sys.executable, str(script)

    return start


async def test_the_aiokafka_example_prints_alerts(subscriber, tmp_path):
    line = await subscriber.first_line(example("Python, aiokafka", "python"), python(tmp_path))
    assert line == "a1 gulf EG met IR\n"


async def test_the_confluent_example_prints_alerts(subscriber, tmp_path):
    text = example("Python, confluent-kafka", "python")
    compile(text, "subscriber.py", "exec")
    if importlib.util.find_spec("confluent_kafka"):
        assert await subscriber.first_line(text, python(tmp_path)) == "a1 gulf EG met IR\n"


async def test_the_kcat_example_prints_alerts(subscriber):
    text = example("kcat")
    if shutil.which("kcat") is None:
        pytest.skip("no kcat on the PATH")
    line = await subscriber.first_line(text.replace("\\\n", " "), shlex.split)
    offset, key, value = line.split(" ", 2)
    assert (offset, key) == ("0", "gulf")
    assert value.encode().strip() == encode(ALERT)


async def test_the_java_example_prints_alerts(subscriber, tmp_path):
    def start(text):
        (tmp_path / "Alerts.java").write_text(text)
        return "java", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*", str(tmp_path / "Alerts.java")

    if shutil.which("java") is None or not any(JARS.glob("kafka-clients-*")):
        pytest.skip("no Java, or no jars of Kafka: make kafka-jars")

    line = await subscriber.first_line(example("Java", "java"), start)
    assert line.encode().strip() == b"a1 " + encode(ALERT)
