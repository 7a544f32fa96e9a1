from collections.abc import AsyncIterator

import pytest
from namespaced_log import NamespacedLog

from agent.log.api import Cleanup, Log, TopicSpec
from agent.log.sqlite import SqliteLog

TOPICS = [
    TopicSpec("in", partitions=2),
    TopicSpec("out"),
    TopicSpec("state", partitions=2, cleanup=Cleanup.COMPACT),
]


@pytest.fixture(params=["sqlite", "kafka"])
async def log(request, tmp_path) -> AsyncIterator[Log]:
    if request.param == "kafka":
        opened = await NamespacedLog.open(request.getfixturevalue("kafka_bootstrap"))
    else:
        opened = await SqliteLog.open(tmp_path / "test.db")
    await opened.ensure_topics(TOPICS)
    yield opened
    await opened.close()
