"""Killed at any moment, every stage goes on where it was: nothing lost, nothing twice."""

import asyncio
import random

import pytest
from newsroom_run import one_feed_newsroom

KILLS = 20


def act(event):
    """What an event says, without when its reports were read."""
    return (
        event.type, event.status, tuple(sorted(event.parties)), event.date, event.withdrawn,
        tuple((source.article_id, source.relation) for source in event.sources),
    )


async def outcome(run):
    """Events by id and the ids of alerts: the same input in the same order has the same, to the last letter."""
    events = {event_id: act(event) for event_id, event in (await run.events()).items()}
    return events, sorted(alert.alert_id for alert in await run.alerts())


@pytest.mark.slow
@pytest.mark.timeout(700)
async def test_twenty_kills_change_nothing(tmp_path, daemon_run):
    calm_folder, wild_folder = tmp_path / "calm", tmp_path / "wild"
    calm_folder.mkdir()
    wild_folder.mkdir()
    with daemon_run(calm_folder, one_feed_newsroom(8), article_partitions=1) as calm:
        calm.start()
        await calm.until_idle(200)
        assert calm.stop() == 0
        expected = await outcome(calm)
    assert len(expected[0]) >= 20
    assert len(expected[1]) >= 12

    seeded = random.Random(20260923)  # the moments vary with the machine all the same
    with daemon_run(wild_folder, one_feed_newsroom(30), article_partitions=1) as wild:
        for _ in range(KILLS):
            wild.start()
            await asyncio.sleep(seeded.uniform(0.3, 3.0))
            wild.kill()
        wild.start()
        await wild.until_idle(300)
        assert wild.stop() == 0
        found = await outcome(wild)
        assert found == expected
        assert len(found[1]) == len(set(found[1]))
        versions = [(article.article_id, article.version) for article in await wild.articles()]
        assert len(versions) == len(set(versions))
        assert await wild.dead_letters() == []
