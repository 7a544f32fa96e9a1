"""What docs/kafka.md says of topics and of subscribing is what there is."""

import asyncio
import re
import sys
from pathlib import Path

from namespaced_log import NamespacedLog

from agent.log.api import Output, TopicSpec
from agent.topics import topic_specs

TEXT = (Path(__file__).parents[2] / "docs" / "kafka.md").read_text(encoding="utf-8")


def test_every_topic_is_in_the_table():
    table = TEXT.partition("## Topics")[2].partition("`rasid topics create` makes")[0]
    for name in topic_specs():
        assert f"`{name}`" in table, name


async def test_the_python_example_prints_alerts(kafka_bootstrap, tmp_path):
    (example,) = re.findall(r"Python, aiokafka:\n\n```python\n(.*?)```", TEXT, re.DOTALL)
    log = await NamespacedLog.open(kafka_bootstrap)
    await log.ensure_topics([TopicSpec("alerts")])
    await log.append([Output("alerts", b"k", b'{"alert_id": "a1", "rule": {"id": "gulf"}, "reason": "EG met IR"}')])
    script = tmp_path / "subscriber.py"
    script.write_text(
        example.replace("rasid.alerts", log.outer("alerts")).replace("localhost:9092", kafka_bootstrap)
        .replace("my-desk", log.outer("desk"))
    )
    subscriber = await asyncio.create_subprocess_exec(sys.executable, str(script), stdout=asyncio.subprocess.PIPE)
    try:
        line = await asyncio.wait_for(subscriber.stdout.readline(), 30)
    finally:
        subscriber.kill()
        await subscriber.communicate()
        await log.close()
    assert line.decode().split(maxsplit=2) == ["a1", "gulf", "EG met IR\n"]
