from pathlib import Path

import pytest

from agent.config.folder import bundled_config
from producers.feedlist import FeedListError, load_feeds, parse_feeds

PATH = Path("feeds.yaml")
GOOD = """
defaults:
  interval_floor: 2m
feeds:
  - {id: a, url: "https://a.example/rss", outlet: A, language: ar, country: EG, timezone: Africa/Cairo}
  - id: b
    url: http://10.1.2.3/rss
    interval_floor: 90s
    interval_ceiling: 2h
    allow_private: [10.1.0.0/16]
    enabled: false
"""


def test_defaults_and_own_values():
    feeds = parse_feeds(GOOD, PATH)
    a, b = feeds
    assert (a.interval_floor, a.timezone, a.country) == (120, "Africa/Cairo", "EG")
    assert (b.interval_floor, b.interval_ceiling, b.allow_private) == (90, 7200, ("10.1.0.0/16",))
    assert [feed.id for feed in feeds.enabled] == ["a"]
    assert feeds.by_id["b"] is b


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "feeds:\n  - {id: a, url: 'https://x/', outlett: A}",
            "feeds.yaml:2: a feed: unknown key 'outlett'; did you mean 'outlet'?",
        ),
        ("feedz: []", "feeds.yaml:1: the feed list: unknown key 'feedz'; did you mean 'feeds'?"),
        ("feeds:\n  - {url: 'https://x/'}", "feeds.yaml:2: a feed without 'id'"),
        ("feeds:\n  - {id: A B, url: 'https://x/'}", "feeds.yaml:2: a feed: id: 'A B' is not an id"),
        ("feeds:\n  - {id: a, url: ftp://x/}", "not an http or https address"),
        ("feeds:\n  - {id: a, url: 'https://x/', timezone: Cairo}", "Africa/Cairo"),
        ("feeds:\n  - {id: a, url: 'https://x/'}\n  - {id: a, url: 'https://y/'}", "feeds.yaml:3: id 'a' is already"),
        (
            "feeds:\n  - {id: a, url: 'https://x/'}\n  - {id: b, url: 'https://x/'}",
            "feeds.yaml:3: url 'https://x/' is already",
        ),
        ("feeds:\n  - {id: a, url: 'https://x/', interval_floor: soon}", "not a duration such as"),
        ("feeds:\n  - {id: a, url: 'https://x/', interval_floor: 2h, interval_ceiling: 1h}", "above interval_ceiling"),
        ("feeds:\n  - {id: a, url: 'https://x/', enabled: 1}", "neither true nor false"),
        ("feeds:\n  - {id: a, url: 'https://x/', allow_private: [10.0.0.1/8]}", "host bits set"),
        ("feeds:\n  - {id: a, id: b, url: 'https://x/'}", "'id' is given twice"),
        ("feeds: [", "feeds.yaml:1: not YAML"),
        ("", "is empty"),
        ("- a", "must have the form"),
        ("feeds: 3", "a list of feeds"),
    ],
)
def test_every_slip_is_named_with_its_place(text, message):
    with pytest.raises(FeedListError) as error:
        parse_feeds(text, PATH)
    assert message in str(error.value)


def test_missing_file(tmp_path):
    with pytest.raises(FeedListError, match="cannot be read"):
        load_feeds(tmp_path / "none.yaml")


def test_norway_is_no_boolean():
    (feed,) = parse_feeds("feeds: [{id: a, url: 'https://x/', country: NO}]", PATH)
    assert feed.country == "NO"


def test_bundled_list_is_in_order():
    feeds = load_feeds(bundled_config() / "feeds.yaml")
    assert len(feeds) > 100
    assert sum(feed.language == "ar" for feed in feeds) > 40
    for feed in feeds:
        assert feed.outlet, feed.id
        assert feed.language, feed.id
        assert feed.country, feed.id
        assert feed.timezone, feed.id
