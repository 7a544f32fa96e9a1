from collections.abc import AsyncIterator

import pytest

from agent.log.api import Cleanup, Log, TopicSpec
from agent.log.sqlite import SqliteLog

TOPICS = [
    TopicSpec("in", partitions=2),
    TopicSpec("out"),
    TopicSpec("state", partitions=2, cleanup=Cleanup.COMPACT),
]


@pytest.fixture
async def log(tmp_path) -> AsyncIterator[Log]:
    opened = await SqliteLog.open(tmp_path / "test.db")
    await opened.ensure_topics(TOPICS)
    yield opened
    await opened.close()
