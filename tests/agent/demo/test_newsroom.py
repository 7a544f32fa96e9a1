from datetime import UTC, datetime

import pytest

from agent.demo.newsroom import SPREAD_SECONDS, Newsroom, Outlet, Version, bundled_newsroom, evenly

OUTLET = Outlet(id="a", outlet="A", language="en", country="QA", timezone="UTC", path="/a", format="rss")


def version(guid, title="t", **more):
    return Version(feed="a", guid=guid, url=f"https://a.example/{guid}", title=title, text="x",
                   published=datetime(2025, 1, 1, tzinfo=UTC), **more)  # fmt: skip


def test_entries_appear_over_time_newest_first():
    newsroom = Newsroom((OUTLET,), evenly([version("1"), version("2"), version("3")], 10))
    assert [e.guid for e in newsroom.entries("a", 0)] == ["1"]
    assert [e.guid for e in newsroom.entries("a", 5)] == ["2", "1"]
    assert [e.guid for e in newsroom.entries("a", 10)] == ["3", "2", "1"]
    assert newsroom.entries("a", -1) == ()


def test_an_edit_replaces_its_article_where_it_stands():
    newsroom = Newsroom((OUTLET,), evenly([version("1"), version("2"), version("1", "edited")], 10))
    assert [(e.guid, e.title) for e in newsroom.entries("a", 10)] == [("2", "t"), ("1", "edited")]
    assert newsroom.articles == 2
    assert newsroom.published(10) == 3


def test_the_bundled_newsroom_has_what_the_demo_promises():
    newsroom = bundled_newsroom()
    versions = [item.version for item in newsroom.schedule]
    edits = [v for v in versions if v.updated]
    assert len(versions) >= 40
    assert len(edits) >= 3
    assert {o.format for o in newsroom.outlets} == {"rss", "atom", "json"}
    assert "windows-1256" in {o.charset for o in newsroom.outlets}
    assert {o.language for o in newsroom.outlets} == {"ar", "en"}
    assert {v.feed for v in versions} == {o.id for o in newsroom.outlets}


def test_every_edit_comes_long_enough_after_its_article_for_a_poll_between_them():
    first = {}
    for item in bundled_newsroom().schedule:
        key = (item.version.feed, item.version.guid, item.version.url)
        assert (key in first) == bool(item.version.updated)
        assert key not in first or item.at - first[key] > 3
        first.setdefault(key, item.at)


@pytest.mark.parametrize("speed", [1.0, 5.0])
def test_speed_compresses_the_schedule(speed):
    assert bundled_newsroom(speed).duration == pytest.approx(SPREAD_SECONDS / speed)
