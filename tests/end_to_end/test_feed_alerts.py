"""A feed that is gone is an alert on the alerts topic like any other."""

import subprocess
import sys
from collections import Counter

import pytest
import yaml
from newsroom_run import settled_newsroom
from outlet_server import outlets, reply, rss

from agent.log.api import LogError
from agent.records import AuditEntry, FeedHealth

RULES = """
rules:
  - id: feed-lost
    title: A feed is lost
    severity: high
    feeds: {states: [dead, gone]}
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_feed_that_is_gone_is_told_of_once_over_a_restart(tmp_path, daemon_run):
    def gone(request):
        reply(request, "", 410)

    polls = Counter()

    def good(request):
        polls["good"] += 1
        reply(request, rss(("1", "An entry")))

    with outlets(gone=gone, good=good) as urls, daemon_run(tmp_path, settled_newsroom(1)) as run:
        feeds = [{"id": name, "url": f"{url}/feed", "outlet": name.title()} for name, url in urls.items()]
        defaults = {"allow_private": ["127.0.0.1"], "full_text": "never"}
        defaults |= {"interval_floor": "1s", "interval_ceiling": "1s"}
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"defaults": defaults, "feeds": feeds}))
        (tmp_path / "rules.yaml").write_text(RULES)
        run.start()

        async def told():
            return bool(await alerts(run))

        await run.until(told)
        run.kill()
        run.start()
        asked = polls["good"]

        async def polled_again():
            # A third poll comes long after the first of this life was committed, and with it whatever is gone.
            return "state restored" in run.words and polls["good"] >= asked + 3

        await run.until(polled_again)
        assert run.stop() == 0
        (alert,) = await alerts(run)
        (change,) = await run.records("health", FeedHealth)
        (entry,) = await run.records("audit", AuditEntry)
        shown = subprocess.run(
            [sys.executable, "-m", "agent", "alerts", "tail", "--from", "start", "--no-follow", "--config",
             str(run.config)],
            capture_output=True, text=True, check=True, cwd=tmp_path,
        ).stdout  # fmt: skip
    assert (change.feed, change.state, change.was, change.error) == ("gone", "gone", "ok", "gone")
    assert alert.feed == change
    assert alert.event is None
    assert alert.reason.startswith("A feed is lost: Gone (gone) is gone for good (410) since ")
    assert (entry.disposition, entry.event_id) == ("emitted", "gone")
    assert alert.alert_id in shown


async def alerts(run):
    try:
        return await run.alerts()
    except LogError:
        return []
