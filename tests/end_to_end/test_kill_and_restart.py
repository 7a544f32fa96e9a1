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


async def undisturbed(run):
    """Return the outcome of a daemon that nobody kills."""
    run.start()
    await run.until_idle(200)
    assert run.stop() == 0
    return await outcome(run)


async def killed(run):
    """Return the outcome of a daemon that is killed at any moment: while it starts, and, every other time, at work."""

    async def at_work():
        return "state restored" in run.words

    seeded = random.Random(20260923)  # the moments vary with the machine all the same
    for number in range(KILLS):
        run.start()
        if number % 2:
            await run.until(at_work)
        await asyncio.sleep(seeded.uniform(0.0, 2.0))
        run.kill()
    return await undisturbed(run)


@pytest.mark.slow
@pytest.mark.timeout(700)
async def test_twenty_kills_change_nothing(tmp_path, daemon_run):
    calm_folder, wild_folder = tmp_path / "calm", tmp_path / "wild"
    calm_folder.mkdir()
    wild_folder.mkdir()
    with (
        daemon_run(calm_folder, one_feed_newsroom(8), article_partitions=1) as calm,
        daemon_run(wild_folder, one_feed_newsroom(30), article_partitions=1) as wild,
    ):
        expected, found = await asyncio.gather(undisturbed(calm), killed(wild))
        assert len(expected[0]) >= 20
        assert len(expected[1]) >= 12
        assert found == expected
        assert len(found[1]) == len(set(found[1]))
        versions = [(article.article_id, article.version) for article in await wild.articles()]
        assert len(versions) == len(set(versions))
        assert await wild.dead_letters() == []
