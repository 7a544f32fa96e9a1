"""Killed in the middle of polling, the daemon asks for nothing before its time and loses no entry."""

import asyncio
import random
import re
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime

import pytest
import yaml
from newsroom_run import settled_newsroom
from outlet_server import outlets, reply, rss

from agent.log.api import LogError
from agent.records import FeedCursor

KILLS = 4
QUICK, SLOW = 6, 4
WINDOW = 400
PACE = 0.5
"""Seconds between two entries; with WINDOW entries shown none leaves its feed while the test runs."""


class Site:
    """A feed that grows by the clock, answers slowly, and notes of every request when it came and from which life.

    The life says so itself: a request may be heard only after its daemon was killed.
    """

    def __init__(self, name):
        self.name, self.requests, self.shown = name, [], 0
        self.lock = threading.Lock()

    def __call__(self, request):
        arrived = time.time()
        time.sleep(random.uniform(0.05, 0.4))  # so that kills fall into it
        with self.lock:
            newest = int((time.time() - Site.born) / PACE)
            entries = [(f"{self.name}-{n}", f"Entry {n}") for n in range(newest, max(-1, newest - WINDOW), -1)]
            life = int(re.search(r"life-(\d+)", request.headers["User-Agent"])[1])
            self.requests.append((arrived, life, request.headers.get("If-None-Match")))
            reply(request, rss(*entries), ETag=f'"{self.name}-{newest}"')
            self.shown = max(self.shown, newest)

    born = 0.0


def begin(run, life):
    """Start the daemon under a name of its own."""
    settings = yaml.safe_load(run.config.read_text())
    settings["poll"]["contact"] = f"https://life-{life}.example/"
    run.config.write_text(yaml.safe_dump(settings))
    run.start()


async def cursors(run):
    """The last committed cursor of every feed."""
    try:
        return {cursor.feed: cursor for cursor in await run.records("feeds", FeedCursor)}
    except LogError:
        return {}


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_nothing_is_asked_for_early_and_no_entry_is_lost(tmp_path, daemon_run):
    Site.born = time.time()
    seeded = random.Random(20261124)
    sites = {f"quick{n}": Site(f"quick{n}") for n in range(QUICK)} | {f"slow{n}": Site(f"slow{n}") for n in range(SLOW)}
    with outlets(**sites) as urls, daemon_run(tmp_path, settled_newsroom(1)) as run:
        feeds = [
            {"id": name, "url": f"{url}/feed", **dict.fromkeys(("interval_floor", "interval_ceiling"), pace)}
            for name, url in urls.items()
            for pace in ["2s" if name.startswith("quick") else "1h"]
        ]
        defaults = {"allow_private": ["127.0.0.1"], "full_text": "never"}
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"defaults": defaults, "feeds": feeds}))
        not_before = defaultdict(list)  # feed -> (a life, when the next request is due by what it has committed)
        deadline = time.monotonic() + 200
        for life in range(KILLS):
            begin(run, life)
            asked = sum(len(site.requests) for site in sites.values())
            while sum(len(site.requests) for site in sites.values()) < asked + 3:
                assert time.monotonic() < deadline, run.output[-2000:]
                await asyncio.sleep(0.05)  # it polls
            await asyncio.sleep(seeded.uniform(0.0, 2.0))
            while life == KILLS - 1 and len(await cursors(run)) < len(sites):
                assert time.monotonic() < deadline, run.output[-2000:]
                await asyncio.sleep(0.1)
            run.kill()
            for name, cursor in (await cursors(run)).items():
                assert cursor.next_poll is not None
                not_before[name].append((life, cursor.next_poll))
        begin(run, KILLS)
        last = {name: len(site.requests) for name, site in sites.items()}
        while any(len(sites[name].requests) < last[name] + 2 for name in sites if name.startswith("quick")):
            assert time.monotonic() < deadline, run.output[-2000:]
            await asyncio.sleep(0.1)
        while len(await cursors(run)) < len(sites):
            assert time.monotonic() < deadline, run.output[-2000:]
            await asyncio.sleep(0.1)
        assert run.stop() == 0
        found = [(article.guid, article.version) for article in await run.articles()]
        at_end = await cursors(run)

    assert len(not_before) == len(sites)
    for name, moments in not_before.items():
        for dead, due in moments:
            later = [datetime.fromtimestamp(at, UTC) for at, life, _ in sites[name].requests if life > dead]
            assert min(later, default=due) >= due, f"{name} was due at {due}"
    for name, moments in not_before.items():
        # Once a poll is committed, no later request goes without what the server sent with it.
        later = [validator for _, life, validator in sites[name].requests if life > moments[0][0]]
        assert None not in later, f"{name} was asked for without validators after it was read"
        if name.startswith("slow"):
            assert not later, "due in an hour"
    assert len(found) == len(set(found)), "no entry twice"
    for name, site in sites.items():
        read = {guid for guid, _ in found if guid.startswith(f"{name}-")}
        newest = int(at_end[name].etag.strip('"').rpartition("-")[2])
        assert read == {f"{name}-{n}" for n in range(newest + 1)}, "every entry up to the last answer that counts"
        assert newest <= site.shown
