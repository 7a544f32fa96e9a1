"""Killed at any moment, every stage goes on where it was: nothing lost, nothing twice."""

import asyncio
import random

import pytest
from newsroom_run import DaemonRun, settled_newsroom

KILLS = 20


def act(event):
    """What an event says, without what depends on when its reports were read."""
    return (
        event.type, event.status, tuple(sorted(event.parties)), event.date.value if event.date else "",
        tuple(sorted(source.article_id for source in event.sources)), event.withdrawn,
    )


def fired(alert):
    return alert.rule.id, alert.event.type, tuple(sorted(alert.event.parties))


async def acts_and_alerts(run):
    events = await run.events()
    return sorted(map(act, events.values())), sorted({fired(alert) for alert in await run.alerts()})


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_twenty_kills_change_nothing(tmp_path):
    calm_folder, wild_folder = tmp_path / "calm", tmp_path / "wild"
    calm_folder.mkdir()
    wild_folder.mkdir()
    with DaemonRun(calm_folder, settled_newsroom(8)) as calm:
        calm.start()
        await calm.until_idle(90)
        assert calm.stop() == 0
        expected = await acts_and_alerts(calm)
    assert len(expected[0]) >= 20
    assert len(expected[1]) >= 12

    seeded = random.Random(20260923)  # the moments vary with the machine all the same
    with DaemonRun(wild_folder, settled_newsroom(30)) as wild:
        for _ in range(KILLS):
            wild.start()
            await asyncio.sleep(seeded.uniform(0.3, 3.0))
            wild.kill()
        wild.start()
        await wild.until_idle(120)
        assert wild.stop() == 0
        assert await acts_and_alerts(wild) == expected
        ids = [alert.alert_id for alert in await wild.alerts()]
        assert len(ids) == len(set(ids))
        versions = [(article.article_id, article.version) for article in await wild.articles()]
        assert len(versions) == len(set(versions))
        assert await wild.dead_letters() == []
